# SPDX-License-Identifier: Apache-2.0
"""The ledger as a Word file: one table across the page, its header repeated on every page."""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.run import Run

from papers.table import PaperSheet

PAGE = (Cm(29.7), Cm(21))
MARGIN = Cm(1.5)
FONT = "宋体"
PADDING = 4
UNUSED = 6
APART = "　"


def write(sheet: PaperSheet) -> bytes:
    """Write a landscape page with the title, what identifies the plan, and the table."""
    word = docx.Document()
    _set_page(word)
    _centred(word, sheet.plan.title or "", size=16, bold=True)
    _centred(word, APART.join(f"{name}：{value}" for name, value in sheet.facts), size=9)
    table = word.add_table(rows=1, cols=len(sheet.columns), style="Table Grid")
    table.autofit = False
    rows = [tuple(map(str, row)) for row in sheet.rows]
    # the columns share the page out; one without a text keeps room for its header only
    is_used = [any(texts) for texts in zip(*rows, strict=True)] or [True] * len(sheet.columns)
    shares = [
        column.width + PADDING if used else UNUSED
        for column, used in zip(sheet.columns, is_used, strict=True)
    ]
    widths = [int((PAGE[0] - 2 * MARGIN) * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # LibreOffice and WPS read the grid, Word the cells
    _fill(table.rows[0], widths, sheet.headers, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeats it on every page
    _add(table, widths, rows)
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _set_page(word: Any) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(8)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)


def _centred(word: Any, text: str, *, size: int, bold: bool = False) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _fill(row: Any, widths: Sequence[int], texts: Sequence[str], *, bold: bool = False) -> None:
    for cell, width, text in zip(row.cells, widths, texts, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = bold


def _add(table: Any, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    """Make one row and copy it for each task: making each anew takes many times as long."""
    made = table.add_row()
    _fill(made, widths, [""] * len(widths))
    empty = made._tr
    table._tbl.remove(empty)
    for texts in rows:
        copied = deepcopy(empty)
        table._tbl.append(copied)
        for run, text in zip(copied.iter(qn("w:r")), texts, strict=True):
            Run(run, table).text = text
