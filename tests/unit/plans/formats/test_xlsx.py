# SPDX-License-Identifier: Apache-2.0
import pytest

from models.errors import InputError
from plans.formats.detect import open_document
from plans.formats.workbook import Meaning, meaning_of
from plans.reading import read
from tests.support.files.sheet_files import formats, row, sheets, typed

HEADER = row("序号", "工作任务", "责任单位", "完成时限")


def rows(content: bytes) -> list[tuple[str, ...]]:
    (table,) = open_document(content, name="a.xlsx").tables
    return [each.cells for each in table.rows]


def codes(content: bytes) -> list[tuple[str, str]]:
    findings = open_document(content, name="a.xlsx").findings
    return [(each.code, str(each.facts.get("cell") or each.facts.get("sheet"))) for each in findings]


def test_strings_are_read_wherever_they_stand() -> None:
    """Shared, inline, rich and calculated strings read alike; reading aids above characters are left out."""
    strings = (
        "<si><t>修渠</t></si><si><r><t>修</t></r><r><t>坝</t></r><rPh sb='0' eb='1'><t>xiu</t></rPh></si>"
        "<si><t>a_x000D__x000A_b</t></si>"
    )
    cells = [typed(str(index), "s") for index in range(3)]
    content = sheets(row(*cells, "修路", typed("修桥", "str", formula="A1")), strings=strings)
    assert rows(content) == [("修渠", "修坝", "a\nb", "修路", "修桥")]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0", "46203"),
        ("14", "2026-06-30"),
        ("31", "2026-06-30"),
        ("57", "2026年6月"),
        ("yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "2026-06-30"),
        ("[$-804]yyyy&quot;年&quot;m&quot;月&quot;;@", "2026年6月"),
        ("yyyy&quot;年度&quot;", "2026年"),
        ("0&quot;days&quot;", "46203"),
        ("[Red]0.00", "46203"),
        ("0.0E+00", "46203"),
    ],
)
def test_numbers_mean_what_their_format_shows(code: str, shown: str) -> None:
    """A number is a day, a month or a year where it is shown as one, and words in a format mean nothing."""
    assert rows(sheets(row(typed("46203")), styles=formats(code))) == [(shown,)]


def test_shares_days_of_another_epoch_and_iso_days_are_read() -> None:
    """60% is no 0.6, and a file may count its days from 1904."""
    cells = row(typed("0.6"), typed("44741", style=1), typed("2026-06-30T00:00:00", "d"), typed("12.50"))
    content = sheets(cells, styles=formats("9", "14"), is_1904=True)
    assert rows(content) == [("60%", "2026-06-30", "2026-06-30", "1250%")]


def test_number_without_styles_is_a_number() -> None:
    """A file may have no styles at all."""
    assert rows(sheets(row(typed("1"), typed("2.0"), typed("2.5"), typed("1", "b")))) == [
        ("1", "2", "2.5", "True")
    ]


def test_cells_and_rows_without_places_are_counted() -> None:
    """Where a file does not say which cell it is, it is the next one."""
    content = sheets('<row><c r="B1"><v>1</v></c><c><v>2</v></c></row><row r="5"><c><v>3</v></c></row>')
    (table,) = open_document(content, name="a.xlsx").tables
    assert [(each.number, each.cells) for each in table.rows] == [(1, ("", "1", "2")), (5, ("3",))]


def test_error_in_a_cell_is_told_and_no_text() -> None:
    """#REF! is nobody's name."""
    content = sheets(HEADER + row("1", "修渠", typed("#REF!", "e", formula="B9"), "2026年底"))
    assert codes(content) == [("error-cell", "C2")]
    assert rows(content)[1] == ("1", "修渠", "", "2026年底")


def test_formula_without_a_value_is_told_and_one_with_a_value_is_read() -> None:
    """Only the missing result is a finding; an empty text is a result."""
    cells = row(typed("7", formula="3+4"), typed("", formula="X()"), typed("", "str", formula="A1&amp;B1"))
    assert rows(sheets(cells)) == [("7",)]
    assert codes(sheets(cells)) == [("formula-without-value", "B1")]


def test_hidden_rows_are_read_and_told() -> None:
    """A filter that was left on loses no task."""
    content = sheets(HEADER + row("1", "修渠", "县水务局", "2026年底", more='hidden="1"'))
    assert [task.title for task in read(content, name="a.xlsx").tasks] == ["修渠"]
    assert codes(content) == [("hidden-rows", "sheet1")]


def test_hidden_sheet_is_left_out_and_told() -> None:
    """What an office hid is no part of what it published; an empty hidden sheet is not worth a word."""
    content = sheets(HEADER, HEADER, "", states=("visible", "veryHidden", "hidden"))
    assert len(open_document(content, name="a.xlsx").tables) == 1
    assert codes(content) == [("hidden-sheet", "sheet2")]


def test_several_sheets_make_one_plan() -> None:
    """Each sheet with a header gives its tasks, and each task knows its sheet."""
    more = HEADER + row("2", "修坝", "县水务局", "2026年底")
    tasks = read(sheets(HEADER + row("1", "修渠", "县水务局", "2026年底"), more), name="a.xltx").tasks
    assert [(task.title, task.source.sheet) for task in tasks] == [("修渠", "sheet1"), ("修坝", "sheet2")]


def test_header_stands_below_titles_and_notes() -> None:
    """Title, document number and unit of measure above the header are no header."""
    content = sheets(
        row("青溪县2026年重点工作台账", "", "", "", more='r="1"')
        + row("填报单位：县政府办", more='r="2"')
        + HEADER
        + row("1", "修渠", "县水务局", "6月底前"),
        merged='<mergeCell ref="A1:D1"/>',
    )
    reading = read(content, name="a.xlsm")
    assert reading.plan.title == "青溪县2026年重点工作台账"
    assert [task.title for task in reading.tasks] == ["修渠"]


def test_strict_workbooks_are_read_like_any_other() -> None:
    """The strict form of the format means the same."""
    assert rows(sheets(row("修渠", typed("46203")), styles=formats("14"), is_strict=True)) == [
        ("修渠", "2026-06-30")
    ]


@pytest.mark.parametrize(
    "content",
    [
        sheets(row(typed("5", "s"))),
        sheets(row(typed("x"))),
        sheets(row(typed("1", style=9)), styles=formats("0")),
        sheets(row("a"), merged='<mergeCell ref="?"/>'),
        sheets(row("a"), merged='<mergeCell ref="A1:XFD1048576"/>'),
        sheets(row("a"), merged="".join(f'<mergeCell ref="A{n}:Z{n + 5000}"/>' for n in range(1, 99))),
        sheets('<row r="x"/>'),
    ],
)
def test_workbooks_whose_parts_do_not_fit_are_refused(content: bytes) -> None:
    """Strings, styles, places and areas that are not there give one clear error."""
    with pytest.raises(InputError) as caught:
        open_document(content, name="a.xlsx")
    assert caught.value.cure


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", Meaning.NUMBER),
        ("@", Meaning.NUMBER),
        ("h:mm:ss", Meaning.TIME),
        ("m/d/yy", Meaning.DAY),
        ("[h]:mm", Meaning.TIME),
        ("0.00%", Meaning.SHARE),
        ("#,##0.00_);[Red](#,##0.00)", Meaning.NUMBER),
        ("[DBNum1][$-804]yyyy年m月", Meaning.MONTH),
    ],
)
def test_meaning_of_a_format(code: str, meaning: Meaning) -> None:
    """Letters that format days count, those in brackets and quotes do not."""
    assert meaning_of(code) is meaning
