"""Calendar subscriptions and whose tasks they show."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.errors import NotFoundError
from models.kinds import EventKind, FeedScope
from models.queries import log
from models.tables import Assignment, Feed, Lead, Person, Post, Resolution, Unit
from models.tables.base import row_id
from models.tables.units import GROUP
from models.views import FeedView, TaskView

OFFICE_KEY = "office"


def view(session: Session, feed_id: int) -> FeedView | None:
    """Give one feed, None when there is none."""
    feed = session.get(Feed, feed_id)
    return _view(feed, _names(session)) if feed else None


def views(session: Session) -> list[FeedView]:
    """List every feed, in the order they were made."""
    names = _names(session)
    return [_view(feed, names) for feed in session.exec(select(Feed).order_by(col(Feed.id)))]


def by_owner(session: Session) -> dict[str, FeedView]:
    """Give the first feed of every owner by the owner's key: `unit:12`, `person:7`, `post:3`, `office`."""
    return {owner_key(feed): feed for feed in reversed(views(session))}


def owner_key(feed: FeedView) -> str:
    """Name whose feed it is."""
    if feed.scope is FeedScope.UNIT:
        return f"unit:{feed.owner_id}"
    return feed.leader_key or OFFICE_KEY


def add_missing(session: Session, *, now: datetime, by: str) -> int:
    """Make the first feed of every unit, leader and the office that has none yet; give their number."""
    owned = set(by_owner(session))
    owners = [key for key in _owners(session) if key not in owned]
    for key in owners:
        add(session, key, now=now, by=by)
    return len(owners)


def add(session: Session, key: str, *, now: datetime, by: str, label: str = "") -> Feed:
    """Make a feed for an owner given by key."""
    feed = Feed(**_owner_columns(key), label=label, created_at=now)
    session.add(feed)
    session.flush()
    log.record(session, EventKind.FEED_ADDED, at=now, by=by, detail={"feed": feed.id, "owner": key})
    return feed


def find(session: Session, name: str) -> FeedView:
    """Give the feed of that number, or the first one of the unit, leader or `office` of that name."""
    known = views(session)
    wanted = [feed for feed in known if name in (str(feed.id), feed.name, feed.label, owner_key(feed))]
    if not wanted:
        raise NotFoundError('There is no feed "{name}".', cure="List them with: duban feed list.", name=name)
    return wanted[0]


def rotate(session: Session, feed_id: int, *, now: datetime, by: str) -> Feed:
    """Raise a feed's generation, which makes every address given out before worthless."""
    feed = session.get(Feed, feed_id)
    if feed is None:
        raise NotFoundError("There is no feed {id}.", cure="List them with: duban feed list.", id=feed_id)
    feed.generation += 1
    log.record(session, EventKind.FEED_ROTATED, at=now, by=by, detail={"feed": feed_id})
    return feed


def tasks_of(feed: FeedView, tasks: Sequence[TaskView]) -> list[TaskView]:
    """Choose the tasks a feed shows."""
    return [task for task in tasks if _shows(feed, task)]


def _shows(feed: FeedView, task: TaskView) -> bool:
    if feed.scope is FeedScope.UNIT:
        return any(unit.id == feed.owner_id for unit in task.units)
    if feed.scope is FeedScope.LEADER:
        return any(leader.key == feed.leader_key for leader in task.leaders)
    return True


def _owners(session: Session) -> list[str]:
    named = session.exec(select(Unit.id).join(Assignment).where(Unit.kind != GROUP).distinct())
    meant = session.exec(select(Resolution.unit_id).distinct())
    units = [f"unit:{unit_id}" for unit_id in sorted({row or 0 for row in named} | set(meant))]
    leading = {
        f"person:{lead.person_id}" if lead.person_id else f"post:{lead.post_id}"
        for lead in session.exec(select(Lead))
    }
    return [OFFICE_KEY, *units, *sorted(leading)]


def _owner_columns(key: str) -> dict[str, Any]:
    if key == OFFICE_KEY:
        return {"scope": FeedScope.OFFICE}
    kind, number = key.split(":")
    scope = FeedScope.UNIT if kind == "unit" else FeedScope.LEADER
    return {"scope": scope, f"{kind}_id": int(number)}


def _names(session: Session) -> dict[str, str]:
    return {
        **{f"unit:{row.id}": row.name for row in session.exec(select(Unit))},
        **{f"person:{row.id}": row.name for row in session.exec(select(Person))},
        **{f"post:{row.id}": row.name for row in session.exec(select(Post))},
    }


def _view(feed: Feed, names: dict[str, str]) -> FeedView:
    leader_key = f"person:{feed.person_id}" if feed.person_id else f"post:{feed.post_id}"
    made = FeedView(
        id=row_id(feed),
        scope=feed.scope,
        owner_id=feed.unit_id,
        leader_key=leader_key if feed.scope is FeedScope.LEADER else None,
        name="",
        label=feed.label,
        generation=feed.generation,
    )
    return _named(made, names)


def _named(feed: FeedView, names: dict[str, str]) -> FeedView:
    return replace(feed, name=names.get(owner_key(feed), ""))
