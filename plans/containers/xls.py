"""Excel files of before 2007: every visible sheet a table, merged cells filled."""

from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.xldate import XLDateError, xldate_as_datetime

from plans.blocks import Document, Row, Table
from plans.containers.broken import BROKEN
from plans.containers.grid import EndlessTableError
from plans.containers.sheet_rows import COLUMNS, Texts, rows_of, text_of, with_percent
from plans.sentences import refusal


def read_xls(content: bytes, *, name: str) -> Document:
    """Read an old Excel file; InputError when it is damaged or locked. Meant to run in `child`."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=StringIO())
        sheets = [sheet for sheet in book.sheets() if sheet.visibility == 0]
        tables = tuple(Table(rows=tuple(_rows(book, sheet)), sheet=sheet.name) for sheet in sheets)
    except XLRDError as error:
        code = "locked" if "encrypt" in str(error).lower() else "damaged"
        raise refusal(code, name=name, reason=type(error).__name__) from error
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, xlrd.compdoc.CompDocError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error
    return Document(blocks=tables, is_ledger=True)


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
        case xlrd.XL_CELL_DATE:
            return _day(cell.value, book.datemode)
        case xlrd.XL_CELL_ERROR:
            return str(error_text_from_code.get(cell.value, ""))
        case xlrd.XL_CELL_BOOLEAN:
            return text_of(bool(cell.value))
        case xlrd.XL_CELL_NUMBER:
            return text_of(with_percent(cell.value, _format(book, cell)))
        case _:
            return text_of(cell.value or None)


def _day(value: float, datemode: int) -> str:
    try:
        return text_of(xldate_as_datetime(value, datemode))
    except (XLDateError, OverflowError, ValueError):
        return text_of(value)


def _format(book: Any, cell: Any) -> str:
    return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
