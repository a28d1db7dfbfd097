"""Whose tasks a feed shows: the keys of owners, their names, and the rows of feeds as views.

The key of an owner is `unit:12`, `subtree:12` (with every unit below it), `person:7`, `post:3`, `plan:2`
or `office`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.errors import NotFoundError, UsageError
from models.kinds import FeedScope
from models.queries import people, units
from models.queries.people import lead_key
from models.queries.unit_tree import UnitTree
from models.tables import Assignment, Feed, FeedEnding, Lead, Person, Plan, Post, Resolution, Unit
from models.tables.base import row_id, table_of
from models.tables.units import GROUP
from models.views import FeedView

OFFICE_KEY = "office"
OF_UNITS = (FeedScope.UNIT, FeedScope.SUBTREE)
Endings = dict[int, tuple[tuple[int, datetime], ...]]


def owner_key(feed: FeedView) -> str:
    """Name whose feed it is."""
    if feed.scope in OF_UNITS:
        return f"{feed.scope}:{feed.owner_id}"
    if feed.scope is FeedScope.PLAN:
        return f"plan:{feed.plan_id}"
    return feed.leader_key or OFFICE_KEY


def owner_columns(key: str) -> dict[str, Any]:
    """Give the columns of a feed that name the owner of that key."""
    if key == OFFICE_KEY:
        return {"scope": FeedScope.OFFICE}
    kind, number = key.split(":")
    if kind in ("person", "post"):
        return {"scope": FeedScope.LEADER, f"{kind}_id": int(number)}
    column = "plan_id" if kind == "plan" else "unit_id"
    return {"scope": FeedScope(kind), column: int(number)}


def find_owner(session: Session, name: str, *, with_units_below: bool = False) -> str:
    """Give the key of the unit, leader or `office` of that name; NotFoundError and UsageError say why not."""
    unit = units.find(session, name)
    if unit:
        return f"{FeedScope.SUBTREE if with_units_below else FeedScope.UNIT}:{unit.id}"
    if with_units_below:
        raise UsageError('"{name}" is no unit, so there are none below it.', cure="Name a unit.", name=name)
    leader = people.find(session, name)
    if leader:
        return people.key_of(leader)
    if name == OFFICE_KEY:
        return OFFICE_KEY
    raise NotFoundError(
        'There is no unit and no leader "{name}".', cure="List the units with: duban unit list.", name=name
    )


def owners(session: Session) -> list[str]:
    """List who has a feed by default: the office, every unit that a plan means, every leader.

    A plan, and a unit with those below it, has one only when somebody asks for it.
    """
    named = session.exec(select(Unit.id).join(Assignment).where(Unit.kind != GROUP).distinct())
    meant = session.exec(select(Resolution.unit_id).distinct())
    units = [f"unit:{unit_id}" for unit_id in sorted({row or 0 for row in named} | set(meant))]
    leading = {lead_key(lead.person_id, lead.post_id) for lead in session.exec(select(Lead))}
    return [OFFICE_KEY, *units, *sorted(leading)]


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
        if (numbers := _numbers(bearers, kind))
        for row in session.execute(sa.select(table.c.id, table.c.name).where(table.c.id.in_(numbers)))
    }


def _numbers(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")]


def _plans(session: Session, feeds: Sequence[FeedView]) -> dict[int, Plan]:
    wanted = [feed.plan_id for feed in feeds if feed.plan_id]
    if not wanted:
        return {}
    return {row_id(plan): plan for plan in session.exec(select(Plan).where(col(Plan.id).in_(wanted)))}


def _endings(session: Session, feeds: Sequence[FeedView]) -> Endings:
    query = select(FeedEnding).where(col(FeedEnding.feed_id).in_([feed.id for feed in feeds]))
    grouped: Endings = {}
    for row in session.exec(query.order_by(col(FeedEnding.generation))):
        grouped[row.feed_id] = (*grouped.get(row.feed_id, ()), (row.generation, row.ends_at))
    return grouped
