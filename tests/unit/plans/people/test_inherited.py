# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading

Reader = Callable[..., Reading]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一月（1项）", "二月"),
        ("1月份", "2月份"),
        ("2026年1月", "2026年2月"),
        ("一、一月份工作（1项）", "二、二月份"),
    ],
)
def test_month_that_heads_tasks_is_their_deadline(read_text: Reader, first: str, second: str) -> None:
    """A plan arranged by month dates its tasks in its headings, and each is told."""
    reading = read_text(
        f"2026年重点工作清单\n{first}\n1.修渠。\n责任单位：县水务局\n{second}\n2.修坝。\n责任单位：县水务局\n"
    )
    assert [str(task.due) for task in reading.tasks] == ["2026-01-31", "2026-02-28"]
    assert "inherited-date" in codes(reading)


def test_heading_with_other_words_dates_nothing(read_text: Reader) -> None:
    """一季度 inside a heading that tells of something is no deadline of its tasks."""
    reading = read_text(
        "2026年工作清单\n一、一季度开门红行动\n1.修渠。\n责任单位：县水务局\n2.修坝。\n责任单位：县水务局\n"
    )
    assert [task.due for task in reading.tasks] == [None, None]


def test_unit_of_the_heading_joins_a_task_that_names_only_its_helpers(read_text: Reader) -> None:
    """Below 县水务局 a task with 配合单位 alone is the bureau's."""
    reading = read_text("一、县水务局（2项）\n1.修渠。\n配合单位：县财政局\n2.修坝。\n配合单位：各镇\n")
    assert [(unit.name, unit.role) for unit in reading.tasks[0].units] == [
        ("县水务局", Role.RESPONSIBLE),
        ("县财政局", Role.SUPPORT),
    ]


def test_task_with_helpers_alone_is_told(read_text: Reader) -> None:
    """配合单位 without anybody to support is a finding about the task."""
    reading = read_text("1.修渠。\n配合单位：县财政局\n2.修坝。\n责任单位：县水务局\n")
    assert [finding.task for finding in reading.findings if finding.code == "only-support"] == ["1"]


def test_bracket_of_offices_names_the_units_of_a_task_without_any(read_text: Reader) -> None:
    """In front of the task or behind it, also where other tasks have labels; a remark in brackets stays."""
    reading = read_text(
        "1.【县水务局、县财政局】修渠。\n2.修坝（二期）。（县水务局，县林业局）\n3.修桥（含引桥）。\n责任单位：县交通局\n"
        "4.补种行道树（各镇）。\n完成时限：2026年4月底前\n"
    )
    assert [[unit.name for unit in task.units] for task in reading.tasks] == [
        ["县水务局", "县财政局"],
        ["县水务局", "县林业局"],
        ["县交通局"],
        ["各镇"],
    ]
    assert [task.title for task in reading.tasks] == [
        "修渠。",
        "修坝（二期）。",
        "修桥（含引桥）。",
        "补种行道树",
    ]


def test_leader_whose_name_breaks_over_a_line_is_one(read_text: Reader) -> None:
    """A character alone at the end or the start of a line belongs to the name it was cut from."""
    reading = read_text(
        "1.修渠。（责任单位：县水务局；责任人：李国庆、王\n芳）\n2.修坝。（责任单位：县水务局；责任人：赵小\n云、李国庆）\n"
    )
    assert [task.leaders for task in reading.tasks] == [("李国庆", "王芳"), ("赵小云", "李国庆")]


def test_labels_in_the_bracket_of_a_heading_give_their_units(read_text: Reader) -> None:
    """一、水利（牵头单位：甲；配合单位：乙） speaks for the tasks below that name nobody."""
    reading = read_text(
        "一、水利（牵头单位：县水务局；配合单位：县财政局）\n1．修渠。\n2．修坝。\n二、道路\n3．修路（责任单位：县交通局）。\n"
    )
    assert [[(unit.name, unit.role) for unit in task.units] for task in reading.tasks[:2]] == [
        [("县水务局", Role.LEAD), ("县财政局", Role.SUPPORT)]
    ] * 2


def test_distribution_list_with_a_label_belongs_to_no_task(read_text: Reader) -> None:
    """What stands behind 抄送 is no unit of the last task, even when it reads like one."""
    reading = read_text(
        "2026年重点任务清单\n1.修渠（责任单位：县水务局、县财政局；9月底前完成）。\n请于每月5日前报送进展。\n"
        "抄送：县委办，牵头单位：县政府办。\n"
    )
    (task,) = reading.tasks
    assert ([unit.name for unit in task.units], str(task.due)) == (["县水务局", "县财政局"], "2026-09-30")
    assert task.title in ("修渠", "修渠。")


def test_two_names_set_wide_and_glued_are_two_leaders(read_text: Reader) -> None:
    """王 平李 芳 lost the break between its lines; one name set wide stays one."""
    reading = read_text("序号\t任务\t分管领导\t责任单位\n1\t修渠\t王 平李 芳\t甲局\n2\t修坝\t王  平\t甲局\n")
    assert [task.leaders for task in reading.tasks] == [("王平", "李芳"), ("王平",)]
