"""Excel files: every visible sheet a table, merged cells filled, formulas read as their values."""

import warnings
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.findings import Finding
from plans.blocks import Document, Row, Table
from plans.containers.broken import BROKEN
from plans.containers.grid import EndlessTableError
from plans.containers.sheet_rows import COLUMNS, Texts, rows_of, text_of, with_percent
from plans.containers.sheets import has_endless_merges, has_formulas
from plans.sentences import finding, refusal


def read_xlsx(content: bytes, *, name: str) -> Document:
    """Read an Excel file that passed `archive.members_of`; InputError when its parts do not fit."""
    try:
        if has_endless_merges(content):
            raise refusal("bomb", name=name, reason="merged cells")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _document(content)
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, InvalidFileException) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _document(content: bytes) -> Document:
    book = load_workbook(BytesIO(content), data_only=True)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = tuple(Table(rows=tuple(_rows(sheet)), sheet=sheet.title) for sheet in visible)
    return Document(blocks=tables, is_ledger=True, findings=tuple(_unsaved_formulas(content, book)))


def _cells(sheet: Any) -> list[Any]:
    """Give the cells that exist, row by row: a stray one at the far end makes no million empty ones."""
    return [cell for (_, column), cell in sorted(sheet._cells.items()) if column <= COLUMNS]


def _rows(sheet: Any) -> Iterator[Row]:
    texts: Texts = defaultdict(dict)
    for cell in _cells(sheet):
        text = _text(cell)
        if text:
            texts[cell.row][cell.column] = text
    areas = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    return rows_of(texts, areas)


def _text(cell: Any) -> str:
    return text_of(with_percent(getattr(cell, "value", None), str(cell.number_format)))


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
