# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

from models.kinds import Role
from plans.drafts import Reading
from plans.people.rules import taken

Reader = Callable[..., Reading]


def roles(reading: Reading, index: int) -> list[tuple[str, Role]]:
    return [(unit.name, unit.role) for unit in reading.tasks[index].units]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_first_of_a_list_leads_where_the_document_says_so(read_text: Reader) -> None:
    """A remark in one list holds for all, is quoted, and is no name of a unit."""
    reading = read_text(
        "1.修渠。\n责任单位：甲局、乙局（排名第一的为牵头单位，下同）\n2.修坝。\n责任单位：丙局、丁局"
    )
    assert roles(reading, 0) == [("甲局", Role.LEAD), ("乙局", Role.SUPPORT)]
    assert roles(reading, 1) == [("丙局", Role.LEAD), ("丁局", Role.SUPPORT)]
    assert "stated-rule" in codes(reading)


def test_unit_said_once_joins_every_later_task(read_text: Reader) -> None:
    """Who must carry out all that follows is added below the rule, and marked as inherited."""
    reading = read_text(
        "1.修渠。（甲局牵头。以下各项任务均由各镇政府落实，不再列出。）\n2.修坝。（乙局牵头）\n3.修桥。（乙局牵头）"
    )
    assert roles(reading, 0) == [("甲局", Role.LEAD)]
    assert roles(reading, 1) == [("乙局", Role.LEAD), ("各镇政府", Role.IMPLEMENTS)]
    assert [finding.task for finding in reading.findings if finding.code == "inherited-unit"] == ["2", "3"]


def test_taking_rules_out_keeps_the_line_breaks() -> None:
    """Every later place keeps its line."""
    text = "甲局、乙局（列\n第一位为牵头单位，下同）\n丙"
    rest, rules = taken(text)
    assert rest.count("\n") == text.count("\n")
    assert len(rules) == 1


def test_heading_gives_its_leader_to_its_tasks(read_text: Reader) -> None:
    """A plan arranged by leader names him once."""
    reading = read_text(
        "一、王大力市长主抓工作\n1.修渠。\n责任单位：甲局\n二、分管副市长牵头任务\n2.修坝。\n责任单位：甲局"
    )
    assert [task.leaders for task in reading.tasks] == [("王大力",), ("分管副市长",)]
    assert "inherited-leader" in codes(reading)


def test_sentence_that_opens_a_section_gives_its_deadline(read_text: Reader) -> None:
    """One limit in front of the first task holds to the next heading, and is told."""
    reading = read_text(
        "一、水利\n下列事项须于8月底前办结：\n1.修渠。\n责任单位：甲局\n二、道路\n2.修路。\n责任单位：甲局",
        year=2026,
    )
    assert [str(task.due) for task in reading.tasks] == ["2026-08-31", "None"]
    assert [finding.task for finding in reading.findings if finding.code == "inherited-date"] == ["1"]


def test_rule_behind_an_open_list_does_not_become_a_name(read_text: Reader) -> None:
    """A rule for 政策举措 begins with its own words, and ends the list of units before it."""
    reading = read_text(
        "1.修渠。（责任单位：甲局、乙园区管委会。以下惠民举措均需丙镇政府落实，不再另列）\n2.修坝。（责任单位：甲局）"
    )
    assert [name for name, _ in roles(reading, 0)] == ["甲局", "乙园区管委会"]
    assert roles(reading, 1)[-1] == ("丙镇政府", Role.IMPLEMENTS)


def test_deadline_for_all_tasks_without_one_spares_the_others(read_text: Reader) -> None:
    """A rule dates the tasks that have no deadline, and says so for each."""
    reading = read_text(
        "1.修渠。\n责任单位：甲局\n完成时限：6月底前\n2.修坝。\n责任单位：甲局\n其余任务均须在12月20日前完成。\n",
        year=2026,
    )
    assert [str(task.due) for task in reading.tasks] == ["2026-06-30", "2026-12-20"]
    assert [each.task for each in reading.findings if each.code == "inherited-date"] == ["2"]
