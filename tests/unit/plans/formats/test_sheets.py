# SPDX-License-Identifier: Apache-2.0
import pytest

from models.errors import InputError
from plans.formats.detect import open_document
from plans.formats.grid import FIELDS, Cell, EndlessTableError, filled
from plans.formats.workbook import rows_of
from plans.reading import read
from tests.support.files.small_files import open_sheet, sheet_row

MILLION = 'table:number-rows-repeated="1000000"'


def test_open_document_sheet_is_read_with_its_name() -> None:
    """Each row becomes a task that knows its sheet and its cells."""
    tasks = read(open_sheet(), name="a.ods").tasks
    assert len(tasks) == 21
    assert (tasks[0].source.sheet, tasks[0].source.cells["title"]) == ("清单", "C2")


def test_merged_dates_and_repeated_cells_of_open_document_are_filled() -> None:
    """Typed values count, spans are filled, repeated cells stand as often as they say."""
    rows = (
        '<table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1">'
        '<text:p>水利</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2">'
        "<text:p>修渠</text:p></table:table-cell></table:table-row>"
        '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="date" '
        'office:date-value="2026-06-30"><text:p>30/06/26</text:p></table:table-cell></table:table-row>'
        f"<table:table-row {MILLION}><table:table-cell/></table:table-row>"
    )
    (table,) = open_document(open_sheet(rows), name="a.ods").tables
    assert [row.cells for row in table.rows] == [("水利", "修渠", "修渠"), ("水利", "2026-06-30")]


@pytest.mark.parametrize(
    "rows",
    [
        sheet_row("a").replace("<table:table-row>", f"<table:table-row {MILLION}>"),
        sheet_row("a").replace(
            "<table:table-cell>",
            '<table:table-cell table:number-rows-spanned="99999" table:number-columns-spanned="99999">',
        ),
        '<table:table-row table:number-rows-repeated="x"/>',
        "<text:p>" * 300 + "</text:p>" * 300,
    ],
)
def test_endless_open_document_sheets_are_refused(rows: str) -> None:
    """A few bytes that claim a million cells are no table."""
    with pytest.raises(InputError) as caught:
        open_document(open_sheet(rows), name="a.ods")
    assert caught.value.cure


def test_cells_over_rows_and_columns_are_filled() -> None:
    """Later cells of a row move past those that reach down from above."""
    rows = [[Cell("a", 1, 2), Cell("b", 2)], [Cell("c"), Cell("d")], [Cell("e")]]
    assert list(filled(rows)) == [("a", "b", "b"), ("a", "c", "d"), ("e",)]


def test_table_without_end_stops() -> None:
    """Fields are counted while they are made, not afterwards."""
    with pytest.raises(EndlessTableError):
        list(filled([Cell("a", 1000)] for _ in range(FIELDS)))


def test_areas_over_a_whole_sheet_stop() -> None:
    """Merged areas are measured before they are filled."""
    with pytest.raises(EndlessTableError):
        list(rows_of({1: {1: "a"}}, [(1, 1, 1_048_576, 16_384)]))
