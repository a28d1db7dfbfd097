# SPDX-License-Identifier: Apache-2.0
"""The calendar file of the office."""

from datetime import date

import pytest

from models.errors import SettingsError
from models.problems import Problems
from scheduler.workdays import DayKind, Override, default_overrides, read_overrides


def test_the_shipped_file_overrides_nothing() -> None:
    """A fresh installation follows the published calendar."""
    assert default_overrides() == ()


def test_lines_are_read_with_and_without_a_name() -> None:
    """Blank lines, comments, a byte order mark and missing names are all right."""
    text = "\ufeffdate,kind,name\n\n# ours\n2027-02-20,work,Spring Festival\n2027-03-01,rest\n"
    assert read_overrides(text, source="own.csv") == (
        Override(day=date(2027, 2, 20), kind=DayKind.WORK, name="Spring Festival"),
        Override(day=date(2027, 3, 1), kind=DayKind.REST),
    )


def test_every_wrong_line_is_told_at_once() -> None:
    """Each problem names its line, what is wrong and what to write."""
    text = "date,kind,name\n2027-02-30,work,a\n2027-03-01,holiday,b\nonly\n20270302,rest\n2027-03-01,rest,c\n"
    with pytest.raises(SettingsError) as caught:
        read_overrides(text, source="own.csv")
    problems = caught.value.facts["problems"]
    assert isinstance(problems, Problems)
    assert [problem.line for problem in problems] == [2, 3, 4, 5, 6]
    assert all(problem.cure for problem in problems)
    assert "own.csv" in str(caught.value)
    assert "Line 6: 2027-03-01 already stands in line 3." in str(caught.value)


def test_a_file_without_its_header_is_refused() -> None:
    """The first line must name the columns, so that no day is taken for a header."""
    with pytest.raises(SettingsError, match="Write date,kind,name as the first line"):
        read_overrides("2027-02-20,work,a\n", source="own.csv")


def test_an_empty_file_overrides_nothing() -> None:
    """No lines, no overrides."""
    assert read_overrides("", source="own.csv") == ()
