# SPDX-License-Identifier: Apache-2.0
"""Working days of 2027 before they are published, and an arrangement of them as a calendar file has it."""

import pytest
from holidays.countries.china import ChinaStaticHolidays

ARRANGEMENT = (
    "date,kind,name\n"
    "2027-01-04,rest,New Year\n"
    "2027-01-10,work,New Year\n"
    "2027-01-31,work,Spring Festival\n"
    + "".join(f"2027-02-{day:02},rest,Spring Festival\n" for day in range(5, 13))
    + "2027-02-13,work,Spring Festival\n"
)
"""Invented: 4 January is off, and the whole week of the Spring Festival but its Saturday."""


@pytest.fixture
def unpublished_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library know no arrangement after 2026, whichever version it is."""
    for table in (
        ChinaStaticHolidays.special_public_holidays,
        ChinaStaticHolidays.special_public_holidays_observed,
    ):
        for year in [year for year in table if year > 2026]:
            monkeypatch.delitem(table, year)
