# SPDX-License-Identifier: Apache-2.0
"""One unit takes over from another: open tasks pass on, what was closed keeps the former name."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, TaskState
from models.queries import feeds, log, mailboxes, plans, units
from models.queries.progress import touch
from models.tables import Task, Unit
from models.tables.base import row_id
from models.tables.units import GROUP, UNKNOWN

TAKEN = ("contact", "leader")
"""What a renamed unit keeps, beside its mailboxes, where its new name has nothing of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """What passed from one unit to the other."""

    former: str
    unit: str
    since: date
    is_renaming: bool
    tasks: tuple[str, ...]
    """The open tasks that passed on, as `plan/number`."""
    kept: int
    """How many tasks stay with the former unit: closed or withdrawn ones."""
    taken: tuple[str, ...]
    """The fields that a renamed unit brought along."""


def merge(
    session: Session, former: str, unit: str, *, since: date, is_renaming: bool, now: datetime, by: str
) -> Merged:
    """Let `unit` stand for `former` from a day on; NotFoundError and UsageError say what does not fit."""
    old, new = _former(session, former), units.find(session, unit)
    if new is None:
        raise _unknown(unit)
    _refuse_way_back(session, old, unit)
    _require_sense(old, new, since, now)
    tasks = units.tasks_of(session, old)
    passing = [task for task in tasks if task.state is TaskState.OPEN]
    units.move_parts(session, old, new, map(row_id, passing))
    taken = _bring_along(session, old, new) if is_renaming else ()
    units.hand_down(session, old, new)
    units.succeed(session, old, new, since=since, is_renaming=is_renaming)
    merged = Merged(
        former=old.name,
        unit=new.name,
        since=since,
        is_renaming=is_renaming,
        tasks=tuple(plans.reference_of(session, task) for task in passing),
        kept=len(tasks) - len(passing),
        taken=taken,
    )
    _record(session, merged, new, passing, now=now, by=by)
    feeds.add_missing(session, now=now, by=by)
    return merged


def _former(session: Session, name: str) -> Unit:
    unit, today = units.find_former(session, name), units.find(session, name)
    if unit is None or today is None:
        raise _unknown(name)
    if unit.id != today.id:
        raise UsageError(
            "{today} stands for {name} already.",
            cure="Merge {today} if it was succeeded in its turn.",
            today=today.name,
            name=unit.name,
        )
    return unit


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(
        'There is no unit "{name}".',
        cure="Look for it with: duban unit suggest {name}; add it with: duban unit import FILE.",
        name=name,
    )


def _refuse_way_back(session: Session, old: Unit, name: str) -> None:
    named = units.find_former(session, name)
    if named and named.id != old.id and units.find(session, name) == old:
        raise UsageError(
            "{unit} stands for {name}, so {name} cannot take over from it again.",
            cure="If a body of that name was set up anew, add it under another name and merge into that.",
            unit=old.name,
            name=named.name,
        )


def _require_sense(old: Unit, new: Unit, since: date, now: datetime) -> None:
    if old.id == new.id:
        raise UsageError("{name} cannot take over from itself.", cure="Name two units.", name=new.name)
    if GROUP in (old.kind, new.kind):
        raise UsageError(
            "A group word is no unit that anybody could take over from.",
            cure="Say what it means in a task with: duban unit resolve.",
        )
    if since > now.date():
        raise UsageError(
            "{since} is still to come, and open tasks would pass on at once.",
            cure="Merge the units on that day.",
            since=since,
        )


def _bring_along(session: Session, old: Unit, new: Unit) -> tuple[str, ...]:
    units.move_feeds(session, old, new)
    units.move_channels(session, old, new)
    brought = mailboxes.bring_along(session, f"unit:{old.id}", f"unit:{new.id}")
    taken = [name for name in TAKEN if getattr(old, name) and not getattr(new, name)]
    for name in taken:
        setattr(new, name, getattr(old, name))
    new.kind = old.kind if new.kind == UNKNOWN else new.kind
    return (*(("mailbox",) if brought else ()), *taken)


def _record(
    session: Session, merged: Merged, unit: Unit, passing: list[Task], *, now: datetime, by: str
) -> None:
    detail = {"former": merged.former, "since": merged.since.isoformat(), "renamed": merged.is_renaming}
    log.record(
        session,
        EventKind.UNIT_MERGED,
        at=now,
        by=by,
        unit_id=unit.id,
        detail={**detail, "tasks": list(merged.tasks)},
    )
    for task in passing:
        touch(task, now=now)
        told = {"units": [merged.former, merged.unit]}
        log.record(
            session, EventKind.TASK_CHANGED, at=now, by=by, plan_id=task.plan_id, task_id=task.id, detail=told
        )
