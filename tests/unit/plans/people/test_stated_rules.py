# SPDX-License-Identifier: Apache-2.0
"""Rules stated once, wherever an office puts them."""

from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.people.rules import noted
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
@pytest.mark.parametrize("index", ["above {}\n{}", "2026年工作分工\n{}\n{}"])
def test_first_leads_wherever_the_text_says_so(read_text: Reader, rule: str, index: str) -> None:
    """In a notice above the plan or in its lead sentence, in any of the usual wordings."""
    reading = read_text(index.format(rule, TASKS).replace("above", "关于印发工作分工的通知\n"))
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


@pytest.mark.parametrize(
    ("foot", "units", "due"),
    [
        ("没有注明完成期限的任务年底前完成", [], "2026-12-31"),
        ("说明：未标注日期的任务，11月底前完成。", [], "2026-11-30"),
        ("各镇为各项任务的配合单位", ["各镇"], "None"),
        ("备注：以上任务均由各镇落实。", ["各镇"], "None"),
        ("备注1：各镇均为各项任务的配合单位", ["各镇"], "None"),
        ("備註：各鎮均為各項任務的配合單位", ["各鎮"], "None"),
    ],
)
@pytest.mark.parametrize("shape", ["{},,", "{0},{0},{0}"])
def test_a_rule_that_fills_a_row_of_a_table_is_followed_and_no_task(
    read_table: Reader, foot: str, units: list[str], due: str, shape: str
) -> None:
    """In one cell or merged over all of them, with a word that announces it or none."""
    reading = read_table(f"2026年任务表,,\n{HEAD}{ROWS}{shape.format(foot)}\n")
    assert [task.title for task in reading.tasks] == ["修渠", "修坝"]
    assert [unit.name for unit in reading.tasks[0].units][2:] == units
    assert [str(task.due) for task in reading.tasks] == [due, due]


def test_a_rule_in_a_row_of_other_words_is_followed_and_the_row_stays(read_table: Reader) -> None:
    """The header that tells who leads is still the header; a task that states one is still a task."""
    reading = read_table(f"{HEAD}{ROWS}3,修桥。以上任务均由各镇落实,市交通局\n")
    assert [task.number for task in reading.tasks] == ["1", "2", "3"]
    assert [[unit.name for unit in task.units][2:] for task in reading.tasks[:2]] == [["各镇"], ["各镇"]]


def test_rows_far_down_a_table_state_rules_only_alone(read_table: Reader) -> None:
    """Thirty rows may belong to its head; behind them a cell of a task rules nothing."""
    rows = "".join(f"{n},修渠{n}里,市水务局、市财政局\n" for n in range(1, 40))
    far = rows.replace("修渠35里", "修渠35里。列第一位的为牵头单位")
    assert {role for task in roles(read_table(HEAD + far)) for role in task} == {PLAIN}
    alone = f"{rows}列第一位的为牵头单位,,\n"
    assert {tuple(task) for task in roles(read_table(HEAD + alone))} == {(LEAD, SUPPORT)}


def test_what_rules_give_is_told_of_every_task(read_table: Reader) -> None:
    """The rule itself once with its line, and each task with what it got."""
    foot = "列第一位的为牵头单位。各镇均为各项任务的配合单位。未明确时限的，年底前完成。"
    reading = read_table(f"2026年任务表,,\n{HEAD}{ROWS}{foot},,\n")
    told = [(each.code, each.task, each.line) for each in reading.findings]
    assert [each for each in told if each[0] == "stated-rule"] == [("stated-rule", None, 5)] * 3
    for code in ("inherited-unit", "inherited-date"):
        assert [each for each in told if each[0] == code] == [(code, "1", 3), (code, "2", 4)]
    assert {each.facts["unit"] for each in reading.findings if each.code == "inherited-unit"} == {"各镇"}
    assert {str(each.facts["due"]) for each in reading.findings if each.code == "inherited-date"} == {
        "2026-12-31"
    }


def test_footnote_states_a_rule() -> None:
    """A footnote belongs to no line of the text, so its rule holds for all tasks."""
    lines = [Line(text=text, number=index) for index, text in enumerate(TASKS.split("\n"), 1)]
    note = Line(text="列第一位的单位为牵头单位，下同。", number=9)
    prose = read_prose(lines, year=2026, notes=(note, note))
    assert [[unit.role for unit in task.units] for task in prose.tasks] == [[LEAD, SUPPORT]] * 2
    assert len(noted([note, note])) == 1


def test_other_sentences_are_no_rules(read_text: Reader) -> None:
    """One task's own units, and places in a ranking, rule nothing."""
    reading = read_text(f"全市投资总量排名第一。市财政局为责任单位。\n{TASKS}")
    assert roles(reading) == [[PLAIN, PLAIN], [PLAIN, PLAIN]]
