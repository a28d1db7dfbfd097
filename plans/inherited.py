"""What a heading says for all tasks under it: a leader, a unit, a deadline."""

from dataclasses import replace
from datetime import date

from models.findings import Finding
from models.kinds import DueKind, Role
from plans.dated_headings import day_of
from plans.drafts import TaskDraft, UnitMention
from plans.headings import leaders_of, units_of
from plans.milestones import limits
from plans.names import is_group
from plans.people import by_name
from plans.segments import Item
from plans.sentences import finding

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
    named = next(filter(None, map(units_of, (item.lead, *item.headings))), ())
    if not named or any(unit.role is not Role.SUPPORT or unit.name in named for unit in task.units):
        return task, []
    units = tuple(UnitMention(name=name, role=Role.RESPONSIBLE, is_group=is_group(name)) for name in named)
    line = task.source.line
    return replace(task, units=(*units, *task.units)), [
        finding("inherited-unit/heading", task=task.number, line=line, unit="、".join(named))
    ]


def _deadline(lead: str, year: int | None) -> date | None:
    days = limits(lead, year=year) if 0 < len(lead) <= LONGEST else []
    return days[0] if len(days) == 1 else None
