# SPDX-License-Identifier: Apache-2.0
"""What the office decides of one task by itself, and how that stands against later documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.errors import NotFoundError, UsageError
from models.findings import Finding
from models.kinds import DueKind, EventKind, Grade, Role
from models.queries import feeds, log, people, plans, progress, task_parts, units
from models.queries.tasks import view_of_uid
from models.tables import Person, Plan, Post, Task, Unit
from models.tables.base import row_id, save
from models.text import clean_line
from models.views import TaskView
from plans.drafts import TaskDraft, UnitMention
from plans.fields.task_fields import TASK_FIELDS
from plans.findings import finding
from plans.revisions.similarity import Canonical
from plans.units.resolving import suggestions


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What is to be so from now on; what is None or not named stays as it is."""

    number: str | None = None
    title: str | None = None
    due: date | None = None
    grade: Grade | None = None
    units: Mapping[Role, Sequence[str]]
    """All units of each role that is named; a unit has one role alone."""
    leaders: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A field as it was and as it is."""

    name: str
    before: str
    after: str


def decide(
    session: Session, task: Task, decision: Decision, *, now: datetime, by: str, reason: str
) -> tuple[Decided, ...]:
    """Change a task as the office decided, and log each value before and after, with the reason.

    UsageError when the task is not open, the reason is empty, or a value cannot be; NotFoundError for a unit
    or leader that is not known.
    """
    progress.require_open(task)
    if not clean_line(reason):
        raise UsageError("A decision needs its reason.", cure='Say it: --reason "…".')
    before = _compared(session, task, now)
    _set_facts(session, task, decision)
    if decision.units:
        task_parts.assign(session, task, _parts(session, task, decision.units))
    if decision.leaders:
        leaders = [_leader(session, name) for name in dict.fromkeys(decision.leaders)]
        task_parts.set_leaders(session, task, leaders)
    save(session, task)
    after = _compared(session, task, now)
    decided = tuple(
        Decided(name=name, before=before[name], after=value)
        for name, value in after.items()
        if value != before[name]
    )
    if decided:
        told = {item.name: [item.before, item.after] for item in decided}
        detail = {"text": clean_line(reason), "fields": told}
        progress.touch(task, now=now)
        log.record(
            session,
            EventKind.TASK_SET,
            at=now,
            by=by,
            plan_id=task.plan_id,
            task_id=task.id,
            detail=detail,
        )
        feeds.add_missing(session, now=now, by=by)
    return decided


def _compared(session: Session, task: Task, now: datetime) -> dict[str, str]:
    view = view_of_uid(session, task.uid, on=now.date())
    canonical = units.Registry(session).canonical
    return {field.name: field.compared(view, canonical) for field in TASK_FIELDS if field.compared}


def _set_facts(session: Session, task: Task, decision: Decision) -> None:
    if decision.number and decision.number != task.number:
        if plans.is_taken(session, task.plan_id, decision.number):
            raise UsageError(
                "There is a task {number} in this plan already.",
                cure="Give another number.",
                number=decision.number,
            )
        task.number = decision.number
    task.title = decision.title or task.title
    task.grade = task.grade if decision.grade is None else decision.grade.value
    if decision.due:
        task.due = decision.due
        task.original_due = task.original_due or decision.due
        # What has a day of its own is no longer without one, nor somebody else's to say.
        if task.due_kind in (DueKind.NONE, DueKind.CONTINUOUS, DueKind.ELSEWHERE):
            task.due_kind = DueKind.FIRM


def _parts(session: Session, task: Task, wanted: Mapping[Role, Sequence[str]]) -> Iterable[tuple[int, Role]]:
    """Put the named roles in the place of the former ones; the other roles keep whom they had."""
    named = {row_id(_unit(session, name)): role for role, names in wanted.items() for name in names}
    count = sum(len(set(names)) for names in wanted.values())
    if len(named) < count:
        raise UsageError(
            "A unit is named in two roles.",
            cure="Name each unit once, with --lead, --responsible or --support.",
        )
    kept = [part for part in task_parts.parts_of(session, task) if part[1] not in wanted]
    return (*named.items(), *(part for part in kept if part[0] not in named))


def _unit(session: Session, name: str) -> Unit:
    unit = units.find(session, name)
    if unit is None:
        likely = suggestions(name, units.Registry(session).names)
        raise NotFoundError(
            'There is no unit "{name}".',
            cure="Perhaps one of these is meant: {likely}. Add a new one with: duban unit import FILE.",
            name=name,
            likely="、".join(likely) or "–",
        )
    return unit


def _leader(session: Session, name: str) -> Person | Post:
    leader = people.find(session, name)
    if leader is None:
        known = people.names(session)
        likely = suggestions(name, known) or tuple(other for other in known if other[:1] == name[:1])[:3]
        raise NotFoundError(
            'There is no leader "{name}".',
            cure="Perhaps one of these is meant: {likely}. Add a new one with: duban unit import FILE.",
            name=name,
            likely="、".join(likely) or "–",
        )
    return leader


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A value that the office set: what the document said before, what was set, by whom and why."""

    base: str
    value: str
    by: str
    reason: str


HeldValues = Mapping[tuple[int, str], Held]
"""By the task's id and the name of the field."""


def held_values(session: Session, plan: Plan) -> HeldValues:
    """Give what the office set and no later document replaced."""
    held: dict[tuple[int, str], Held] = {}
    kinds = (EventKind.TASK_SET, EventKind.TASK_CHANGED)
    for event in log.of_plan(session, kinds, plan_id=row_id(plan)):
        is_decision = event.kind is EventKind.TASK_SET
        told: Mapping[str, Any] = event.detail["fields"] if is_decision else event.detail
        for name, (before, after) in told.items():
            key = (event.task_id or 0, name)
            if is_decision:
                base = held[key].base if key in held else before
                held[key] = Held(base=base, value=after, by=event.by, reason=event.detail["text"])
            elif key in held and before == held[key].value:
                del held[key]
            elif key in held and name == "units":  # a unit took over from another
                held[key] = _renamed(held[key], before, after)
    return held


def _renamed(held: Held, former: str, unit: str) -> Held:
    base, value = (text.replace(f"{former} (", f"{unit} (") for text in (held.base, held.value))
    return replace(held, base=base, value=value)


def as_documented(
    drafts: Sequence[TaskDraft], tasks: Sequence[TaskView], held: HeldValues
) -> tuple[TaskView, ...]:
    """Give the tasks under the titles and numbers that the document knows them by.

    Only a document that has the office's own title, such as an exported ledger, knows them by that.
    """
    titles = {draft.title for draft in drafts}
    return tuple(_as_documented(task, titles, held) for task in tasks)


def _as_documented(task: TaskView, titles: set[str], held: HeldValues) -> TaskView:
    if (task.id, "title") in held and task.title in titles:
        return task
    former = {name: held[task.id, name].base for name in ("number", "title") if (task.id, name) in held}
    return replace(task, **former)  # type: ignore[arg-type]


def keep_decisions(
    draft: TaskDraft, task: TaskView, held: HeldValues, canonical: Canonical
) -> tuple[TaskDraft, tuple[Finding, ...]]:
    """Keep what the office set where the document only repeats what it said before.

    Where it says something new, that is proposed as any change, with a warning that it replaces a decision.
    """
    findings = []
    for field in TASK_FIELDS:
        decision = held.get((task.id, field.name))
        if decision is None or field.compared is None:
            continue
        said, now = field.compared(draft, canonical), field.compared(task, canonical)
        if said == now:
            continue
        repeats = said == decision.base
        if repeats:
            draft = replace(draft, **{field.name: _as_drafted(task, field.name)})
            if not said:  # what a document is silent about, as grades mostly, it does not contradict
                continue
        findings.append(
            finding(
                "office-decision/kept" if repeats else "office-decision/replaced",
                task=draft.number,
                document=said or "–",
                decided=now or "–",
                by=decision.by,
                reason=decision.reason,
                plan=task.plan_key,
                number=task.number,
            )
        )
    return draft, tuple(findings)


def _as_drafted(task: TaskView, name: str) -> Any:
    if name == "leaders":
        return tuple(leader.name for leader in task.leaders)
    if name == "units":
        mentions = (
            UnitMention(
                name=unit.printed, role=unit.role, is_group=unit.is_group or unit.stands_for is not None
            )
            for unit in task.units
        )
        return tuple(dict.fromkeys(mentions))
    return getattr(task, name)
