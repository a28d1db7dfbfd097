# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.people.roles import is_role_text, parts

Reader = Callable[..., Reading]
LEAD, SUPPORT, PLAIN, IMPLEMENTS = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE, Role.IMPLEMENTS


def told(text: str) -> list[tuple[Role | None, str]]:
    return [(part.role, part.names) for part in parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲局牵头，乙局、丙局配合", [(LEAD, "甲局"), (SUPPORT, "乙局、丙局")]),
        ("由甲局牵头;乙局参与", [(LEAD, "甲局"), (SUPPORT, "乙局")]),
        ("甲局牵头，各镇按职责分工负责", [(LEAD, "甲局"), (SUPPORT, "各镇")]),
        ("甲局牵头，乙镇负责落实。", [(LEAD, "甲局"), (IMPLEMENTS, "乙镇")]),
        ("甲局会同乙局负责", [(LEAD, "甲局"), (SUPPORT, "乙局")]),
        ("甲局、乙局负责", [(PLAIN, "甲局、乙局")]),
        ("甲局牵头，乙局，丙局配合", [(LEAD, "甲局"), (SUPPORT, "乙局，丙局")]),
        ("甲局牵头督导，各县（市、区）政府具体实施", [(LEAD, "甲局"), (IMPLEMENTS, "各县（市、区）政府")]),
    ],
)
def test_sentence_gives_each_list_its_role(text: str, expected: list[tuple[Role, str]]) -> None:
    """The verb behind a list of names tells what they do."""
    assert told(text) == expected


def test_units_that_lead_a_part_each_are_marked() -> None:
    """分别牵头 makes both lead and says that the parts are not told apart."""
    (part,) = parts("甲局、乙局分别牵头")
    assert (part.role, part.is_parted) == (LEAD, True)


@pytest.mark.parametrize(
    "text", ["除大风天气外由大家负责", "认真抓好落实", "2019年以来由甲乙负责", "甲局、乙局"]
)
def test_other_sentences_say_no_roles(text: str) -> None:
    """Every name must be one of an office, and a verb must be there."""
    assert not is_role_text(text)


@pytest.mark.parametrize("marks", ["（）", "()", "[]", "〔〕", "【】"])
def test_bracket_of_any_shape_may_hold_the_roles(read_text: Reader, marks: str) -> None:
    """Round, square and hexagonal brackets are alike, and may hold others."""
    text = f"1.修渠。{marks[0]}甲局(乙办)牵头，丙〔丁〕局配合{marks[1]}\n2.修坝。{marks[0]}甲局牵头{marks[1]}"
    first = read_text(text).tasks[0]
    assert first.title == "修渠。"
    assert [(unit.name, unit.role) for unit in first.units] == [("甲局(乙办)", LEAD), ("丙〔丁〕局", SUPPORT)]


def test_text_goes_on_behind_a_bracket(read_text: Reader) -> None:
    """Two brackets in one task, each for its own sentence, give all their units."""
    task = read_text(
        "1.修渠。（甲局牵头，乙局配合）清淤三里。（甲局、丙局牵头）\n2.修坝。（甲局牵头）"
    ).tasks[0]
    assert task.title == "修渠。清淤三里。"
    assert [(unit.name, unit.role) for unit in task.units] == [
        ("甲局", LEAD),
        ("乙局", SUPPORT),
        ("丙局", LEAD),
    ]


def test_deadline_ends_the_list_in_a_bracket(read_text: Reader) -> None:
    """The last item of a role bracket may be the deadline, which is no unit."""
    task = read_text("1.修渠。（甲局牵头，乙局配合，9月底前完成）\n2.修坝。（甲局牵头）", year=2026).tasks[0]
    assert [unit.name for unit in task.units] == ["甲局", "乙局"]
    assert str(task.due) == "2026-09-30"


def test_sentence_at_the_end_of_a_line_says_who(read_text: Reader) -> None:
    """Roles need neither a bracket nor a label."""
    task = read_text("1.修渠三里。由甲局牵头，乙局配合，丙镇政府具体实施。\n2.修坝。（甲局牵头）").tasks[0]
    assert task.title == "修渠三里。"
    assert [unit.role for unit in task.units] == [LEAD, SUPPORT, IMPLEMENTS]


def test_responsible_supports_where_another_leads(read_text: Reader) -> None:
    """责任单位 beside 牵头单位 are those who help."""
    task = read_text("1.修渠。\n牵头单位：甲局\n责任单位：乙局、各镇").tasks[0]
    assert [(unit.name, unit.role) for unit in task.units] == [
        ("甲局", LEAD),
        ("乙局", SUPPORT),
        ("各镇", SUPPORT),
    ]


def test_offices_in_brackets_count_where_nothing_else_tells(read_text: Reader) -> None:
    """A plan without labels may name each task's office in a bracket."""
    tasks = read_text("1.清理河道（水务科）\n2.植树造林（园林科、各街道）").tasks
    assert [[unit.name for unit in task.units] for task in tasks] == [["水务科"], ["园林科", "各街道"]]
