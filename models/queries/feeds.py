# SPDX-License-Identifier: Apache-2.0
"""Feeds and their owners: made, listed, renewed and ended."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, FeedScope
from models.queries import log, units
from models.queries.chunks import chunks
from models.queries.feed_scope import OF_UNITS, UnitTree, owner_columns, owner_key, owners
from models.queries.people import lead_key
from models.tables import Feed, FeedEnding, Person, Plan, Post, Unit
from models.tables.base import row_id, table_of
from models.views import FeedView

Endings = dict[int, tuple[tuple[int, datetime], ...]]


def feed_views(session: Session, feeds: Iterable[Feed]) -> list[FeedView]:
    """Read what rows of feeds stand for: their owners' names, units and plans, and their endings."""
    rows = list(feeds)
    bare = [_bare(row) for row in rows]
    plans = _plans(session, bare)
    names, endings, tree = _names(session, bare), _endings(session, bare), UnitTree(session)
    return [
        replace(
            feed,
            name=plans[feed.plan_id].title if feed.plan_id else names.get(_bearer(feed), ""),
            plan_key=plans[feed.plan_id].key if feed.plan_id else None,
            unit_ids=_unit_ids(feed, tree),
            endings=endings.get(feed.id, ()),
        )
        for feed in bare
    ]


def _bare(feed: Feed) -> FeedView:
    leads = feed.scope is FeedScope.LEADER
    return FeedView(
        id=row_id(feed),
        scope=feed.scope,
        owner_id=feed.unit_id,
        leader_key=lead_key(feed.person_id, feed.post_id) if leads else None,
        plan_id=feed.plan_id,
        name="",
        label=feed.label,
        generation=feed.generation,
        created_at=feed.created_at,
        last_used_at=feed.last_used_at,
        revoked_at=feed.revoked_at,
    )


def _unit_ids(feed: FeedView, tree: UnitTree) -> frozenset[int]:
    if feed.owner_id is None:
        return frozenset()
    return tree.subtree(feed.owner_id) if feed.scope is FeedScope.SUBTREE else tree.body(feed.owner_id)


def _bearer(feed: FeedView) -> str:
    """Give the key of who lends a feed its name."""
    return f"unit:{feed.owner_id}" if feed.scope in OF_UNITS else owner_key(feed)


def _names(session: Session, feeds: Sequence[FeedView]) -> dict[str, str]:
    bearers = {_bearer(feed) for feed in feeds}
    kinds = {"unit": table_of(Unit), "person": table_of(Person), "post": table_of(Post)}
    return {
        f"{kind}:{row.id}": row.name
        for kind, table in kinds.items()
        for some in chunks(_numbers(bearers, kind))
        for row in session.execute(sa.select(table.c.id, table.c.name).where(table.c.id.in_(some)))
    }


def _numbers(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]


def _plans(session: Session, feeds: Sequence[FeedView]) -> dict[int, Plan]:
    wanted = {feed.plan_id for feed in feeds if feed.plan_id}
    return {
        row_id(plan): plan
        for some in chunks(wanted)
        for plan in session.exec(select(Plan).where(col(Plan.id).in_(some)))
    }


def _endings(session: Session, feeds: Sequence[FeedView]) -> Endings:
    grouped: Endings = {}
    for some in chunks(feed.id for feed in feeds):
        query = select(FeedEnding).where(col(FeedEnding.feed_id).in_(some))
        for row in session.exec(query.order_by(col(FeedEnding.generation))):
            grouped[row.feed_id] = (*grouped.get(row.feed_id, ()), (row.generation, row.ends_at))
    return grouped


LIST_THEM = "List them with: duban feed list."


def view(session: Session, feed_id: int) -> FeedView | None:
    """Give one feed, None when there is none."""
    feed = session.get(Feed, feed_id)
    return feed_views(session, [feed])[0] if feed else None


def views(session: Session) -> list[FeedView]:
    """List every feed, revoked ones too, in the order they were made."""
    return feed_views(session, session.exec(select(Feed).order_by(col(Feed.id))))


def by_owner(session: Session) -> dict[str, FeedView]:
    """Give the first feed of every owner that is not revoked, by the owner's key."""
    return {owner_key(feed): feed for feed in reversed(views(session)) if not feed.revoked_at}


def first_of(session: Session, key: str) -> Feed | None:
    """Give the first feed of an owner that is not revoked."""
    theirs = select(Feed).filter_by(**owner_columns(key)).where(col(Feed.revoked_at).is_(None))
    return session.exec(theirs.order_by(col(Feed.id))).first()


def of_reader(session: Session, feed: FeedView) -> list[FeedView]:
    """Give what the reader of a feed may subscribe to: a unit its subtree too, the office every plan.

    Who has a plan's feed has no other plan's, and not the office's.
    """
    row = session.get_one(Feed, feed.id)
    owner = {"unit_id": row.unit_id, "person_id": row.person_id, "post_id": row.post_id}
    if feed.scope is not FeedScope.OFFICE:
        owner["plan_id"] = row.plan_id
    theirs = select(Feed).filter_by(**owner).where(col(Feed.revoked_at).is_(None))
    return feed_views(session, session.exec(theirs.order_by(col(Feed.id))))


def add_missing(session: Session, *, now: datetime, by: str) -> int:
    """Make the first feed of every unit, leader and the office that never had one; give their number."""
    owned = {owner_key(feed) for feed in views(session)}
    missing = [key for key in owners(session) if key not in owned]
    for key in missing:
        add(session, key, now=now, by=by)
    return len(missing)


def add(session: Session, key: str, *, now: datetime, by: str, label: str = "") -> Feed:
    """Make a feed for an owner given by key (see `feed_scope`)."""
    feed = Feed(**owner_columns(key), label=label, created_at=now)
    session.add(feed)
    session.flush()
    _record(session, EventKind.FEED_ADDED, feed, at=now, by=by)
    return feed


def find(session: Session, name: str) -> FeedView:
    """Give the feed of that number, or the first one whose owner, owner's key or label is `name`."""
    return find_all(session, name)[0]


def find_one(session: Session, name: str) -> FeedView:
    """Give the only feed that `name` can mean; UsageError lists the numbers when there are several."""
    found = find_all(session, name)
    if len(found) > 1:
        raise UsageError(
            'There are {count} feeds "{name}": {numbers}.',
            cure="Name one by its number; see them with: duban feed list --owner {name}.",
            count=len(found),
            name=name,
            numbers=", ".join(str(feed.id) for feed in found),
        )
    return found[0]


def find_all(session: Session, name: str, *, with_revoked: bool = False) -> list[FeedView]:
    """Give the feeds that `name` can mean; without `with_revoked` such ones only when there is no other.

    NotFoundError when there is none at all.
    """
    known, unit = views(session), units.find(session, name)
    wanted = [feed for feed in known if name == str(feed.id)]
    wanted = wanted or [feed for feed in known if name in (feed.name, feed.label, owner_key(feed))]
    wanted = wanted or [feed for feed in known if unit and feed.owner_id == unit.id]
    if not wanted:
        raise NotFoundError('There is no feed "{name}".', cure=LIST_THEM, name=name)
    return wanted if with_revoked else [feed for feed in wanted if not feed.revoked_at] or wanted


def rotate(session: Session, feed_id: int, *, now: datetime, by: str, ends_at: datetime) -> Feed:
    """Give a feed a new address; every earlier one ends at `ends_at`, or sooner when that was said before.

    UsageError for a revoked feed.
    """
    feed = _existing(session, feed_id)
    if feed.revoked_at:
        raise UsageError(
            "Feed {id} is revoked, and a revoked feed gets no new address.",
            cure="Make a new feed with: duban feed new.",
            id=feed_id,
        )
    _end_earlier(session, feed, ends_at)
    feed.generation += 1
    _record(session, EventKind.FEED_ROTATED, feed, at=now, by=by, earlier_until=ends_at.isoformat())
    return feed


def revoke(session: Session, feed_id: int, *, now: datetime, by: str) -> Feed:
    """End every address of a feed now; one that is revoked already stays as it is."""
    feed = _existing(session, feed_id)
    if feed.revoked_at is None:
        feed.revoked_at = now
        _record(session, EventKind.FEED_REVOKED, feed, at=now, by=by)
    return feed


def revoke_all(session: Session, unit_id: int, *, now: datetime, by: str) -> None:
    """End every address of every feed of a unit, with those below it or alone."""
    for feed_id in session.exec(select(Feed.id).where(Feed.unit_id == unit_id)).all():
        revoke(session, feed_id or 0, now=now, by=by)


def _end_earlier(session: Session, feed: Feed, ends_at: datetime) -> None:
    later = (col(FeedEnding.feed_id) == feed.id) & (col(FeedEnding.ends_at) > ends_at)
    session.exec(update(FeedEnding).where(later).values(ends_at=ends_at))
    session.add(FeedEnding(feed_id=row_id(feed), generation=feed.generation, ends_at=ends_at))
    session.flush()


def _existing(session: Session, feed_id: int) -> Feed:
    feed = session.get(Feed, feed_id)
    if feed is None:
        raise NotFoundError("There is no feed {id}.", cure=LIST_THEM, id=feed_id)
    return feed


def _record(session: Session, kind: EventKind, feed: Feed, *, at: datetime, by: str, **more: Any) -> None:
    told = feed_views(session, [feed])[0]
    named = {"feed": told.id, "owner": owner_key(told), "name": told.name, "label": told.label}
    log.record(session, kind, at=at, by=by, detail={**named, **more})
