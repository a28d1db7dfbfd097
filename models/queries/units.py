# SPDX-License-Identifier: Apache-2.0
"""Units and every name they are known by."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, delete, select, update

from models.addresses import Mailbox
from models.queries import log, mailboxes
from models.queries.progress import touch
from models.tables import Assignment, Channel, Event, Feed, Resolution, Succession, Task, Unit, UnitAlias
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
    mailboxes: tuple[Mailbox, ...]
    contact: str | None
    leader: str | None
    former: tuple[str, ...] = ()
    """The units this one took over from, renamed or not."""
    successor: str | None = None
    since: date | None = None
    """The day from which the successor stands for this unit."""
    ended_on: date | None = None
    """The day on which it was ended without a successor."""


def find(session: Session, name: str) -> Unit | None:
    """Give the unit that goes by exactly that name or alias today: a former one's successor."""
    unit = find_former(session, name)
    while unit and (later := _successor_id(session, unit)):
        unit = session.get_one(Unit, later)
    return unit


def find_former(session: Session, name: str) -> Unit | None:
    """Give the unit of exactly that name or alias, even when another one stands for it by now."""
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


def parent_of(session: Session, unit: Unit) -> Unit | None:
    """Give the unit that a unit stands below."""
    return session.get(Unit, unit.parent_id) if unit.parent_id else None


class Registry:
    """Every name of every unit, read once: for comparing many names with the ledger."""

    def __init__(self, session: Session) -> None:
        names = {row_id(unit): unit.name for unit in session.exec(select(Unit))}
        self._canonical = {name: name for name in names.values()}
        for alias in session.exec(select(UnitAlias)):
            self._canonical.setdefault(alias.name, names[alias.unit_id])
        later = {names[row.unit_id]: names[row.successor_id] for row in session.exec(select(Succession))}
        for name, holder in self._canonical.items():
            self._canonical[name] = _last(holder, later)

    def knows(self, name: str) -> bool:
        """Tell whether any unit goes by this name."""
        return name in self._canonical

    @property
    def names(self) -> dict[str, str]:
        """Give every known name with the registered name behind it."""
        return dict(self._canonical)

    def canonical(self, name: str) -> str:
        """Give the registered name behind any name; an unknown one stays as it is."""
        return self._canonical.get(name, name)


def entries(session: Session) -> list[UnitEntry]:
    """List every unit by name."""
    aliases = aliases_by_unit(session)
    units = session.exec(select(Unit).order_by(col(Unit.name))).all()
    names = {row_id(unit): unit.name for unit in units}
    changes = {row.unit_id: row for row in session.exec(select(Succession))}
    known, endings = mailboxes.by_owner(session), log.units_ended(session)
    return [
        replace(
            _entry(unit, aliases.get(row_id(unit), ()), names, changes),
            mailboxes=known.get(f"unit:{unit.id}", ()),
            ended_on=endings.get(row_id(unit)),
        )
        for unit in units
    ]


def aliases_by_unit(session: Session) -> dict[int, tuple[str, ...]]:
    """Give the other names of every unit that has some."""
    grouped: dict[int, tuple[str, ...]] = {}
    for alias in session.exec(select(UnitAlias).order_by(col(UnitAlias.id))):
        grouped[alias.unit_id] = (*grouped.get(alias.unit_id, ()), alias.name)
    return grouped


def rename_aliases(session: Session, unit: Unit, names: tuple[str, ...]) -> None:
    """Make `names` the whole list of a unit's other names."""
    session.exec(delete(UnitAlias).where(col(UnitAlias.unit_id) == unit.id))
    session.exec(delete(UnitAlias).where(col(UnitAlias.name).in_(names)))
    session.flush()
    session.add_all(UnitAlias(unit_id=row_id(unit), name=name) for name in names)


def forget_alias(session: Session, name: str) -> None:
    """Drop one other name, wherever it stands."""
    session.exec(delete(UnitAlias).where(col(UnitAlias.name) == name))


def absorb(session: Session, other: Unit, unit: Unit, *, now: datetime) -> None:
    """Give everything of `other` to `unit` and forget `other`: it was an unknown name of the same body."""
    touch_tasks(session, other, now=now)
    move_parts(session, other, unit, [row.task_id for row in _parts(session, other)])
    move_feeds(session, other, unit)
    move_channels(session, other, unit)
    mailboxes.bring_along(session, f"unit:{other.id}", f"unit:{unit.id}")
    mailboxes.put(session, f"unit:{other.id}", ())
    session.exec(delete(Resolution).where(col(Resolution.word_id) == other.id))
    ending = (col(Event.unit_id) == other.id) & col(Event.kind).in_(log.ENDINGS)
    session.exec(update(Event).where(ending).values(unit_id=None))  # that `other` ended ends nobody else
    session.exec(update(Event).where(col(Event.unit_id) == other.id).values(unit_id=unit.id))
    session.flush()
    session.delete(other)
    session.flush()


def succeed(session: Session, other: Unit, unit: Unit, *, since: date, is_renaming: bool) -> None:
    """Let `unit` stand for `other` from a day on."""
    session.add(
        Succession(unit_id=row_id(other), successor_id=row_id(unit), since=since, is_renaming=is_renaming)
    )


def hand_down(session: Session, other: Unit, unit: Unit) -> None:
    """Give the units below `other` to `unit`, and keep the tree without a circle."""
    if unit.parent_id == other.id:
        unit.parent_id = other.parent_id
        session.flush()
    session.exec(update(Unit).where(col(Unit.parent_id) == other.id).values(parent_id=unit.id))


def move_feeds(session: Session, other: Unit, unit: Unit) -> None:
    """Let the feeds of `other` show the tasks of `unit`, under the addresses they have."""
    session.exec(update(Feed).where(col(Feed.unit_id) == other.id).values(unit_id=unit.id))


def move_channels(session: Session, other: Unit, unit: Unit) -> None:
    """Let the channels of `other` tell `unit` from now on."""
    theirs = col(Channel.reader_key) == f"unit:{other.id}"
    session.exec(update(Channel).where(theirs).values(reader_key=f"unit:{unit.id}"))


def move_parts(session: Session, other: Unit, unit: Unit, task_ids: Iterable[int]) -> None:
    """Give the parts of `other` in some tasks to `unit`, each part once."""
    wanted = set(task_ids)
    held = {_place(row) for row in _parts(session, unit)}
    for part in _parts(session, other):
        if part.task_id in wanted and _place(part) in held:
            session.delete(part)
        elif part.task_id in wanted:
            part.unit_id = row_id(unit)
    session.flush()


def touch_tasks(session: Session, unit: Unit, *, now: datetime) -> None:
    """Raise the revision of every task of a unit: its name is part of what they show."""
    for task in tasks_of(session, unit):
        touch(task, now=now)


def tasks_of(session: Session, unit: Unit) -> list[Task]:
    """Give the tasks a unit has a part in, by its name or through a group word, in their order."""
    ids = {row.task_id for row in _parts(session, unit)}
    query = select(Task).where(col(Task.id).in_(ids)).order_by(col(Task.plan_id), col(Task.position))
    return list(session.exec(query))


def is_used(session: Session, unit: Unit) -> bool:
    """Tell whether tasks, other units or feeds refer to a unit."""
    referring = (
        select(Assignment.id).where(Assignment.unit_id == unit.id),
        select(Resolution.id).where((Resolution.unit_id == unit.id) | (Resolution.word_id == unit.id)),
        select(Succession.id).where((Succession.unit_id == unit.id) | (Succession.successor_id == unit.id)),
        select(Unit.id).where(Unit.parent_id == unit.id),
        select(Feed.id).where(Feed.unit_id == unit.id),
    )
    return any(session.exec(query.limit(1)).first() is not None for query in referring)


def forget(session: Session, unit: Unit) -> None:
    """Delete a unit that nothing refers to, with its other names and mailboxes; the log keeps its lines."""
    mailboxes.put(session, f"unit:{unit.id}", ())
    session.exec(delete(UnitAlias).where(col(UnitAlias.unit_id) == unit.id))
    session.exec(update(Event).where(col(Event.unit_id) == unit.id).values(unit_id=None))
    session.delete(unit)
    session.flush()


def _parts(session: Session, unit: Unit) -> list[Assignment | Resolution]:
    named = session.exec(select(Assignment).where(Assignment.unit_id == unit.id))
    through = session.exec(select(Resolution).where(Resolution.unit_id == unit.id))
    return [*named, *through]


def _place(part: Assignment | Resolution) -> tuple[int, object]:
    return part.task_id, part.role if isinstance(part, Assignment) else part.word_id


def _successor_id(session: Session, unit: Unit) -> int | None:
    return session.exec(select(Succession.successor_id).where(Succession.unit_id == unit.id)).first()


def _last(name: str, later: dict[str, str]) -> str:
    while name in later:
        name = later[name]
    return name


def _entry(
    unit: Unit, aliases: tuple[str, ...], names: dict[int, str], changes: dict[int, Succession]
) -> UnitEntry:
    change = changes.get(row_id(unit))
    return UnitEntry(
        id=row_id(unit),
        name=unit.name,
        aliases=aliases,
        kind=unit.kind,
        parent=names.get(unit.parent_id or 0),
        mailboxes=(),
        contact=unit.contact,
        leader=unit.leader,
        former=tuple(names[row.unit_id] for row in changes.values() if row.successor_id == unit.id),
        successor=names[change.successor_id] if change else None,
        since=change.since if change else None,
    )
