# SPDX-License-Identifier: Apache-2.0
"""Owners named once for several tasks, and owners without a label."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from models.findings import Finding
from models.kinds import DueKind, Role
from plans.drafts import TaskDraft, UnitMention
from plans.fields.labels import LABELS, LabelMark
from plans.fields.task_fields import Field
from plans.fields.values import units
from plans.findings import finding
from plans.people.leaders import by_name
from plans.people.names import is_group, is_office, names
from plans.people.roles import is_role_text, parts
from plans.structure.headings import day_of, leaders_of, units_of
from plans.structure.segments import Item
from plans.text.blocks import Flow
from plans.text.clauses import Span, spans
from plans.text.script import folded
from plans.time.milestones import limits

_bracket = re.compile(r"[（(〔\[【]([^（）()〔〕\[\]【】]{3,80})[)）〕\]】]\s*[。：:]?$")
LONGEST = 120
"""Characters of a lead sentence; what is longer tells of more than a deadline."""


def inherit(task: TaskDraft, item: Item, *, year: int | None) -> tuple[TaskDraft, list[Finding]]:
    """Give a task the leader, the unit and the deadline of its headings where it has none itself."""
    found: list[Finding] = []
    for step in (_with_leaders, _with_units):
        task, told = step(task, item)
        found += told
    day = None if task.due or task.due_kind is not DueKind.NONE else _deadline(item.lead, year)
    if day:
        task = replace(task, due=day, due_kind=DueKind.FIRM)
        found.append(finding("inherited-date", task=task.number, line=task.source.line, due=day))
    return _with_month(task, item, found, year)


def _with_month(
    task: TaskDraft, item: Item, found: list[Finding], year: int | None
) -> tuple[TaskDraft, list[Finding]]:
    day = next(filter(None, (day_of(heading, year=year) for heading in item.headings)), None)
    if day is None or task.due or task.due_kind is not DueKind.NONE:
        return task, found
    told = finding("inherited-date/heading", task=task.number, line=task.source.line, due=day)
    return replace(task, due=day, due_kind=DueKind.FIRM), [*found, told]


def _with_leaders(task: TaskDraft, item: Item) -> tuple[TaskDraft, list[Finding]]:
    named = next(filter(None, map(leaders_of, (item.lead, *item.headings))), ())
    if task.leaders or not named:
        return task, []
    listed = tuple(leader.name for leader in named)
    told = finding("inherited-leader", task=task.number, line=task.source.line, leader="、".join(listed))
    return replace(task, leaders=listed, posts=by_name(named)), [told]


def _with_units(task: TaskDraft, item: Item) -> tuple[TaskDraft, list[Finding]]:
    told = next(filter(None, map(duties_of, item.headings)), ())
    if told and not task.units:
        listed = "、".join(unit.name for unit in told)
        line = task.source.line
        return replace(task, units=told), [
            finding("inherited-unit/heading", task=task.number, line=line, unit=listed)
        ]
    named = next(filter(None, map(units_of, (item.lead, *item.headings))), ())
    if not named or any(unit.role is not Role.SUPPORT or unit.name in named for unit in task.units):
        return task, []
    own = tuple(UnitMention(name=name, role=Role.RESPONSIBLE, is_group=is_group(name)) for name in named)
    line = task.source.line
    return replace(task, units=(*own, *task.units)), [
        finding("inherited-unit/heading", task=task.number, line=line, unit="、".join(named))
    ]


@lru_cache(maxsize=1 << 8)
def duties_of(heading: str) -> tuple[UnitMention, ...]:
    """Read the bracket at the end of a heading that says who: 水利（甲局牵头）, 道路（责任单位：乙局）."""
    found = _bracket.search(heading)
    if not found:
        return ()
    if "：" in found[1] or ":" in found[1]:
        return units(_labelled(found[1]))
    if not is_role_text(found[1]):
        return ()
    return units((part.role or Role.RESPONSIBLE, part.names) for part in parts(found[1]))


def _labelled(words: str) -> Iterator[tuple[Role, str]]:
    """Read 牵头单位：甲局；配合单位：乙局; any other label there says nothing of units."""
    for piece in re.split("[；;]", words.replace("：", ":")):
        label, _, value = piece.partition(":")
        field, role = LABELS.get(folded("".join(label.split())), (None, None))
        if field is Field.UNITS and role:
            yield role, value


def _deadline(lead: str, year: int | None) -> date | None:
    days = limits(lead, year=year) if 0 < len(lead) <= LONGEST else []
    return days[0] if len(days) == 1 else None


ENDS = " \t\u3000。.；;"


def with_bare_owners(source: Flow, items: Sequence[Item], found: Sequence[LabelMark]) -> list[LabelMark]:
    """Add such brackets, which open a task or close one of its lines, to the labels that were found."""
    brackets = [span for span in spans(source.text) if span.depth == 0]
    starts = [span.start for span in brackets]
    marks = list(found)
    for item in items:
        if not _within(found, item):
            near = brackets[bisect_left(starts, item.start) : bisect_left(starts, item.end)]
            marks += _owners(source, item, near)
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


def _within(found: Sequence[LabelMark], item: Item) -> bool:
    """Tell whether a label of units stands in a task."""
    begin = bisect_left(found, item.start, key=lambda mark: mark.start)
    end = bisect_left(found, item.end, key=lambda mark: mark.start)
    return any(mark.field is Field.UNITS for mark in found[begin:end])


def _owners(source: Flow, item: Item, brackets: Sequence[Span]) -> Iterator[LabelMark]:
    for span in brackets:
        listed = names(span.inside(source.text))
        is_placed = not source.text[item.start : span.start].strip() or _closes(source, span, item.end)
        if is_placed and listed and all(is_office(name) or is_group(name) for name in listed):
            yield LabelMark(
                field=Field.UNITS, role=None, start=span.start, end=span.start + 1, close=span.end - 1
            )


def _closes(source: Flow, span: Span, end: int) -> bool:
    return not source.text[span.end : end].partition("\n")[0].strip(ENDS)
