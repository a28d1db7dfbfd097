"""Excel files: every visible sheet a table, merged cells filled, formulas read as their values."""

import warnings
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.findings import Finding
from plans.blocks import Document, Row, Table
from plans.containers.broken import BROKEN
from plans.containers.sheets import has_endless_merges, has_formulas
from plans.sentences import finding, refusal

COLUMNS = 1_000


def read_xlsx(content: bytes, *, name: str) -> Document:
    """Read an Excel file that passed `archive.member_names`; InputError when its parts do not fit."""
    try:
        if has_endless_merges(content):
            raise refusal("bomb", name=name, reason="merged cells")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _document(content)
    except (*BROKEN, InvalidFileException) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _document(content: bytes) -> Document:
    book = load_workbook(BytesIO(content), data_only=True)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = tuple(Table(rows=tuple(_rows(sheet))) for sheet in visible)
    return Document(blocks=tables, is_ledger=True, findings=tuple(_unsaved_formulas(content, book)))


def _cells(sheet: Any) -> list[Any]:
    """Give the cells that exist, row by row: a stray one at the far end makes no million empty ones."""
    return [cell for (_, column), cell in sorted(sheet._cells.items()) if column <= COLUMNS]


def _rows(sheet: Any) -> Iterator[Row]:
    rows: dict[int, dict[int, str]] = defaultdict(dict)
    for cell in _cells(sheet):
        text = _text(cell)
        if text:
            rows[cell.row][cell.column] = text
    for area in sheet.merged_cells.ranges:
        _fill(rows, area)
    for number, texts in sorted(rows.items()):
        yield Row(cells=tuple(texts.get(column, "") for column in range(1, max(texts) + 1)), number=number)


def _fill(rows: dict[int, dict[int, str]], area: Any) -> None:
    """Write the text of a merged area into each of its cells, but make no row of nothing else."""
    text = rows[area.min_row].get(area.min_col) if area.min_row in rows else None
    for row in range(area.min_row, area.max_row + 1) if text else ():
        if row in rows:
            columns = range(area.min_col, min(area.max_col, COLUMNS) + 1)
            rows[row].update((column, str(text)) for column in columns)


def _text(cell: Any) -> str:
    value = getattr(cell, "value", None)
    if isinstance(value, float) and "%" in str(cell.number_format):
        return f"{value * 100:g}%"
    if isinstance(value, int) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{value * 100}%"
    return text_of(value)


def text_of(value: object) -> str:
    """Write a cell's value as a person would type it; days as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value).strip()


def _unsaved_formulas(content: bytes, book: Any) -> Iterator[Finding]:
    """A formula whose result the program did not save reads as an empty cell: say so.

    Only a file that has formulas is opened again, which takes as long as the first time.
    """
    if not has_formulas(content):
        return
    for sheet in load_workbook(BytesIO(content), data_only=False).worksheets:
        for cell in _cells(sheet):
            if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None:
                yield finding("formula-without-value", line=cell.row, cell=cell.coordinate)
