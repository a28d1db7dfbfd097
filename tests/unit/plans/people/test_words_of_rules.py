# SPDX-License-Identifier: Apache-2.0
"""Every usual wording of a rule that a document states once for many tasks, and what is none."""

from collections.abc import Callable
from datetime import date

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.people.rules import Rule, taken
from plans.time.dates import read_due

Reader = Callable[..., Reading]
LEAD, SUPPORT, PLAIN, IMPLEMENTS = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE, Role.IMPLEMENTS
FIRST = "第一位 第一个 排名第一 排第一 排在第一 首位 首个 排首 第一家 首家 第一名 第一责任单位 第一单位 最前"
LEADS = (
    "的为牵头单位 的是主办单位 的系主责单位 的作为主要责任单位 的为第一责任单位 单位牵头 的部门负牵头 "
    "的责任单位负责牵头 总牵头 "
    "的责任部门负总牵头 牵头 的单位和部门统一为我们说的牵头"
)


def the_rule(text: str) -> Rule:
    """Give the one rule of a text, all of which is taken."""
    rest, rules = taken(text)
    assert (rest.strip("\n注附备：:1 。"), len(rules)) == ("", 1)
    return rules[0]


@pytest.mark.parametrize("first", FIRST.split())
def test_the_first_of_a_list_may_be_called_by_many_words(first: str) -> None:
    """Each of them, with any way to say that it leads."""
    for lead in LEADS.split():
        rule = the_rule(f"责任单位中列{first}{lead}。")
        assert (rule.role, rule.units, rule.due) == (LEAD, "", ""), lead


@pytest.mark.parametrize(
    "text",
    [
        "投资总量排名第一。",
        "列首位的单位在各项任务里都要好好为牵头",
        "列第一位的，为牵头单位",
        "列第一位的单位为我们大家一起来牵头",
        "各项任务，均由各镇落实",
        "修渠任务由各镇落实",
        "各项任务均由修建一条非常非常非常非常非常非常非常长的路落实",
        "县水务局为共同责任单位",
        "县水务局为责任单位",
        "王大力为各项任务的配合单位",
        "做好各项任务为各镇的配合单位",
        "未明确时限",
        "其余任务在12月底前完成",
        "未明确时限的任务12月底前再议一次，县水务局牵头",
    ],
)
def test_other_sentences_rule_nothing(text: str) -> None:
    """A place in a ranking, one task's own units or day."""
    assert taken(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "units", "role", "reach"),
    [
        ("以下各项任务均由各镇政府落实，不再列出。", "各镇政府", IMPLEMENTS, "below"),
        ("下列所有工作均需各镇负责", "各镇", PLAIN, "below"),
        ("后续各措施均应由各镇参与；", "各镇", SUPPORT, "below"),
        ("上述全部事项均须各镇配合", "各镇", SUPPORT, "above"),
        ("以上任务均由县水务局牵头。", "县水务局", LEAD, "above"),
        ("以下惠民类任务均由各镇承担", "各镇", IMPLEMENTS, "below"),
        ("各项举措均由各镇组织实施", "各镇", IMPLEMENTS, ""),
        ("所有政策均由各镇负责实施，以下不再列出", "各镇", IMPLEMENTS, "below"),
        ("全部条款均各镇负责落实，下文不再重复", "各镇", IMPLEMENTS, ""),
        (
            "各项工作落实中均由各镇（街道、园区）、县水务局落实，不再逐项写出来",
            "各镇（街道、园区）、县水务局",
            IMPLEMENTS,
            "",
        ),
        ("各镇均为各项任务的配合单位，不再列出", "各镇", SUPPORT, ""),
        ("各镇都是以下所有工作的责任单位", "各镇", PLAIN, "below"),
        ("各镇同时作为上述全部事项的协同部门", "各镇", SUPPORT, "above"),
        ("县水务局为下列每项项目的协办主体", "县水务局", SUPPORT, "below"),
        ("各镇是本表所列各任务的参与单位，下文不再列出", "各镇", SUPPORT, ""),
        ("各镇为以上各项任务落实单位", "各镇", IMPLEMENTS, "above"),
        ("县水务局为牵头单位，以下不再列出", "县水务局", LEAD, "below"),
        (
            "县水务局、各镇（街道、园区）均为后续任务的共同责任单位",
            "县水务局、各镇（街道、园区）",
            PLAIN,
            "below",
        ),
        ("注：各镇均为各项任务的配合单位", "各镇", SUPPORT, ""),
        ("附注1：各镇均为各项任务的配合单位", "各镇", SUPPORT, ""),
        ("备注:各镇均为各项任务的配合单位", "各镇", SUPPORT, ""),
    ],
)
def test_who_joins_many_tasks_is_told_with_role_and_reach(
    text: str, units: str, role: Role, reach: str
) -> None:
    """Any usual words for the tasks and for the duty; above, below or all of them."""
    rule = the_rule(text)
    assert (rule.units, rule.role, rule.reach, rule.due) == (units, role, reach, "")


DATED = (
    "未明确时限的任务一律12月20日前完成。",
    "未明确时限的任务十二月二十日前完成",
    "没有注明完成时间的，原则上于12月20日前办结",
    "无标注期限的任务，应当在12月20日完成；",
    "未特别规定日期的事项须按12月20日前落实到位",
    "未明确标明时限的统一到12月20日前",
    "没有写明完成期限的，均须于12月20日前完成",
    "未列明时限的任务应12月20日前完成",
    "未注完成时间的为12月20日前",
    "其余任务均须在12月20日前完成。",
    "其他各项任务一律12月20日前办结",
    "以上所有事项应于12月20日前完成",
    "上述工作需12月20日前完成",
    "以下任务要在12月20日前完成",
    "所列任务原则上到12月20日完成",
    "（未明确时限的，12月20日前完成）",
)


@pytest.mark.parametrize("text", DATED)
def test_a_day_for_all_tasks_without_one_may_be_said_in_many_words(text: str) -> None:
    """The whole day is read, and no figure of it is lost to the words before it."""
    rule = the_rule(text)
    assert read_due(rule.due, year=2026).on == date(2026, 12, 20)
    assert (rule.role, rule.units) == (PLAIN, "")


@pytest.mark.parametrize(
    ("due", "on"),
    [
        ("12月底前", date(2026, 12, 31)),
        ("12月末", date(2026, 12, 31)),
        ("年底前", date(2026, 12, 31)),
        ("2027年内", date(2027, 12, 31)),
        ("2027年", date(2027, 12, 31)),
        ("6月底", date(2026, 6, 30)),
        ("明年3月底前", date(2027, 3, 31)),
        ("2027年6月", date(2027, 6, 30)),
        ("上半年内", date(2026, 6, 30)),
        ("第三季度内", date(2026, 9, 30)),
    ],
)
def test_such_a_day_may_be_a_month_or_a_year(due: str, on: date) -> None:
    """Its end counts, as in any deadline."""
    rule = the_rule(f"未明确时限的任务均须{due}完成。")
    assert read_due(rule.due, year=2026).on == on


def test_a_rule_is_quoted_with_its_bracket_or_its_sentence_and_its_line() -> None:
    """Several of one text are taken in their order; what stands around them stays, line for line."""
    text = (
        "工作要求。列第一位的为牵头单位，下同。请落实。\n甲局、乙局（列\n第一位为牵头单位）\n"
        "附注：未明确时限的，年底前完成；其余照旧\n以下任务均由各镇落实。完"
    )
    rest, rules = taken(text)
    assert rest == "工作要求。请落实。\n甲局、乙局\n\n附注：其余照旧\n完"
    assert [(rule.line, rule.text) for rule in rules] == [
        (1, "列第一位的为牵头单位，下同。"),
        (2, "（列 第一位为牵头单位）"),
        (4, "未明确时限的，年底前完成；"),
        (5, "以下任务均由各镇落实。"),
    ]


def test_a_rule_in_a_long_bracket_is_its_sentence_alone() -> None:
    """A bracket of 200 characters holds more than a rule."""
    long = "说" * 190
    rest, (rule,) = taken(f"（{long}。列第一位的为牵头单位。）")
    assert rule.text == "列第一位的为牵头单位。"
    assert rest == f"（{long}。）"
    assert taken("（" + "说" * 150 + "，列第一位的为牵头单位）")[0] == ""


def test_two_rules_of_one_sentence_are_taken_out_once() -> None:
    """Who leads and until when may be said in one breath; both hold."""
    rest, rules = taken("列第一位的为牵头单位，未明确时限的，年底前完成。完")
    assert (rest, len(rules)) == ("完", 2)


def test_a_rule_adds_only_whom_a_task_does_not_name(read_text: Reader) -> None:
    """A unit that stands there keeps its role; a task with roles of its own keeps them."""
    reading = read_text(
        "列第一位的为牵头单位。各镇、市财政局均为各项任务的配合单位。\n"
        "1.修渠。\n责任单位：市水务局、市财政局\n2.修桥。\n完成时限：6月底前\n"
        "3.修坝。\n牵头单位：市应急局\n责任单位：市商务局"
    )
    assert [[(unit.name, unit.role) for unit in task.units] for task in reading.tasks] == [
        [("市水务局", LEAD), ("市财政局", SUPPORT), ("各镇", SUPPORT)],
        [("各镇", SUPPORT), ("市财政局", SUPPORT)],
        [("市应急局", LEAD), ("市商务局", SUPPORT), ("各镇", SUPPORT), ("市财政局", SUPPORT)],
    ]
    assert [unit.is_group for unit in reading.tasks[0].units] == [False, False, True]


def test_a_rule_dates_only_tasks_whose_deadline_says_nothing(read_text: Reader) -> None:
    """A day, a task that goes on and one that is set elsewhere keep what they say; a rule that is no day "
    "dates none."""
    tasks = (
        "1.修渠。\n责任单位：市水务局\n完成时限：6月底前\n2.修坝。\n责任单位：市水务局\n完成时限：长期坚持\n"
        "3.修桥。\n责任单位：市水务局\n"
    )
    reading = read_text(f"{tasks}未明确时限的任务均须11月底前完成。", year=2026)
    assert [str(task.due) for task in reading.tasks] == ["2026-06-30", "None", "2026-11-30"]
    assert [each.task for each in reading.findings if each.code == "inherited-date"] == ["3"]
    assert [task.due for task in read_text(f"{tasks}未明确时限的任务均须2月30日前完成。", year=2026).tasks][
        2
    ] is None
