# SPDX-License-Identifier: Apache-2.0
"""One invented plan in every format an office saves it in."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook

TITLE = "青溪县2026年重点工作任务分工方案"
SECTIONS = ("水利兴农", "道路畅通", "惠民服务")
HEADER = ("序号", "类别", "工作任务", "牵头领导", "责任单位", "完成时限")
UNITS = ("县水务局、县财政局", "县交通运输局", "县民政局、县卫生健康局、各乡镇")
LEADERS = ("王一平", "李二安、周三元", "吴四方")
COUNT = 21
"""Tasks of the plan, a third of them in each section."""
Row = tuple[str, str, str, str, str, str]


def tasks() -> Iterator[Row]:
    """Give the rows of the plan: tasks in three sections, some of them long enough to wrap."""
    for place in range(COUNT):
        more = "，并把沿线村组的排水沟渠一并整治到位，同步建立有人管、有钱修的长效办法" if place % 3 else ""
        yield (
            str(place + 1),
            SECTIONS[place * 3 // COUNT],
            f"整修第{place + 1}号工程{place * 3 + 5}处{more}。",
            LEADERS[place % 3],
            UNITS[place % 3],
            f"2026年{place % 12 + 1}月底前",
        )


def lines(*, is_numbered: bool = True) -> Iterator[tuple[str, str]]:
    """Give the plan as paragraphs with what each is: a heading, a task or a field."""
    section = ""
    for number, heading, words, *rest in tasks():
        if heading != section:
            section = heading
            yield "heading", f"{'一二三'[SECTIONS.index(heading)]}、{heading}"
        yield "task", f"{number}. {words}" if is_numbered else words
        yield from (("field", f"{label}：{value}") for label, value in _fields(*rest))


def _fields(leaders: str, units: str, due: str) -> tuple[tuple[str, str], ...]:
    return ("牵头领导", leaders), ("责任单位", units), ("完成时限", due)


def text() -> str:
    """Write the plan as plain text."""
    return "\n".join([TITLE, *(line for _, line in lines())]) + "\n"


def typed_docx() -> bytes:
    """Write the plan as paragraphs whose numbers are typed."""
    document = Document()
    for line in text().splitlines():
        document.add_paragraph(line)
    return saved(document)


def numbered_docx() -> bytes:
    """Write the plan as paragraphs that Word numbers."""
    document = Document()
    document.add_paragraph(TITLE)
    for kind, line in lines(is_numbered=False):
        document.add_paragraph(line, style="List Number" if kind == "task" else None)
    return saved(document)


def table_docx() -> bytes:
    """Write the plan as a table whose sections are merged over their rows."""
    document = Document()
    document.add_paragraph(TITLE)
    rows = [HEADER, *tasks()]
    table = document.add_table(rows=len(rows), cols=len(HEADER))
    table.style = "Table Grid"
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, row, strict=True):
            cell.text = value
    for start in range(1, COUNT, COUNT // 3):
        merged = table.cell(start, 1).merge(table.cell(start + COUNT // 3 - 1, 1))
        merged.text = rows[start][1]
    _repeat(table.rows[0])
    return saved(document)


def _repeat(row: Any) -> None:
    """Let the header stand on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def with_page_numbers(document: Any) -> None:
    """Print a running head and the page number on every page."""
    section = document.sections[0]
    section.header.paragraphs[0].text = "青溪县人民政府办公室文件"
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    section.footer.paragraphs[0]._p.append(field)


def workbook() -> bytes:
    """Write the plan as a workbook with merged sections, and a sheet that is no ledger beside it."""
    book, file = Workbook(), BytesIO()
    book.active.title = "任务清单"
    for row in ((TITLE, *[None] * 5), HEADER, *tasks()):
        book.active.append([int(each) if each and each.isdecimal() else each for each in row])
    book.active.merge_cells("A1:F1")
    for start in range(3, COUNT + 3, COUNT // 3):
        book.active.merge_cells(f"B{start}:B{start + COUNT // 3 - 1}")
    book.save(file)
    return file.getvalue()


def saved(document: Any) -> bytes:
    """Give the bytes of a Word file."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()
