# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.tables.text_tables import with_text_tables
from plans.text.blocks import Document, Table, lines_of

Reader = Callable[..., Reading]


def tables(text: str) -> tuple[Table, ...]:
    return with_text_tables(Document(blocks=lines_of(text))).tables


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_bars_part_the_cells_of_a_row(read_text: Reader) -> None:
    """A table typed with bars is a ledger, with or without bars at its edges and a ruler below the header."""
    reading = read_text(
        "|序号|任务|牵头单位|责任单位|\n|---|---|---|---|\n|1|修渠|甲局|乙局|\n|2|修坝|甲局||"
    )
    assert [task.title for task in reading.tasks] == ["修渠", "修坝"]
    assert [unit.role for unit in reading.tasks[0].units] == [Role.LEAD, Role.SUPPORT]


def test_row_that_lost_its_first_cell_is_put_straight(read_text: Reader) -> None:
    """A merged cell is missing below its first row; what slid to the left goes back, and is told."""
    reading = read_text(
        "类别 | 事项名称 | 责任单位 | 分管领导\n水利 | 1.修渠 | 水务局 | 王大力\n"
        "2.修坝 | 水务局 | 王大力 |\n3.修闸 | 水务局 | 李小明\n"
    )
    assert [(task.number, task.section, task.leaders) for task in reading.tasks] == [
        ("1", "水利", ("王大力",)),
        ("2", "水利", ("王大力",)),
        ("3", "水利", ("李小明",)),
    ]
    assert "shifted-cells" in codes(reading)


def test_row_with_nothing_but_words_continues_the_one_above(read_text: Reader) -> None:
    """A task told over two rows is one task."""
    reading = read_text("序号 | 任务 | 责任单位\n1 | 修渠三里 | 水务局\n植树百棵 | |\n2 | 修坝 | 水务局\n")
    assert [task.title for task in reading.tasks] == ["修渠三里;植树百棵", "修坝"]
    assert "merged-cells" in codes(reading)


def test_cells_one_to_a_line_become_rows(read_text: Reader) -> None:
    """The counting numbers tell the rows; what stands before one is its section until the next."""
    cells = (
        "任务 要求 责任科室 时限 水利 1 修渠 水务科 6月底前 2 修坝 水务科 持续推进 道路 3 修路 交通科 年底前"
    )
    reading = read_text("\n|\n".join(cells.replace("要求", "具体要求").split()) + "\n|\n", year=2026)
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1", "水利", "修渠"),
        ("2", "水利", "修坝"),
        ("3", "道路", "修路"),
    ]
    assert [str(task.due) for task in reading.tasks] == ["2026-06-30", "None", "2026-12-31"]


def test_box_drawing_keeps_the_cells_of_each_column() -> None:
    """Wrapped text is joined inside its cell, and a cell over two rows is in both."""
    (table,) = tables(
        "┌────┬───┐\n│任务│单│\n│    │位│\n├────┼───┤\n│修渠│甲│\n│三里│局│\n├────┤  │\n│修坝│  │\n└────┴───┘"
    )
    assert [row.cells[:2] for row in table.rows] == [("任务", "单位"), ("修渠三里", "甲局"), ("修坝", "甲局")]


def test_tasks_with_bullets_stand_under_the_one_without(read_text: Reader) -> None:
    """△ marks a part: each is a task, and what they share is their section."""
    reading = read_text("工作任务 | 责任单位\n抓好水利 | 水务局\n△修渠 | 水务局\n△修坝 | 农业局\n")
    assert [(task.section, task.title) for task in reading.tasks] == [
        ("抓好水利", "修渠"),
        ("抓好水利", "修坝"),
    ]
    assert "number-given" in codes(reading)


def test_table_without_words_is_told(read_text: Reader) -> None:
    """Zero tasks are no success: the text of the cells was lost."""
    reading = read_text("工作任务 | 责任单位 | 完成时限\n一、水利 | | \n | | \n | | \n")
    assert reading.tasks == ()
    assert {"empty-table", "nothing-read"} <= codes(reading)


def test_columns_of_quarters_give_milestones(read_text: Reader) -> None:
    """A header that names a part of the year dates its cells; a column of results does not."""
    reading = read_text(
        "序号 | 项目名称 | 责任单位 | 一季度目标 | 上半年 | 一季度完成情况\n"
        "1 | 修渠 | 水务局 | 开工 | 通水 | 已开工\n",
        year=2026,
    )
    assert [(step.by, step.text) for step in reading.tasks[0].milestones] == [
        ("2026-03", "开工"),
        ("2026-06", "通水"),
    ]


def test_last_line_that_goes_on_with_the_table_is_told(read_text: Reader) -> None:
    """Half a row is no task."""
    reading = read_text("序号 | 任务 | 责任单位\n1 | 修渠 | 水务局\n2 | 修坝 | 水务局\n修桥梁二")
    assert len(reading.tasks) == 2
    assert "cut-text" in codes(reading)


@pytest.mark.parametrize("foot", ["第 2 页 共 2 页", "- 2 -"])
def test_a_page_number_below_a_table_is_no_cut_row(read_text: Reader, foot: str) -> None:
    """What a page has at its foot is not the begin of another row."""
    table = "序号|任务|责任单位|完成时限\n1|修桥|甲局|10月底\n2|修路|乙局|11月底\n"
    reading = read_text(f"2026年重点工作\n{table}{foot}")
    assert len(reading.tasks) == 2
    assert "cut-text" not in codes(reading)
