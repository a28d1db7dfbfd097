"""Saying which units a group word of one task means, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, TaskState
from models.queries import feeds, log, mailboxes, units
from models.queries.progress import touch
from models.tables import Assignment, Resolution, Task, Unit
from models.tables.base import row_id
from models.tables.units import GROUP, UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """What a word of a task meant before, and what it means now; nothing when nobody said."""

    word: str
    number: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def resolve(
    session: Session, task: Task, word: str, to: Sequence[str], *, now: datetime, by: str
) -> Resolved:
    """Make named units of a group word in one task: they get its mails and feeds from now on.

    It replaces what was said before and holds over later imports. UsageError when the task does not name
    the word or is not open, NotFoundError for a unit that is not known.
    """
    row, wanted = _word(session, task, word), [_named(session, name) for name in dict.fromkeys(to)]
    before = _replace(session, task, row, list({row_id(unit): unit for unit in wanted}.values()), now, by)
    feeds.add_missing(session, now=now, by=by)
    return _told(session, EventKind.WORD_RESOLVED, task, row, before, now=now, by=by)


def unresolve(session: Session, task: Task, word: str, *, now: datetime, by: str) -> Resolved:
    """Take back what was said of a word: it names nobody in particular again; UsageError if nothing was."""
    row = _word(session, task, word)
    before = _replace(session, task, row, [], now, by)
    if not before:
        raise UsageError(
            'Nobody said what "{word}" means in task {number}.',
            cure="Look at the task with: duban task show PLAN {number}.",
            word=row.name,
            number=task.number,
        )
    return _told(session, EventKind.WORD_UNRESOLVED, task, row, before, now=now, by=by)


def _word(session: Session, task: Task, word: str) -> Unit:
    if task.state is not TaskState.OPEN:
        raise UsageError(
            "Task {number} is {state}, so nobody is to be told of it.",
            cure="Reopen it first: duban task reopen PLAN {number}.",
            number=task.number,
            state=task.state.value,
        )
    named = session.exec(select(Unit).join(Assignment).where(Assignment.task_id == task.id)).all()
    words = [unit for unit in named if unit.kind == GROUP or _is_unheard_of(session, unit)]
    found = next((unit for unit in words if unit.name == word), None)
    if found is None:
        raise UsageError(
            'Task {number} has no group word "{word}".',
            cure="It has: {words}.",
            number=task.number,
            word=word,
            words="、".join(unit.name for unit in words) or "–",
        )
    return found


def _is_unheard_of(session: Session, unit: Unit) -> bool:
    return unit.kind == UNKNOWN and not mailboxes.of(session, f"unit:{unit.id}")


def _named(session: Session, name: str) -> Unit:
    unit = units.find(session, name)
    if unit is None:
        raise NotFoundError(
            'There is no unit "{name}".',
            cure="Look for it with: duban unit suggest {name}; add it with: duban unit import FILE.",
            name=name,
        )
    if unit.kind == GROUP:
        raise UsageError(
            '"{name}" is a group word itself.', cure="Name units, each with its own --to.", name=name
        )
    return unit


def _replace(
    session: Session, task: Task, word: Unit, wanted: Sequence[Unit], now: datetime, by: str
) -> tuple[str, ...]:
    before = _meant(session, task, word)
    session.exec(
        delete(Resolution).where(col(Resolution.task_id) == task.id, col(Resolution.word_id) == word.id)
    )
    session.add_all(
        Resolution(
            task_id=row_id(task), word_id=row_id(word), unit_id=row_id(unit), position=place, at=now, by=by
        )
        for place, unit in enumerate(wanted)
    )
    session.flush()
    return before


def _meant(session: Session, task: Task, word: Unit) -> tuple[str, ...]:
    query = (
        select(Unit.name)
        .join(Resolution, col(Resolution.unit_id) == col(Unit.id))
        .where(Resolution.task_id == task.id, Resolution.word_id == word.id)
        .order_by(col(Resolution.position))
    )
    return tuple(session.exec(query))


def _told(
    session: Session,
    kind: EventKind,
    task: Task,
    word: Unit,
    before: tuple[str, ...],
    *,
    now: datetime,
    by: str,
) -> Resolved:
    after = _meant(session, task, word)
    touch(task, now=now)
    detail = {"word": word.name, "before": list(before), "after": list(after)}
    log.record(session, kind, at=now, by=by, plan_id=task.plan_id, task_id=task.id, detail=detail)
    return Resolved(word=word.name, number=task.number, title=task.title, before=before, after=after)
