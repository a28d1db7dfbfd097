# SPDX-License-Identifier: Apache-2.0
import pytest

from models.errors import InputError
from plans.formats.pdf.pdf import PAGES, read_pdf
from plans.reading import read
from plans.text.blocks import Document, Table
from tests.support.files.small_files import pdf

TEXT = "BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n"
PICTURE = "q 612 0 0 792 0 0 cm /I1 Do Q"


def at(x: float, y: float, text: str) -> str:
    return TEXT.format(x=x, y=y, text=text)


def ruled(*texts: tuple[str, ...], top: float = 700, merged: bool = False) -> str:
    """Draw a table with rows 30 and columns 150 points apart; `merged` leaves a line out of column one."""
    bottom = top - 30 * len(texts)
    lines = [f"{72 + 150 * n} {top} m {72 + 150 * n} {bottom} l S\n" for n in range(len(texts[0]) + 1)]
    for row in range(len(texts) + 1):
        start = 222 if merged and 1 < row < len(texts) else 72
        lines.append(f"{start} {top - 30 * row} m {72 + 150 * len(texts[0])} {top - 30 * row} l S\n")
    cells = [
        at(78 + 150 * column, top - 20 - 30 * row, text)
        for row, cells in enumerate(texts)
        for column, text in enumerate(cells)
        if text
    ]
    return "".join(lines + cells)


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def table(document: Document) -> Table:
    (found,) = document.tables
    return found


def test_lines_come_from_the_top_with_their_page() -> None:
    """The order on the page counts, not the order in the file."""
    document = read_pdf(pdf(at(72, 500, "below") + at(72, 600, "above"), at(72, 600, "next")), name="a.pdf")
    assert [(line.text, line.number, line.page) for line in document.lines] == [
        ("above", 1, 1),
        ("below", 2, 1),
        ("next", 3, 2),
    ]


def test_ruled_table_is_a_table_between_the_lines_around_it() -> None:
    """Lines that are ruled make cells; text above and below stays text."""
    drawn = at(72, 720, "Plan 2026") + ruled(("No", "Task"), ("1", "Dam"), ("2", "Road")) + at(72, 500, "End")
    document = read_pdf(pdf(drawn), name="a.pdf")
    assert texts(document) == ["Plan 2026", "End"]
    assert [row.cells for row in table(document).rows] == [("No", "Task"), ("1", "Dam"), ("2", "Road")]
    assert document.blocks[1] is table(document)


def test_missing_line_merges_cells() -> None:
    """A cell without a line below reaches down, and its text counts for each row."""
    drawn = ruled(("Area", "Task"), ("Water", "Dam"), ("", "Canal"), merged=True)
    rows = table(read_pdf(pdf(drawn), name="a.pdf")).rows
    assert [row.cells for row in rows[1:]] == [("Water", "Dam"), ("Water", "Canal")]


def test_table_goes_on_over_a_page_break_without_its_repeated_header() -> None:
    """Two pieces with the same columns on neighbouring pages are one table."""
    first = ruled(("No", "Task"), ("1", "Dam"))
    second = ruled(("No", "Task"), ("2", "Road"), top=740)
    rows = table(read_pdf(pdf(first, second), name="a.pdf")).rows
    assert [(row.cells, row.page) for row in rows] == [
        (("No", "Task"), 1),
        (("1", "Dam"), 1),
        (("2", "Road"), 2),
    ]


def test_row_cut_by_a_page_break_is_one_row() -> None:
    """A first row without a number belongs to the last row of the page before."""
    first = ruled(("No", "Task"), ("1", "Repair the"))
    second = ruled(("", "old dam"), ("2", "Road"), top=740)
    rows = table(read_pdf(pdf(first, second), name="a.pdf")).rows
    assert [row.cells for row in rows] == [("No", "Task"), ("1", "Repair the old dam"), ("2", "Road")]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """What stands at the edge of every page is no text of the document."""
    pages = [at(72, 770, "Gazette") + at(72, 400, f"line {n}") + at(300, 30, f"- {n} -") for n in range(1, 5)]
    assert texts(read_pdf(pdf(*pages), name="a.pdf")) == ["line 1", "line 2", "line 3", "line 4"]


def test_columns_of_text_are_read_one_after_the_other() -> None:
    """A page set in two columns is not read across."""
    left = "".join(at(50, 700 - 20 * n, f"left words that fill line {n:02}") for n in range(8))
    right = "".join(at(330, 700 - 20 * n, f"right words that fill line {n:02}") for n in range(8))
    whole = " ".join(texts(read_pdf(pdf(left + right), name="a.pdf")))
    assert whole.index("left words that fill line 07") < whole.index("right words that fill line 00")


def test_scanned_page_is_told_with_its_number() -> None:
    """A picture that fills a page without text was scanned."""
    document = read_pdf(pdf(at(72, 600, "1. Repair the dam"), PICTURE), name="a.pdf")
    assert [(found.code, found.facts["page"]) for found in document.findings] == [("scanned-page", 2)]


def test_wholly_scanned_plan_is_no_silent_nothing() -> None:
    """Zero tasks come with the reason."""
    codes = {found.code for found in read(pdf(PICTURE), name="a.pdf").findings}
    assert {"scanned-page", "nothing-read"} <= codes


def test_page_whose_font_hides_its_characters_is_told() -> None:
    """Glyphs in the private area are no words, however well they print."""
    found = read_pdf(pdf(at(72, 600, "1. REPAIR THE OLD DAM"), shows="E001"), name="a.pdf").findings
    assert [(each.code, each.facts["page"]) for each in found] == [("lost-text", 1)]


LINE = "1. Repair the old dam in the north"


@pytest.mark.parametrize("rotated", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "turn",
    ["1 0 0 1 0 0", "0 1 -1 0 612 0", "0 -1 1 0 0 792", "-1 0 0 -1 612 792"],
    ids=["0", "90", "270", "180"],
)
def test_page_is_read_however_it_is_turned(turn: str, rotated: int) -> None:
    """Lines are read from their beginning, whether the page, what is on it, or both were turned."""
    drawn = f"q {turn} cm\n{at(72, 500, LINE)}{at(72, 480, 'Lead: Works')}Q"
    assert texts(read_pdf(pdf(drawn, rotated=rotated), name="a.pdf")) == [LINE, "Lead: Works"]


@pytest.mark.parametrize("rotated", [90, 180, 270])
def test_page_with_few_characters_is_read_however_it_is_turned(rotated: int) -> None:
    """Where too few characters show how lines run, their own turn tells."""
    assert texts(read_pdf(pdf(at(72, 700, "1. Dam"), rotated=rotated), name="a.pdf")) == ["1. Dam"]


def test_vertical_writing_is_read_column_by_column() -> None:
    """Characters set below each other are a line; the first line stands on the right."""
    columns = ("OLD DAM REPAIR", "WORKS AND ROADS")
    drawn = "".join(
        at(500 - 30 * index, 700 - 14 * step, letter)
        for index, column in enumerate(columns)
        for step, letter in enumerate(column)
        if letter != " "
    )
    lines = texts(read_pdf(pdf(drawn), name="a.pdf"))
    assert ["".join(line.split()) for line in lines] == ["".join(column.split()) for column in columns]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n", "damaged"),
        (pdf()[:200], "damaged"),
        (pdf().replace(b"/Count 1", b"/Count 999999"), "at most"),
        (pdf(*[""] * (PAGES + 1)), "at most"),
    ],
)
def test_broken_and_endless_files_are_refused(content: bytes, words: str) -> None:
    """Each gives one clear error."""
    with pytest.raises(InputError, match=words) as caught:
        read_pdf(content, name="a.pdf")
    assert caught.value.cure


HEAD = ("No", "Task", "Lead")


def loose(*lines: tuple[str, ...], top: float = 700) -> str:
    """Draw lines of cells without rules, 16 points below each other."""
    return "".join(
        at(72 + 90 * column, top - 16 * index, text)
        for index, cells in enumerate(lines)
        for column, text in enumerate(cells)
        if text
    )


WRAPPED = (
    ("1", "Repair the", "Works"),
    ("", "old dam", ""),
    ("2", "Widen the", "Roads and"),
    ("", "road", "Parks"),
)


def test_table_without_rules_is_read_by_its_gaps_and_told() -> None:
    """A row begins at its number, and lines below it go on in their columns."""
    document = read_pdf(pdf(loose(HEAD, *WRAPPED)), name="a.pdf")
    assert [row.cells for row in table(document).rows] == [
        HEAD,
        ("1", "Repair the old dam", "Works"),
        ("2", "Widen the road", "Roads and Parks"),
    ]
    assert [(found.code, found.severity.value) for found in document.findings] == [
        ("unruled-table", "warning")
    ]


def test_table_without_rules_goes_on_over_a_page_break() -> None:
    """A page without a header goes on with the columns of the one before, in the middle of a row too."""
    pages = (loose(HEAD, *WRAPPED[:3]), loose(*WRAPPED[3:], ("3", "Pond", "Parks"), top=740))
    rows = table(read_pdf(pdf(*pages), name="a.pdf")).rows
    assert [row.cells for row in rows[2:]] == [
        ("2", "Widen the road", "Roads and Parks"),
        ("3", "Pond", "Parks"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        (HEAD, ("", "Repair the", ""), ("1", "old stone", "Works"), ("", "dam", "")),
        (HEAD, ("1", "Road", "Roads"), ("", "Repair the", ""), ("2", "old stone", "Works"), ("", "dam", "")),
        (
            ("Task", "Lead", "Deadline"),
            ("Repair the", "Works", "June"),
            ("old dam", "", ""),
            ("Pond", "Parks", "May"),
        ),
    ],
    ids=["middle", "middle, first row short", "no numbers"],
)
def test_table_whose_cells_cannot_be_told_apart_is_an_error(lines: tuple[tuple[str, ...], ...]) -> None:
    """Nothing is imported from a table whose lines may belong to either row."""
    found = read_pdf(pdf(loose(*lines)), name="a.pdf").findings
    assert [(each.code, each.severity.value) for each in found] == [("unruled-table", "error")]
