"""Tables of a Word document: merged cells filled, deleted rows and cells left out."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from plans.containers.grid import COLUMNS, FIELDS, EndlessTableError
from plans.containers.numbered import Numbering
from plans.containers.word_tree import TABLE, boxes_in, entries, entry_text, unwrapped
from plans.text.blocks import Row

ROW, CELL = qn("w:tr"), qn("w:tc")
DELETED_ROW, DELETED_CELL = f"{qn('w:trPr')}/{qn('w:del')}", f"{qn('w:tcPr')}/{qn('w:cellDel')}"
DOWN, ACROSS, SPAN = (f"{qn('w:tcPr')}/{qn(tag)}" for tag in ("w:vMerge", "w:hMerge", "w:gridSpan"))
BEFORE, VALUE = f"{qn('w:trPr')}/{qn('w:gridBefore')}", qn("w:val")


def lays_out(table: Any) -> bool:
    """Tell a table that only arranges others, in one row or one column, from one of data."""
    if next(table.iterdescendants(TABLE), None) is None:
        return False
    rows = [sum(1 for _ in _cells_in(row)) for row in _rows_in(table)]
    return len(rows) == 1 or max(rows, default=0) <= 1


def cells_of(table: Any) -> Iterator[Any]:
    """Give the cells of a table from its first row on."""
    return (cell for row in _rows_in(table) for cell in _cells_in(row))


def table_rows(table: Any, numbers: Iterator[int], numbering: Numbering) -> Iterator[Row]:
    """Write the rows of a table out; EndlessTableError when they would not end."""
    above: tuple[str, ...] = ()
    fields = 0
    for row in _rows_in(table):
        above = tuple(_texts(row, above, numbering))
        fields += len(above)
        if fields > FIELDS:
            raise EndlessTableError
        yield Row(cells=above, number=next(numbers))


def _rows_in(table: Any) -> Iterator[Any]:
    return (each for each in unwrapped(table) if each.tag == ROW and each.find(DELETED_ROW) is None)


def _cells_in(row: Any) -> Iterator[Any]:
    return (each for each in unwrapped(row) if each.tag == CELL and each.find(DELETED_CELL) is None)


def _texts(row: Any, above: tuple[str, ...], numbering: Numbering) -> Iterator[str]:
    place = min(_number(row.find(BEFORE), 0), COLUMNS)
    yield from [""] * place
    left = ""
    for cell in _cells_in(row):
        left = _text(cell, left, above[place] if place < len(above) else None, numbering)
        span = max(min(_number(cell.find(SPAN), 1), COLUMNS - place), 0)
        yield from [left] * span
        place += span


def _text(cell: Any, left: str, above: str | None, numbering: Numbering) -> str:
    """Give the text of a cell, or of the one that it continues."""
    if _is_merged(cell, DOWN) and above is not None:
        return above
    if _is_merged(cell, ACROSS):
        return left
    return "\n".join(_lines(cell, numbering)).strip()


def _is_merged(cell: Any, way: str) -> bool:
    """Tell a cell that continues the one above it or, in files of old programs, the one before it."""
    merge = cell.find(way)
    return merge is not None and merge.get(VALUE) != "restart"


def _number(element: Any, usual: int) -> int:
    said = "" if element is None else element.get(VALUE) or ""
    return int(said[:6]) if said.isdecimal() else usual


def _lines(element: Any, numbering: Numbering) -> Iterator[str]:
    """Give the lines of a cell, those of its tables and text boxes included."""
    for entry in entries(element):
        if entry[-1].tag == TABLE:
            for cell in cells_of(entry[-1]):
                yield from _lines(cell, numbering)
            continue
        yield entry_text(entry, numbering, is_cell=True)
        for box in (box for paragraph in entry for box in boxes_in(paragraph)):
            yield from _lines(box, numbering)
