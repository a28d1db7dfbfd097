# SPDX-License-Identifier: Apache-2.0
"""The ledger as an Excel file: frozen header, filters, widths, wrapped text, dates as dates."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.page import PageMargins

from papers.table import PaperSheet
from plans.fields.task_fields import CellValue, Percent

ABOVE = 2
"""Rows above the header: the title and what identifies the plan."""
LONGEST = 32_767
"""Characters a cell of Excel can hold."""
APART = "　"
LINE = 16
"""Points a line of text is high."""
HIGHEST = 409
"""Points a row of Excel can be high."""
PADDING = 1
MARGIN = 0.4
"""Inches around the print."""
_line = Side(style="thin", color="BFBFBF")
BORDER = Border(left=_line, right=_line, top=_line, bottom=_line)
WRAPPED = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")
HEAD = PatternFill("solid", fgColor="DDE6F0")


def write(sheet: PaperSheet) -> bytes:
    """Write one sheet that opens well in Excel, WPS and LibreOffice; no cell is a formula."""
    book = Workbook()
    page: Any = book.active
    page.title = "台账"
    _head(page, sheet)
    rows = list(sheet.rows)
    # a column without a text is as wide as its header
    used = [any(map(str, values)) for values in zip(*rows, strict=True)] or [True] * len(sheet.columns)
    widths = [
        column.width if holds else min(column.width, _width(header) + PADDING)
        for column, header, holds in zip(sheet.columns, sheet.headers, used, strict=True)
    ]
    for place, row in enumerate(rows, ABOVE + 2):
        for column, value in enumerate(row, 1):
            _write(page.cell(row=place, column=column), value)
        page.row_dimensions[place] = _GrowingRow(page, index=place, ht=_height(row, widths))
    _set_up(page, sheet, widths)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _head(page: Any, sheet: PaperSheet) -> None:
    facts = APART.join(f"{name}：{value}" for name, value in sheet.facts)
    for place, (text, size) in enumerate(((sheet.plan.title or "", 16), (facts, 10)), 1):
        _write(page.cell(row=place, column=1), text)
        page.cell(row=place, column=1).alignment = CENTRED
        page.cell(row=place, column=1).font = Font(bold=size > 10, size=size)
        page.merge_cells(start_row=place, end_row=place, start_column=1, end_column=len(sheet.columns))
    page.row_dimensions[1].height = 30
    page.row_dimensions[2].height = 28
    for column, header in enumerate(sheet.headers, 1):
        cell = page.cell(row=ABOVE + 1, column=column, value=header)
        cell.font, cell.fill, cell.alignment, cell.border = Font(bold=True), HEAD, CENTRED, BORDER


def _write(cell: Any, value: CellValue) -> None:
    """Text stays text whatever it begins with, also when somebody edits the cell later."""
    cell.alignment, cell.border = WRAPPED, BORDER
    if isinstance(value, Percent):
        cell.value, cell.number_format = value.value / 100, "0%"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int):
        cell.value = value
    elif value:
        cell.value = value[:LONGEST]
        cell.data_type, cell.quotePrefix = "s", value.startswith(("=", "+", "-", "@"))


class _GrowingRow(RowDimension):
    """A row that is high enough for what it holds, and grows with what is written into it later."""

    customHeight = False  # noqa: N815  (the name that the format gives it)


def _height(row: Sequence[CellValue], widths: Sequence[int]) -> int:
    """Give a row the height of its longest cell, whose text wraps at the column's width."""
    lines = max(
        sum(1 + _width(part) // (width - PADDING) for part in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    )
    return min(LINE * lines + PADDING, HIGHEST)


def _width(text: str) -> int:
    """Count columns: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _set_up(page: Any, sheet: PaperSheet, widths: Sequence[int]) -> None:
    last = get_column_letter(len(sheet.columns))
    page.freeze_panes = f"D{ABOVE + 2}"
    page.auto_filter.ref = f"A{ABOVE + 1}:{last}{ABOVE + 1 + len(sheet.tasks)}"
    for place, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.print_title_rows = f"{ABOVE + 1}:{ABOVE + 1}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.page_margins = PageMargins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=2 * MARGIN)
    page.oddFooter.center.text = "&P / &N"
