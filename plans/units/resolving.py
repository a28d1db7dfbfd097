# SPDX-License-Identifier: Apache-2.0
"""Which unit a printed name means, and whom it may mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlmodel import Session

from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, TaskState
from models.queries import feeds, log, mailboxes, task_parts, units
from models.queries.progress import touch
from models.tables import Task, Unit
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
    before = task_parts.meaning_of(session, task, row)
    meant = {row_id(unit): unit for unit in wanted}
    task_parts.set_meaning(session, task, row, meant.values(), now=now, by=by)
    feeds.add_missing(session, now=now, by=by)
    return _told(session, EventKind.WORD_RESOLVED, task, row, before, now=now, by=by)


def unresolve(session: Session, task: Task, word: str, *, now: datetime, by: str) -> Resolved:
    """Take back what was said of a word: it names nobody in particular again; UsageError if nothing was."""
    row = _word(session, task, word)
    before = task_parts.meaning_of(session, task, row)
    if not before:
        raise UsageError(
            'Nobody said what "{word}" means in task {number}.',
            cure="Look at the task with: duban task show PLAN {number}.",
            word=row.name,
            number=task.number,
        )
    task_parts.set_meaning(session, task, row, (), now=now, by=by)
    return _told(session, EventKind.WORD_UNRESOLVED, task, row, before, now=now, by=by)


def _word(session: Session, task: Task, word: str) -> Unit:
    if task.state is not TaskState.OPEN:
        raise UsageError(
            "Task {number} is {state}, so nobody is to be told of it.",
            cure="Reopen it first: duban task reopen PLAN {number}.",
            number=task.number,
            state=task.state.value,
        )
    named = task_parts.units_of(session, task)
    # a unit of no known kind that nobody gave a mailbox may be a group word, too
    words = [
        unit
        for unit in named
        if unit.kind == GROUP or (unit.kind == UNKNOWN and not mailboxes.of(session, f"unit:{unit.id}"))
    ]
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
    after = task_parts.meaning_of(session, task, word)
    touch(task, now=now)
    detail = {"word": word.name, "before": list(before), "after": list(after)}
    log.record(session, kind, at=now, by=by, plan_id=task.plan_id, task_id=task.id, detail=detail)
    return Resolved(word=word.name, number=task.number, title=task.title, before=before, after=after)


ENOUGH = 0.6
MOST = 3
_common = re.compile(
    r"^[区市县省旗镇]|(?:人民政府|办事处|委员会|管理局|管委会|办公室|中心|公司|局|委|办|部|院|处)$"
)


def suggestions(name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """Give up to three units whose names or aliases (`known`: any name to the registered one) are alike."""
    scores: dict[str, float] = {}
    for other, registered in known.items():
        scores[registered] = max(scores.get(registered, 0.0), alike(name, other))
    likely = sorted(scores, key=lambda unit: (-scores[unit], unit))
    return tuple(unit for unit in likely if scores[unit] >= ENOUGH)[:MOST]


def alike(one: str, other: str) -> float:
    """Give how alike two names are, 0 to 1; what most units have in their names counts for little.

    A short form whose characters stand in the long one in their order (发改委, 发展和改革委员会) is as
    alike as can be without being the same.
    """
    if one == other:
        return 1.0
    short, long = sorted((_core(one), _core(other)), key=len)
    rest = iter(long)
    if len(short) > 1 and all(character in rest for character in short):
        return 0.9
    return SequenceMatcher(None, short, long, autojunk=False).ratio() * 0.9


def _core(name: str) -> str:
    bare = name
    for _ in range(2):
        bare = _common.sub("", bare) or bare
    return bare
