# SPDX-License-Identifier: Apache-2.0
"""The append-only log of what happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, or_, select

from models.kinds import EventKind
from models.tables import Event

Span = tuple[int, int]
ENDINGS = (EventKind.UNIT_ENDED, EventKind.UNIT_RESUMED)
"""The lines of the log that say whether a unit still is; the last one of a unit counts."""
MOST_LINES = 2_000
"""Whoever missed more than that reads everything anew, which is cheaper than line by line."""
MOST_GAPS = 64
OF_NO_FEED = frozenset(
    {
        EventKind.FEED_ADDED,
        EventKind.CHANNEL_ADDED,
        EventKind.CHANNEL_CHANGED,
        EventKind.CHANNEL_REMOVED,
        EventKind.MAIL_MUTED,
        EventKind.MAIL_UNMUTED,
        EventKind.FREQUENCY_SET,
        EventKind.MAILBOX_FAILED,
        EventKind.MAILBOX_RESTORED,
        EventKind.WENT_LIVE,
        EventKind.CALENDAR_PROVISIONAL,
        EventKind.CALENDAR_KNOWN,
    }
)
"""What changes nothing that a calendar shows."""
OF_ONE_FEED = frozenset({EventKind.FEED_ROTATED, EventKind.FEED_REVOKED})


@dataclass(frozen=True, kw_only=True, slots=True)
class LogPosition:
    """How far somebody has read the log; `gaps` are ids below `newest`, both ends counted, not seen yet.

    On PostgreSQL a line gets its id when it is written and is seen when its transaction ends, so that a lower
    id may come to light after a higher one. A gap stays when a transaction was rolled back.
    """

    newest: int
    gaps: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What calendars have to take up since a mark, and the mark from now on."""

    mark: LogPosition
    task_ids: frozenset[int] = frozenset()
    feed_ids: frozenset[int] = frozenset()
    everything: bool = False
    """Something changed that any task may show, such as a unit's name."""


def record(
    session: Session,
    kind: EventKind,
    *,
    at: datetime,
    by: str,
    plan_id: int | None = None,
    task_id: int | None = None,
    unit_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one line to the log."""
    session.add(
        Event(at=at, by=by, kind=kind, plan_id=plan_id, task_id=task_id, unit_id=unit_id, detail=detail or {})
    )


def newest(session: Session) -> int:
    """Give the id of the newest line, 0 in an empty ledger: it rises whenever a fact changes."""
    return session.exec(select(func.max(Event.id))).one() or 0


def of_task(session: Session, task_id: int) -> list[Event]:
    """Give the history of a task, oldest first."""
    return list(session.exec(select(Event).where(Event.task_id == task_id).order_by(Event.id)))  # type: ignore[arg-type]


def of_plan(session: Session, kinds: Iterable[EventKind], *, plan_id: int) -> list[Event]:
    """Give what happened of some kinds to the tasks of a plan, oldest first."""
    wanted = select(Event).where(Event.plan_id == plan_id, col(Event.kind).in_(tuple(kinds)))
    return list(session.exec(wanted.order_by(col(Event.id))))


def of_kinds(session: Session, *kinds: EventKind) -> list[Event]:
    """Give the lines of these kinds, oldest first."""
    return list(session.exec(select(Event).where(col(Event.kind).in_(kinds)).order_by(col(Event.id))))


def units_ended(session: Session) -> dict[int, date]:
    """Give the units that were ended without a successor and did not begin again, with the day of it."""
    lines = (
        select(Event.unit_id, Event.kind, Event.detail)
        .where(col(Event.unit_id).is_not(None), col(Event.kind).in_(ENDINGS))
        .order_by(col(Event.id))
    )
    found: dict[int, date] = {}
    for unit_id, kind, detail in session.exec(lines):
        found.pop(unit_id or 0, None)
        if kind is EventKind.UNIT_ENDED:
            found[unit_id or 0] = date.fromisoformat(detail["on"])
    return found


def news(session: Session, since: LogPosition | None) -> News:
    """Tell what feeds have to take up since a mark; without one, only where the log stands now."""
    lines = _lines(session, since) if since else ()
    if since is None or len(lines) > MOST_LINES:
        return News(mark=_here(session), everything=since is not None)
    mark = _moved(since, [line.id for line in lines])
    told = [line for line in lines if line.kind not in OF_NO_FEED]
    of_tasks = {line.task_id for line in told if line.task_id}
    of_feeds = {line.detail["feed"] for line in told if line.kind in OF_ONE_FEED}
    rest = any(not line.task_id and line.kind not in OF_ONE_FEED for line in told)
    return News(mark=mark, task_ids=frozenset(of_tasks), feed_ids=frozenset(of_feeds), everything=rest)


def _here(session: Session) -> LogPosition:
    """Mark the end of the log, with the gaps near it: who wrote them may not have ended yet."""
    before = LogPosition(newest=max(newest(session) - MOST_LINES, 0))
    return _moved(before, [line.id for line in _lines(session, before)])


def _lines(session: Session, since: LogPosition) -> Sequence[sa.Row[Any]]:
    identity = col(Event.id)
    unread = or_(identity > since.newest, *(identity.between(*gap) for gap in since.gaps))
    columns = (identity, col(Event.kind), col(Event.task_id), col(Event.detail))
    return session.execute(sa.select(*columns).where(unread).order_by(identity).limit(MOST_LINES + 1)).all()


def _moved(since: LogPosition, seen: Sequence[int]) -> LogPosition:
    last = max(seen, default=0)
    open_spans = [*since.gaps, (since.newest + 1, last)] if last > since.newest else since.gaps
    gaps = [gap for span in open_spans for gap in _without(span, seen)]
    return LogPosition(newest=max(since.newest, last), gaps=tuple(gaps[-MOST_GAPS:]))


def _without(span: Span, seen: Iterable[int]) -> list[Span]:
    """Give what is left of a span of ids without those seen, which are in order."""
    low, high = span
    left = []
    for item in seen:
        if low <= item <= high:
            left.append((low, item - 1))
            low = item + 1
    return [(first, last) for first, last in [*left, (low, high)] if first <= last]
