# SPDX-License-Identifier: Apache-2.0
"""Excel files, old and new, as tables."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from models.findings import Finding
from plans.findings import finding, refusal
from plans.formats.excel_cells import Cells
from plans.formats.grid import BROKEN, EndlessTableError
from plans.formats.text import clean
from plans.formats.workbook import BUILT_IN, COLUMNS, Texts, meaning_of, number_text, rows_of, workbook_of
from plans.provenance import letters
from plans.text.blocks import Document, Row, Table


def read_xls(content: bytes, *, name: str) -> Document:
    """Read an old Excel file; InputError when it is damaged or locked. Meant to run in `sandbox`."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO())
        shown = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        hidden = [
            finding("hidden-sheet", sheet=sheet.name)
            for sheet in book.sheets()
            if sheet.visibility and sheet.nrows
        ]
        return Document(
            blocks=tuple(Table(rows=tuple(_rows(book, sheet)), sheet=sheet.name) for sheet in shown),
            is_ledger=True,
            findings=(*hidden, *(found for sheet in shown for found in _findings(sheet))),
        )
    except XLRDError as error:
        code = "locked" if "encrypt" in str(error).lower() else "damaged"
        raise refusal(code, name=name, reason=type(error).__name__) from error
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, xlrd.compdoc.CompDocError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _findings(sheet: Any) -> Iterator[Finding]:
    """Tell what of a sheet is not seen at first sight."""
    hidden = [row + 1 for row, said in sorted(sheet.rowinfo_map.items()) if said.hidden and row < sheet.nrows]
    if hidden:
        yield finding("hidden-rows", line=hidden[0], sheet=sheet.name, row=hidden[0], count=len(hidden))
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)[:COLUMNS], 1):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                text = error_text_from_code.get(cell.value, "#")
                name = f"{letters(column)}{row + 1}"
                yield finding("error-cell", line=row + 1, cell=name, text=text)


def _rows(book: Any, sheet: Any) -> Iterator[Row]:
    texts: Texts = defaultdict(dict)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)[:COLUMNS]):
            text = _text(book, cell)
            if text:
                texts[row + 1][column + 1] = text
    return rows_of(texts, [(top + 1, left + 1, end, right) for top, end, left, right in sheet.merged_cells])


def _text(book: Any, cell: Any) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_DATE | xlrd.XL_CELL_NUMBER:
            style = book.format_map[book.xf_list[cell.xf_index].format_key]
            meaning = meaning_of(BUILT_IN.get(style.format_key) or str(style.format_str))
            return number_text(cell.value, meaning, is_1904=bool(book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return str(bool(cell.value))
        case xlrd.XL_CELL_TEXT:
            return clean(cell.value).strip()
        case _:
            return ""


def read_xlsx(content: bytes, *, name: str) -> Document:
    """Read an Excel file that passed `archive.members_of`; InputError when its parts do not fit."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            book = workbook_of(archive)
            sheets = [Cells(book, sheet, archive) for sheet in book.sheets]
            shown = [sheet for sheet in sheets if not sheet.sheet.is_hidden]
            hidden = [
                finding("hidden-sheet", sheet=sheet.sheet.name)
                for sheet in sheets
                if sheet not in shown and sheet.texts
            ]
            return Document(
                blocks=tuple(
                    Table(rows=tuple(rows_of(item.texts, item.areas)), sheet=item.sheet.name)
                    for item in shown
                ),
                is_ledger=True,
                findings=(*hidden, *(found for item in shown for found in item.findings())),
            )
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except BROKEN as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error
