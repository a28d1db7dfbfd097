# SPDX-License-Identifier: Apache-2.0
"""The ledger of a plan (台账) as files that an office circulates and `plan import` reads back."""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import cast

from papers.table import PaperSheet


class Form(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    JSON = "json"


def write_file(sheet: PaperSheet, form: Form) -> bytes:
    """Write a ledger as a file of that form; reading it gives the same ledger."""
    module = import_module(f"papers.plan_{form}")
    return cast("Callable[[PaperSheet], bytes]", module.write)(sheet)
