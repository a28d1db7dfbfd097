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
