# SPDX-License-Identifier: Apache-2.0
"""Whose tasks a feed shows: its owner, the units below it, and the tasks that name them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, exists, select, union

from models.errors import NotFoundError, UsageError
from models.kinds import FeedScope
from models.queries import people, units
from models.queries.people import lead_key
from models.tables import Assignment, Lead, Resolution, Succession, Task, Unit
from models.tables.units import GROUP
from models.views import FeedView, TaskView

# Whose tasks a feed shows: the keys of owners, and who has a feed by default. The key of an owner is
# `unit:12`, `subtree:12` (with every unit below it), `person:7`, `post:3`, `plan:2` or `office`.

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


Step = tuple[int, int]
"""From one unit to the next, by id."""


class UnitTree:
    """The tree of units, read when first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def body(self, unit_id: int) -> frozenset[int]:
        """Give a unit with those it is a renaming of: what was closed before keeps the former name."""
        return _reached(unit_id, self._backwards)

    def subtree(self, unit_id: int) -> frozenset[int]:
        """Give a unit with every unit below it, at any depth; a circle of parents ends where it closes.

        A renamed unit counts as the body it was, and stands where that stood until it has its own parent.
        """
        return _reached(unit_id, self._downwards)

    @cached_property
    def _renamings(self) -> list[Step]:
        query = select(Succession.unit_id, Succession.successor_id).where(col(Succession.is_renaming))
        return list(self._session.exec(query))

    @cached_property
    def _backwards(self) -> dict[int, set[int]]:
        return _by_start((later, former) for former, later in self._renamings)

    @cached_property
    def _downwards(self) -> dict[int, set[int]]:
        query = select(Unit.parent_id, Unit.id).where(col(Unit.parent_id).is_not(None))
        below = [(parent, item) for parent, item in self._session.exec(query) if parent and item]
        placed = {item for _parent, item in below}
        backwards = [(later, former) for former, later in self._renamings]
        return _by_start([*below, *backwards, *(step for step in self._renamings if step[1] not in placed)])


def _by_start(steps: Iterable[Step]) -> dict[int, set[int]]:
    following: defaultdict[int, set[int]] = defaultdict(set)
    for here, there in steps:
        following[here].add(there)
    return following


def _reached(start: int, following: dict[int, set[int]]) -> frozenset[int]:
    """Follow every step from a unit on, each unit once."""
    reached = fresh = {start}
    while fresh:
        fresh = {there for here in fresh for there in following.get(here, ())} - reached
        reached = reached | fresh
    return frozenset(reached)


def task_ids(feed: FeedView) -> SelectBase:
    """Select the ids of a feed's tasks, withdrawn ones included: the tasks that it `shows`."""
    if feed.scope in OF_UNITS:
        return of_units(feed.unit_ids)
    if feed.scope is FeedScope.PLAN:
        return select(Task.id).where(Task.plan_id == feed.plan_id)
    if feed.scope is FeedScope.OFFICE:
        return select(Task.id)
    kind, _colon, number = (feed.leader_key or "").partition(":")
    column = Lead.post_id if kind == "post" else Lead.person_id
    return select(Lead.task_id).where(column == int(number))


def shows(feed: FeedView, task: TaskView) -> bool:
    """Tell whether a task is one of a feed's."""
    if feed.scope in OF_UNITS:
        return any(unit.id in feed.unit_ids for unit in task.units)
    if feed.scope is FeedScope.PLAN:
        return task.plan_key == feed.plan_key
    if feed.scope is FeedScope.LEADER:
        return any(leader.key == feed.leader_key for leader in task.leaders)
    return True


def of_units(unit_ids: frozenset[int]) -> SelectBase:
    """Select the tasks with a part of these units: named ones, and those meant by a group word."""
    word = col(Assignment.unit_id) == col(Resolution.word_id)
    same_part = (col(Assignment.task_id) == col(Resolution.task_id)) & word
    named = select(Assignment.task_id).where(col(Assignment.unit_id).in_(unit_ids))
    meant = select(Resolution.task_id).join(Assignment, same_part)
    return union(named.where(~exists().where(same_part)), meant.where(col(Resolution.unit_id).in_(unit_ids)))
