# SPDX-License-Identifier: Apache-2.0
"""The table of what clients did, which the documentation repeats."""

from pathlib import Path

from tests.clients.measured import COLUMNS, MEASURED, as_markdown, differences, gathered, read_back

PAGE = Path(__file__).resolve().parents[2] / "docs" / "clients.md"


def test_a_table_reads_back_as_it_was_written() -> None:
    """Cells of several tests and clients come together, and nothing is lost on the way."""
    said = [("version", "1"), ("alarms", "kept")]
    noted = [(MEASURED, ("Sun", *each)) for each in said] + [(MEASURED, ("Moon", "version", "2")), ("x", 1)]
    seen = gathered(noted)
    assert seen == {"Sun": {"version": "1", "alarms": "kept"}, "Moon": {"version": "2"}}
    assert read_back(as_markdown(seen)) == seen


def test_only_what_was_measured_otherwise_is_told() -> None:
    """A run of some clients says nothing of the others."""
    written = {"Sun": {"version": "1", "alarms": "kept"}, "Moon": {"version": "2"}}
    assert differences(written, {"Sun": {"alarms": "kept"}}) == []
    (told,) = differences(written, {"Sun": {"version": "3"}})
    assert "Sun, version" in told


def test_the_page_has_every_column_for_some_client() -> None:
    """A column that nobody measured is no part of the documentation, and none is missing."""
    written = read_back(PAGE.read_text(encoding="utf-8"))
    assert {column for cells in written.values() for column in cells} == set(COLUMNS)
