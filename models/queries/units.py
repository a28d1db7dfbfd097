"""Units and every name they are known by."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from models.queries.progress import touch
from models.tables import Assignment, Event, Feed, Task, Unit, UnitAlias
from models.tables.base import row_id
from models.tables.units import GROUP, UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitEntry:
    """A unit as it is listed: with all its names and its parent's name."""

    id: int
    name: str
    aliases: tuple[str, ...]
    kind: str
    parent: str | None
    mailbox: str | None
    contact: str | None
    leader: str | None


def find(session: Session, name: str) -> Unit | None:
    """Give the unit of exactly that name or alias."""
    unit = session.exec(select(Unit).where(Unit.name == name)).first()
    if unit:
        return unit
    return session.exec(select(Unit).join(UnitAlias).where(UnitAlias.name == name)).first()


def find_or_add(session: Session, name: str, *, is_group: bool = False) -> Unit:
    """Give the unit of that name or alias; an unknown one is added without a mailbox."""
    known = find(session, name)
    if known:
        return known
    unit = Unit(name=name, kind=GROUP if is_group else UNKNOWN)
    session.add(unit)
    session.flush()
    return unit


class Registry:
    """Every name of every unit, read once: for comparing many names with the ledger."""

    def __init__(self, session: Session) -> None:
        names = {row_id(unit): unit.name for unit in session.exec(select(Unit))}
        self._canonical = {name: name for name in names.values()}
        for alias in session.exec(select(UnitAlias)):
            self._canonical[alias.name] = names[alias.unit_id]

    def knows(self, name: str) -> bool:
        """Tell whether any unit goes by this name."""
        return name in self._canonical

    def canonical(self, name: str) -> str:
        """Give the registered name behind any name; an unknown one stays as it is."""
        return self._canonical.get(name, name)


def entries(session: Session) -> list[UnitEntry]:
    """List every unit by name."""
    aliases = aliases_by_unit(session)
    units = session.exec(select(Unit).order_by(col(Unit.name))).all()
    names = {unit.id: unit.name for unit in units}
    return [_entry(unit, aliases.get(row_id(unit), ()), names.get(unit.parent_id)) for unit in units]


def aliases_by_unit(session: Session) -> dict[int, tuple[str, ...]]:
    """Give the other names of every unit that has some."""
    grouped: dict[int, tuple[str, ...]] = {}
    for alias in session.exec(select(UnitAlias).order_by(col(UnitAlias.id))):
        grouped[alias.unit_id] = (*grouped.get(alias.unit_id, ()), alias.name)
    return grouped


def rename_aliases(session: Session, unit: Unit, names: tuple[str, ...]) -> None:
    """Make `names` the whole list of a unit's other names."""
    session.exec(delete(UnitAlias).where(col(UnitAlias.unit_id) == unit.id))
    session.flush()
    session.add_all(UnitAlias(unit_id=row_id(unit), name=name) for name in names)


def forget_alias(session: Session, name: str) -> None:
    """Drop one other name, wherever it stands."""
    session.exec(delete(UnitAlias).where(col(UnitAlias.name) == name))


def absorb(session: Session, other: Unit, unit: Unit, *, now: datetime) -> None:
    """Give everything of `other` to `unit` and forget `other`: it was an unknown name of the same body."""
    touch_tasks(session, other, now=now)
    held = {(row.task_id, row.role) for row in _assignments(session, unit)}
    for assignment in _assignments(session, other):
        if (assignment.task_id, assignment.role) in held:
            session.delete(assignment)
        else:
            assignment.unit_id = row_id(unit)
    for table in (Feed, Event):
        session.exec(update(table).where(col(table.unit_id) == other.id).values(unit_id=unit.id))
    session.flush()
    session.delete(other)
    session.flush()


def touch_tasks(session: Session, unit: Unit, *, now: datetime) -> None:
    """Raise the revision of every task of a unit: its name is part of what they show."""
    for task in session.exec(select(Task).join(Assignment).where(Assignment.unit_id == unit.id)):
        touch(task, now=now)


def _assignments(session: Session, unit: Unit) -> list[Assignment]:
    return list(session.exec(select(Assignment).where(Assignment.unit_id == unit.id)))


def _entry(unit: Unit, aliases: tuple[str, ...], parent: str | None) -> UnitEntry:
    return UnitEntry(
        id=row_id(unit),
        name=unit.name,
        aliases=aliases,
        kind=unit.kind,
        parent=parent,
        mailbox=unit.mailbox,
        contact=unit.contact,
        leader=unit.leader,
    )
