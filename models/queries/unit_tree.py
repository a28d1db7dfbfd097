"""Which units are below a unit, and which rows are one and the same body under several names."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from sqlmodel import Session, col, select

from models.tables import Succession, Unit

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
        below = [(parent, each) for parent, each in self._session.exec(query) if parent and each]
        placed = {each for _parent, each in below}
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
