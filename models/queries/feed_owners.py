"""Whose tasks a feed shows: the keys of owners, and who has a feed by default.

The key of an owner is `unit:12`, `subtree:12` (with every unit below it), `person:7`, `post:3`, `plan:2`
or `office`.
"""

from typing import Any

from sqlmodel import Session, col, select

from models.errors import NotFoundError, UsageError
from models.kinds import FeedScope
from models.queries import people, units
from models.queries.people import lead_key
from models.tables import Assignment, Lead, Resolution, Succession, Unit
from models.tables.units import GROUP
from models.views import FeedView

OFFICE_KEY = "office"
OF_UNITS = (FeedScope.UNIT, FeedScope.SUBTREE)


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

    A plan, and a unit with those below it, has one only when somebody asks for it; a unit that was renamed
    took its feeds along.
    """
    named = session.exec(select(Assignment.unit_id).join(Unit).where(Unit.kind != GROUP).distinct())
    meant = session.exec(select(Resolution.unit_id).distinct())
    renamed = session.exec(select(Succession.unit_id).where(col(Succession.is_renaming)))
    units = [f"unit:{unit_id}" for unit_id in sorted({*named, *meant} - {*renamed})]
    leading = {lead_key(lead.person_id, lead.post_id) for lead in session.exec(select(Lead))}
    return [OFFICE_KEY, *units, *sorted(leading)]
