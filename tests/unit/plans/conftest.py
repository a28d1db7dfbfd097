# SPDX-License-Identifier: Apache-2.0
"""A small invented plan, and ways to read it."""

from collections.abc import Callable

import pytest

from plans.drafts import Reading
from plans.reading import read

Reader = Callable[..., Reading]


@pytest.fixture
def read_text() -> Reader:
    """Give a function that reads a plan written as text."""

    def reader(text: str, *, year: int | None = None) -> Reading:
        return read(text.encode(), name="plan.txt", year=year)

    return reader


@pytest.fixture
def read_table() -> Reader:
    """Give a function that reads a ledger written as CSV."""

    def reader(text: str, *, year: int | None = None) -> Reading:
        return read(text.encode(), name="ledger.csv", year=year)

    return reader
