# SPDX-License-Identifier: Apache-2.0
import pytest

from models.kinds import Role
from plans.fields.labels import marks
from plans.fields.task_fields import Field
from plans.text.blocks import flow, lines_of


def found(text: str) -> list[tuple[Field, Role | None, str]]:
    source = flow(text, lines_of(text))
    return [(mark.field, mark.role, text[mark.end : mark.end + 2]) for mark in marks(source)]


@pytest.mark.parametrize(
    ("text", "field", "role"),
    [
        ("牵头领导：甲乙", Field.LEADERS, None),
        ("分管领导:甲乙", Field.LEADERS, None),
        ("责 任 领 导 ： 甲乙", Field.LEADERS, None),
        ("主要责任单位：甲乙", Field.UNITS, Role.RESPONSIBLE),
        ("牵头单位：甲乙", Field.UNITS, Role.LEAD),
        ("配合单位：甲乙", Field.UNITS, Role.SUPPORT),
        ("完成时间：甲乙", Field.DUE, None),
        ("时限要求：甲乙", Field.DUE, None),
    ],
)
def test_label_with_colon_is_known_in_its_variants(text: str, field: Field, role: Role | None) -> None:
    """Every variant of a label announces its field and role, whatever the colon and the spacing."""
    assert found(text) == [(field, role, "甲乙")]


def test_label_glued_to_the_field_before_is_found() -> None:
    """A label needs no line of its own."""
    assert [field for field, _, _ in found("牵头领导：某局长责任单位：区水务局完成时限\t2026年")] == [
        Field.LEADERS,
        Field.UNITS,
        Field.DUE,
    ]


def test_label_without_colon_is_found_before_a_date_or_alone_on_its_line() -> None:
    """A tab, a date or the start of a line do the work of the colon."""
    assert found("责任单位\t区水务局")[0][0] is Field.UNITS
    assert found("区水务局完成时限2026年6月")[0][0] is Field.DUE
    assert found("责任单位\n区水务局")[0][0] is Field.UNITS


def test_words_of_a_sentence_are_no_label() -> None:
    """The same words inside a sentence announce nothing."""
    assert found("压实责任单位的主体责任，明确完成时限。") == []
    assert found("各级\n责任单位要加强协调，主动作为。") == []


@pytest.mark.parametrize("indent", ["", "  ", "\u3000\u3000"])
@pytest.mark.parametrize("above", ["1.加强民生保障", "考评维度：民生保障", "做好宣传指导", "由甲局牵头"])
def test_the_end_of_a_text_is_no_beginning_of_the_label_below_it(above: str, indent: str) -> None:
    """A title or value may end in words that labels begin with; the line below has its own label."""
    assert found(f"{above}\n{indent}责任单位：甲乙")[-1] == (Field.UNITS, Role.RESPONSIBLE, "甲乙")


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("修桥。配合\n责任单位：甲乙", Role.SUPPORT),
        ("牵头\n责任单位：甲乙", Role.LEAD),
        ("修桥牵头单\n位：甲乙", Role.LEAD),
        ("修桥配合\n单位：甲乙", Role.SUPPORT),
    ],
)
def test_a_label_that_a_conversion_broke_is_still_one(text: str, role: Role) -> None:
    """Where no text ends at the break, or the rest is no label by itself, both lines make one label."""
    assert found(text) == [(Field.UNITS, role, "甲乙")]
