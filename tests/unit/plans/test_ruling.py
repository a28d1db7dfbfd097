"""Rules stated once, wherever an office puts them."""

from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.people.ruling import noted
from plans.prose import read_prose
from plans.text.blocks import Line

Reader = Callable[..., Reading]
LEAD, SUPPORT, PLAIN, IMPLEMENTS = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE, Role.IMPLEMENTS
TASKS = "1.修渠。\n责任单位：市水务局、市财政局\n2.修坝。\n责任单位：市应急局、市商务局"
HEAD = "序号,任务,责任单位\n"
ROWS = "1,修渠,市水务局、市财政局\n2,修坝,市应急局、市商务局\n"


def roles(reading: Reading) -> list[list[Role]]:
    return [[unit.role for unit in task.units] for task in reading.tasks]


@pytest.mark.parametrize(
    "rule",
    [
        "列第一位的责任单位为牵头单位。",
        "责任单位中排在首位的为牵头单位，下同。",
        "以下任务由排在第一的单位牵头。",
        "各项任务的第一责任单位为主办单位。",
    ],
)
@pytest.mark.parametrize("place", ["above {}\n{}", "2026年工作分工\n{}\n{}"])
def test_first_leads_wherever_the_text_says_so(read_text: Reader, rule: str, place: str) -> None:
    """In a notice above the plan or in its lead sentence, in any of the usual wordings."""
    reading = read_text(place.format(rule, TASKS).replace("above", "关于印发工作分工的通知\n"))
    assert roles(reading) == [[LEAD, SUPPORT], [LEAD, SUPPORT]]
    assert "stated-rule" in {finding.code for finding in reading.findings}


def test_rule_below_the_tasks_holds_for_those_above(read_text: Reader) -> None:
    """以上 speaks of what stands above it, and of nothing else."""
    reading = read_text(f"{TASKS}\n注：以上各项任务均需各县（市、区）政府落实。")
    assert [task.units[-1].name for task in reading.tasks] == ["各县（市、区）政府"] * 2
    assert roles(reading) == [[PLAIN, PLAIN, IMPLEMENTS]] * 2


def test_member_of_every_list_is_said_once(read_text: Reader) -> None:
    """Who helps with all tasks need not stand in each list."""
    reading = read_text(f"各镇（街道）均为各项任务的配合单位，不再逐一列出。\n{TASKS}")
    assert [task.units[-1].name for task in reading.tasks] == ["各镇（街道）"] * 2
    assert [task.units[-1].role for task in reading.tasks] == [SUPPORT] * 2


@pytest.mark.parametrize(
    "table",
    [
        f"序号,任务,责任单位（排第一位的为牵头单位）\n{ROWS}",
        f"{HEAD}{ROWS}注：责任单位排在首位的为牵头单位,,\n",
        f"责任单位中列首位的为牵头单位,,\n{HEAD}{ROWS}",
    ],
)
def test_table_states_its_rule_in_its_head_or_foot(read_table: Reader, table: str) -> None:
    """The row that holds nothing but the rule is no task."""
    reading = read_table(table)
    assert len(reading.tasks) == 2
    assert roles(reading) == [[LEAD, SUPPORT], [LEAD, SUPPORT]]


def test_footnote_states_a_rule() -> None:
    """A footnote belongs to no line of the text, so its rule holds for all tasks."""
    lines = [Line(text=text, number=place) for place, text in enumerate(TASKS.split("\n"), 1)]
    note = Line(text="列第一位的单位为牵头单位，下同。", number=9)
    prose = read_prose(lines, year=2026, notes=(note, note))
    assert [[unit.role for unit in task.units] for task in prose.tasks] == [[LEAD, SUPPORT]] * 2
    assert len(noted([note, note])) == 1


def test_other_sentences_are_no_rules(read_text: Reader) -> None:
    """One task's own units, and places in a ranking, rule nothing."""
    reading = read_text(f"全市投资总量排名第一。市财政局为责任单位。\n{TASKS}")
    assert roles(reading) == [[PLAIN, PLAIN], [PLAIN, PLAIN]]
