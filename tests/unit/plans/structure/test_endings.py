# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

from plans.drafts import Reading

Reader = Callable[..., Reading]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_section_on_how_to_carry_out_a_plan_holds_no_tasks(read_text: Reader) -> None:
    """Items of 保障措施 that name nobody are left out and told, where every task names a unit."""
    reading = read_text(
        "一、重点任务\n（一）修渠三里。（县水务局牵头）\n（二）修坝一座。（县水务局牵头，县财政局配合）\n"
        "二、保障措施\n（一）拧紧责任链条。\n（二）多跑现场。\n"
    )
    assert [task.title for task in reading.tasks] == ["修渠三里。", "修坝一座。"]
    assert "section-left-out" in codes(reading)


def test_section_of_that_name_with_units_is_kept(read_text: Reader) -> None:
    """What names a unit is a task, whatever its heading says."""
    reading = read_text(
        "一、重点任务\n1.修渠。（县水务局牵头）\n二、保障措施\n2.按月通报。（县政府办牵头）\n"
    )
    assert len(reading.tasks) == 2
    assert "section-left-out" not in codes(reading)


def test_section_is_kept_where_other_tasks_name_nobody_either(read_text: Reader) -> None:
    """Where some tasks name nobody, an item that names nobody may be a task as well."""
    reading = read_text(
        "一、任务\n1.修渠。\n责任单位：县水务局\n2.修坝。\n完成时限：年底前\n二、工作要求\n3.按月通报。\n4.多跑现场。\n"
        "三、其他\n5.修桥。\n责任单位：县交通局\n"
    )
    assert "3" in [task.number for task in reading.tasks]


def test_notes_below_the_last_task_are_no_tasks(read_text: Reader) -> None:
    """The numbered notes under 注 are told and belong to no task; a rule among them is followed."""
    reading = read_text(
        "1.修渠。\n责任单位：甲局、乙局\n2.修坝。\n责任单位：丙局\n\n"
        "注：1.排第一位的为牵头单位。\n2.带▲的为上级交办。\n3.未注明时限的，一律于2026年11月底前完成。\n"
    )
    assert [(task.number, task.title, str(task.due)) for task in reading.tasks] == [
        ("1", "修渠。", "2026-11-30"),
        ("2", "修坝。", "2026-11-30"),
    ]
    assert {"footnote", "stated-rule", "inherited-date"} <= codes(reading)
    assert "cut-text" not in codes(reading)
