# SPDX-License-Identifier: Apache-2.0
"""One invented plan in every format gives the same tasks."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import Workbook

from models.kinds import DueKind
from plans.drafts import Source, TaskDraft
from plans.reading import read

TITLE = "某县2026年重点工作分工方案"
HEADER = ["序号", "类别", "工作任务", "牵头领导", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    [
        "1",
        "水利",
        "修缮3座水闸，6月底前完成招标，力争9月底前开工。",
        "李明、王强",
        "县水务局",
        "县财政局、各乡镇",
        "2026年10月31日",
    ],
    ["2", "水利", "新增蓄水量不少于20万立方米。", "常务副县长", "县水务局", "县林业局", "年底前"],
    ["3", "道路", "改造Open Data平台，推动养护率达到95%以上。", "赵子龙", "县交通局", "县财政局", "第三季度"],
    ["4", "道路", "开展日常巡查。", "赵子龙", "县交通局", "县公安局", "持续推进"],
]
LABELS = HEADER[3:]


def lines() -> list[str]:
    """Write the plan as an office would."""
    text, section = [TITLE], ""
    for number, row in enumerate(ROWS):
        if row[1] != section:
            section = row[1]
            text.append(f"{'一二'[number > 0]}、{section}")
        text.append(f"{row[0]}.{row[2]}")
        text += [f"{label}：{value}" for label, value in zip(LABELS, row[3:], strict=True)]
    return text


def as_text() -> bytes:
    return "\n".join(lines()).encode()


def as_chinese_text() -> bytes:
    return "\r\n".join(lines()).encode("gb18030")


def saved(thing: object) -> bytes:
    file = BytesIO()
    thing.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def as_word() -> bytes:
    document = Document()
    for line in lines():
        document.add_paragraph(line)
    return saved(document)


def as_word_table() -> bytes:
    document = Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in [HEADER, *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def as_excel() -> bytes:
    book = Workbook()
    book.active.append([TITLE])
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    return saved(book)


def as_csv(encoding: str = "utf-8") -> bytes:
    file = StringIO()
    file.write(f"# title: {TITLE}\n")
    csv.writer(file).writerows([HEADER, *ROWS])
    return file.getvalue().encode(encoding)


def as_chinese_csv() -> bytes:
    return as_csv("gb18030")


def as_excels_csv() -> bytes:
    return as_csv("utf-8-sig")


FORMATS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text": ("a.txt", as_text),
    "text in GB18030": ("a.txt", as_chinese_text),
    "Word paragraphs": ("a.docx", as_word),
    "Word table": ("a.docx", as_word_table),
    "Excel": ("a.xlsx", as_excel),
    "CSV": ("a.csv", as_csv),
    "CSV in GB18030": ("a.csv", as_chinese_csv),
    "CSV with a mark": ("a.csv", as_excels_csv),
}


def tasks_of(form: str) -> list[TaskDraft]:
    """Read one form, leaving out only where things stood."""
    name, write = FORMATS[form]
    return [replace(task, source=Source(line=1)) for task in read(write(), name=name).tasks]


def test_text_gives_the_tasks_as_written() -> None:
    """The text itself is read right, so that the comparison means something."""
    tasks = tasks_of("text")
    assert [task.title for task in tasks] == [row[2] for row in ROWS]
    assert [task.section for task in tasks] == [row[1] for row in ROWS]
    assert [task.due for task in tasks] == [date(2026, 10, 31), date(2026, 12, 31), date(2026, 9, 30), None]
    assert tasks[3].due_kind is DueKind.CONTINUOUS
    assert [step.by for step in tasks[0].milestones] == ["2026-06", "2026-09"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_tasks(form: str) -> None:
    """The container changes nothing but the places."""
    assert tasks_of(form) == tasks_of("text")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_the_plan(form: str) -> None:
    """Title and year come along in every container."""
    name, write = FORMATS[form]
    plan = read(write(), name=name).plan
    assert (plan.title, plan.year) == (TITLE, 2026)
