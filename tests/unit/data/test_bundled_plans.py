# SPDX-License-Identifier: Apache-2.0
"""The bundled ledgers carry the facts of the published plans, in the project's own words."""

import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import groupby

import pytest

Row = dict[str, str]
Rows = Callable[[int], list[Row]]

COLUMNS = ["number", "section", "title", "leaders", "units", "due", "due_kind", "milestones", "targets"]
COUNTS = {2023: 121, 2026: 101}
HEADINGS = {2023: 6, 2026: 8}
FIRST_OF_SECTION = {
    2023: ["1", "8", "30", "39", "94", "113"],
    2026: ["1", "7", "21", "41", "57", "72", "86", "98"],
}
AIMS = {
    2023: ["10", "11", "45", "49", "70", "76", "79", "105"],
    2026: ["11", "18", "23", "32", "54", "65", "79", "88", "97"],
}
COMPARED = {2023: "e9039a188a63e0c4", 2026: "5210c6577a4849e5"}
"""What the facts and figures came to when they were last compared with the published plans."""
FIGURE = re.compile(r"\d+(?:\.\d+)?")
QUANTITY = re.compile(r"(?:>=|<=|[=<>~])\d[\d.]*(?:-\d[\d.]*)?\D*$")
AIM = re.compile(r"力争(?!创)|争取(?!得)")

each_year = pytest.mark.parametrize("year", sorted(COUNTS))


def parts(cell: str, separator: str = "|") -> list[str]:
    return [part for part in cell.split(separator) if part]


def quantities(cell: str) -> list[str]:
    return [match.group() if (match := QUANTITY.search(part)) else part for part in parts(cell)]


def months(cell: str) -> list[str]:
    return [part.partition("=")[0] for part in parts(cell)]


def facts(rows: Sequence[Row], separator: str) -> list[tuple[object, ...]]:
    return [
        (
            row["number"],
            parts(row["leaders"], separator),
            parts(row["units"], separator),
            row["due"],
            months(row["milestones"]),
            quantities(row["targets"]),
        )
        for row in rows
    ]


@each_year
def test_numbers_run_from_one_without_a_gap(year: int, bundled: Rows) -> None:
    """A bundled plan numbers its tasks 1 to N, each once and in order."""
    assert [row["number"] for row in bundled(year)] == [str(n) for n in range(1, COUNTS[year] + 1)]


@each_year
def test_facts_equal_the_published_plan(year: int, bundled: Rows, expected: Rows) -> None:
    """Number, leaders, units, due date, milestone months and quantities are those of the published plan."""
    assert facts(bundled(year), "|") == facts(expected(year), ";")


@each_year
def test_sections_cut_where_the_published_plan_cuts(year: int, bundled: Rows, expected: Rows) -> None:
    """Each heading of the published plan has exactly one heading of ours, over the same tasks."""
    pairs = {
        (ours["section"], theirs["section"])
        for ours, theirs in zip(bundled(year), expected(year), strict=True)
    }
    assert len(pairs) == len({ours for ours, _ in pairs}) == HEADINGS[year]


@each_year
def test_an_aim_stays_an_aim(year: int, bundled: Rows, expected: Rows) -> None:
    """A title says 力争 or 争取 where the published task does, and nowhere else."""
    aims = [[row["number"] for row in rows(year) if AIM.search(row["title"])] for rows in (bundled, expected)]
    assert aims[0] == aims[1]


@each_year
def test_figures_of_a_title_stand_in_the_published_task(year: int, bundled: Rows, expected: Rows) -> None:
    """Every figure in a title of ours is a figure of the published task, so no slip of the pen passes."""
    strange = [
        (ours["number"], number)
        for ours, theirs in zip(bundled(year), expected(year), strict=True)
        for number in FIGURE.findall(ours["title"])
        if number not in FIGURE.findall(theirs["title"])
    ]
    assert strange == []


@each_year
def test_facts_and_figures_are_those_that_were_compared(year: int, bundled: Rows) -> None:
    """Where the published plans are not at hand, no slip of the pen passes either."""
    told = [*facts(bundled(year), "|"), *(FIGURE.findall(row["title"]) for row in bundled(year))]
    assert sha256(repr(told).encode()).hexdigest()[:16] == COMPARED[year]


@each_year
def test_sections_begin_where_those_of_the_published_plan_do(year: int, bundled: Rows) -> None:
    """Each section is in one piece."""
    tasks = {section: list(rows) for section, rows in groupby(bundled(year), key=lambda row: row["section"])}
    assert [rows[0]["number"] for rows in tasks.values()] == FIRST_OF_SECTION[year]
    assert sum(map(len, tasks.values())) == COUNTS[year]


@each_year
def test_the_aims_are_known(year: int, bundled: Rows) -> None:
    """力争 and 争取 stand in these titles, and nowhere else."""
    assert [row["number"] for row in bundled(year) if AIM.search(row["title"])] == AIMS[year]


@each_year
def test_titles_are_short_and_unlike(year: int, bundled: Rows) -> None:
    """A title fits one line of a mail, at most 44 characters, and no two tasks share one."""
    titles = [row["title"] for row in bundled(year)]
    assert all(10 <= len(title) <= 44 for title in titles)
    assert len(set(titles)) == len(titles)


@each_year
def test_every_dated_task_is_firm(year: int, bundled: Rows) -> None:
    """Both plans date every task, so each deadline is firm."""
    assert {(bool(row["due"]), row["due_kind"]) for row in bundled(year)} == {(True, "firm")}


@each_year
def test_no_cell_has_stray_space_or_a_missing_word(year: int, bundled: Rows) -> None:
    """Every row has all nine columns, without outer white space, and the first six columns are filled."""
    for row in bundled(year):
        assert list(row) == COLUMNS
        assert all(cell == cell.strip() for cell in row.values())
        assert all(row[column] for column in COLUMNS[:6])


@each_year
def test_head_of_the_file_tells_the_plan(year: int, bundled_text: Callable[[int], str]) -> None:
    """The comment lines on top name the plan, its year, its issuer and its day of issue."""
    head = [line[2:] for line in bundled_text(year).splitlines() if line.startswith("# ")]
    told = dict(line.split(": ", 1) for line in head)
    assert told["year"] == str(year)
    assert told["title"].startswith(str(year))
    assert told["issued_on"].startswith(f"{year}-03-")
    assert told["issuer"]


def test_plan_of_2023_declares_its_count(
    bundled: Rows,
    bundled_text: Callable[[int], str],
) -> None:
    """The plan of 2023 says how many tasks it holds, and holds that many."""
    assert f"# declared_count: {len(bundled(2023))}\n" in bundled_text(2023)


@each_year
def test_file_is_plain_utf8_with_line_feeds(year: int, bundled_text: Callable[[int], str]) -> None:
    """A bundled plan has no byte-order mark, no carriage return, and ends its last line."""
    text = bundled_text(year)
    assert not text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert "\r" not in text
    assert text.endswith("\n")
