"""Rows of feeds as views: their owners' names, the units and plans they show, and how their addresses end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.kinds import FeedScope
from models.queries.feed_owners import OF_UNITS, owner_key
from models.queries.people import lead_key
from models.queries.portions import portions
from models.queries.unit_tree import UnitTree
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
        for some in portions(_numbers(bearers, kind))
        for row in session.execute(sa.select(table.c.id, table.c.name).where(table.c.id.in_(some)))
    }


def _numbers(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]


def _plans(session: Session, feeds: Sequence[FeedView]) -> dict[int, Plan]:
    wanted = {feed.plan_id for feed in feeds if feed.plan_id}
    return {
        row_id(plan): plan
        for some in portions(wanted)
        for plan in session.exec(select(Plan).where(col(Plan.id).in_(some)))
    }


def _endings(session: Session, feeds: Sequence[FeedView]) -> Endings:
    grouped: Endings = {}
    for some in portions(feed.id for feed in feeds):
        query = select(FeedEnding).where(col(FeedEnding.feed_id).in_(some))
        for row in session.exec(query.order_by(col(FeedEnding.generation))):
            grouped[row.feed_id] = (*grouped.get(row.feed_id, ()), (row.generation, row.ends_at))
    return grouped
