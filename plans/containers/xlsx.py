"""Excel files: every visible sheet a table, merged cells filled, formulas read as their values."""

import warnings
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.findings import Finding
from plans.blocks import Document, Row, Table
from plans.sentences import finding, refusal

BROKEN = (
    BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
)
MERGED_LIMIT = 200_000
"""Cells filled from merged ranges, in all: a range may claim a whole sheet."""


def read_xlsx(content: bytes, *, name: str) -> Document:
    """Read an Excel file that passed `archive.member_names`; InputError when its parts do not fit."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _document(content)
    except BROKEN as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _document(content: bytes) -> Document:
    book = load_workbook(BytesIO(content), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = tuple(Table(rows=tuple(_rows(sheet))) for sheet in sheets)
    return Document(blocks=tables, is_ledger=True, findings=tuple(_unsaved_formulas(content, book)))


def _rows(sheet: Any) -> Iterator[Row]:
    filled = _merged(sheet)
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = tuple(_text(cell) or filled.get((number, column), "") for column, cell in enumerate(cells, 1))
        if any(texts):
            yield Row(cells=texts, number=number)


def _merged(sheet: Any) -> dict[tuple[int, int], str]:
    filled: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        text = _text(sheet.cell(area.min_row, area.min_col))
        rows = range(area.min_row, min(area.max_row, sheet.max_row) + 1)
        columns = range(area.min_col, min(area.max_col, sheet.max_column) + 1)
        if text and len(filled) + len(rows) * len(columns) <= MERGED_LIMIT:
            filled.update(dict.fromkeys(((row, column) for row in rows for column in columns), text))
    return filled


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
    """A formula whose result the program did not save reads as an empty cell: say so."""
    if not _has_formulas(content):
        return
    formulas = load_workbook(BytesIO(content), data_only=False)
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and book[sheet.title][cell.coordinate].value is None:
                    yield finding("formula-without-value", line=cell.row, cell=cell.coordinate)


def _has_formulas(content: bytes) -> bool:
    """Look into the sheets themselves: opening the file a second time takes as long as the first."""
    with ZipFile(BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(b"<f>" in sheet or b"<f " in sheet for sheet in map(archive.read, sheets))
