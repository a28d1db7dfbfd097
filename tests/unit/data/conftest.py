# SPDX-License-Identifier: Apache-2.0
"""The bundled files and the expected ledgers, read plainly with the csv module."""

import csv
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

Row = dict[str, str]


def read_rows(text: str) -> list[Row]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


@pytest.fixture(scope="session")
def bundled_text() -> Callable[[int], str]:
    """Give the text of the bundled plan of a year."""
    return lambda year: (files("data") / "plans" / f"plan_{year}.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def bundled(bundled_text: Callable[[int], str]) -> Callable[[int], list[Row]]:
    """Give the rows of the bundled plan of a year."""
    return lambda year: read_rows(bundled_text(year))


@pytest.fixture(scope="session")
def expected(shared: Path) -> Callable[[int], list[Row]]:
    """Give the rows of the ledger made by hand for a year."""
    return lambda year: read_rows((shared / "golden" / f"plan_{year}.csv").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def units() -> list[Row]:
    """Give the rows of the bundled directory of units, leaders and posts."""
    return read_rows((files("data") / "units" / "units.csv").read_text(encoding="utf-8"))
