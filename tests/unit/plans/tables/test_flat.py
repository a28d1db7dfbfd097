# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

from plans.drafts import Reading

Reader = Callable[..., Reading]
HEADERS = "序号\n\n民生实事\n\n责任单位\n\n完成时限\n\n"


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_cells_that_only_lines_part_become_rows(read_text: Reader) -> None:
    """A table pasted one cell to a line is read without bars; several units stand below one another."""
    reading = read_text(
        f"{HEADERS}1\n\n整修东门水渠。\n\n县水务局\n\n县财政局\n\n9月底前\n\n2\n\n新建凉亭3座。\n\n县住建局\n\n6月\n\n"
        "打印本页",
        year=2026,
    )
    assert [(task.number, task.title, str(task.due)) for task in reading.tasks] == [
        ("1", "整修东门水渠。", "2026-09-30"),
        ("2", "新建凉亭3座。", "2026-06-30"),
    ]
    assert [unit.name for unit in reading.tasks[0].units] == ["县水务局", "县财政局"]


def test_task_that_runs_over_lines_is_joined(read_text: Reader) -> None:
    """What looks like no unit and no deadline belongs to the task's own words."""
    reading = read_text(
        f"{HEADERS}1\n整修东门\n水渠三里\n县水务局\n9月底前\n2\n修坝\n县水务局\n年底前\n", year=2026
    )
    assert [task.title for task in reading.tasks] == ["整修东门水渠三里", "修坝"]


def test_headers_in_running_text_are_no_table(read_text: Reader) -> None:
    """Three known words below one another make no table without numbers that count on."""
    assert not read_text(f"{HEADERS}以上各项由县政府办公室填写。\n").tasks


def test_barred_cells_may_begin_at_any_number(read_text: Reader) -> None:
    """An excerpt of a table begins at 80, and its header joins two words with 与."""
    reading = read_text(
        "序号 |\n目标与任务 |\n牵头单位 |\n责任单位 |\n"
        "80 |\n修渠 |\n县水务局 |\n县财政局 |\n81 |\n修坝 |\n县水务局 |\n县财政局 |\n"
    )
    assert [(task.number, task.title) for task in reading.tasks] == [("80", "修渠"), ("81", "修坝")]


def test_heading_between_tabbed_rows_is_their_section(read_text: Reader) -> None:
    """A line without tabs inside a tabbed table heads the rows below it."""
    reading = read_text(
        "序号\t工作任务\t责任单位\t完成时限\n一、兴修水利（2项）\n1\t修渠\t县水务局\t6月底前\n\n2\t修坝\t县水务局\t年底前\n"
        "二、整治道路\n3\t修路\t县交通局\t年底前\n",
        year=2026,
    )
    assert [(task.number, task.section) for task in reading.tasks] == [
        ("1", "兴修水利（2项）"),
        ("2", "兴修水利（2项）"),
        ("3", "整治道路"),
    ]


def test_numbers_in_parts_and_themes_of_an_english_table(read_text: Reader) -> None:
    """A row with empty cells at its end lost none when its number is one; a theme heads the rows below."""
    reading = read_text(
        "| Ref | Action | Lead | Timescale | Notes |\n|---|---|---|---|---|\n| Theme 1: Ponds | | | | |\n"
        "| 1.1 | Clean the pond | Parks Manager | May 2026 | |\n| 1.2 | Plant reeds | Parks Manager | | |\n"
    )
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1.1", "Theme 1: Ponds", "Clean the pond"),
        ("1.2", "Theme 1: Ponds", "Plant reeds"),
    ]
    assert "shifted-cells" not in codes(reading)


def test_row_whose_unit_cell_is_a_sentence_is_put_straight(read_text: Reader) -> None:
    """甲科牵头，乙科配合 looks like a cell of units too."""
    reading = read_text(
        "类别 | 事项名称 | 责任部门\n文书 | 1.整理档案 | 综合科 |\n2.清点印章 | 综合科牵头,财务科配合 | |\n"
    )
    assert [(unit.name, unit.role.value) for unit in reading.tasks[1].units] == [
        ("综合科", "lead"),
        ("财务科", "support"),
    ]
