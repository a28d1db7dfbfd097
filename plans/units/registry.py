"""Bringing a registry of units into the ledger: new ones added, known ones brought up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.errors import InputError
from models.kinds import EventKind
from models.queries import feeds, log, people, units
from models.tables import Person, Post, Unit
from models.tables.base import row_id
from models.tables.units import GROUP, UNKNOWN
from plans.units.registry_file import Entry, read_registry

LEADER = "leader"
POST = "post"
FIELDS = ("kind", "mailbox", "contact", "leader")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChange:
    """What the file changes of one unit, leader or post: fields as (before, after), none for a new one."""

    name: str
    is_new: bool
    fields: dict[str, tuple[str, str]]


def import_registry(
    session: Session, content: bytes, *, name: str, now: datetime, by: str
) -> tuple[UnitChange, ...]:
    """Apply a registry file and give what changed; InputError before anything is written."""
    entries = read_registry(content, name=name)
    writer = _Writer(session, now=now, by=by)
    told = [writer.write(entry) for entry in _leaders_first(entries)]
    writer.set_parents(entries)
    feeds.add_missing(session, now=now, by=by)
    return tuple(change for change in told if change is not None)


def _leaders_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.kind != LEADER, entry.kind != POST))


class _Writer:
    def __init__(self, session: Session, *, now: datetime, by: str) -> None:
        self._session = session
        self._now = now
        self._by = by

    def write(self, entry: Entry) -> UnitChange | None:
        if entry.kind in (LEADER, POST):
            return self._leader(entry)
        return self._unit(entry)

    def set_parents(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.parent is not None and entry.kind not in (LEADER, POST):
                self._set_parent(entry)

    def _unit(self, entry: Entry) -> UnitChange | None:
        unit = units.find_former(self._session, entry.name)
        is_new = unit is None
        unit = unit or Unit(name=entry.name)
        self._session.add(unit)
        self._session.flush()
        was_group = unit.kind == GROUP
        changed = self._rename(unit, entry) | _fill(unit, {name: getattr(entry, name) for name in FIELDS})
        changed |= self._set_aliases(unit, entry)
        if was_group != (unit.kind == GROUP):  # whether it is anybody to ask is part of what its tasks show
            units.touch_tasks(self._session, unit, now=self._now)
        return self._told(unit, entry.name, changed, is_new=is_new)

    def _rename(self, unit: Unit, entry: Entry) -> dict[str, tuple[str, str]]:
        """Take the file's name when it is known by another one: an alias that became the official name."""
        if unit.name == entry.name:
            return {}
        before, unit.name = unit.name, entry.name
        units.forget_alias(self._session, entry.name)
        units.touch_tasks(self._session, unit, now=self._now)
        return {"name": (before, entry.name)}

    def _set_aliases(self, unit: Unit, entry: Entry) -> dict[str, tuple[str, str]]:
        if entry.aliases is None or units.find(self._session, unit.name) != unit:
            return {}  # the names of a former unit mean its successor
        before = units.aliases_by_unit(self._session).get(row_id(unit), ())
        if set(before) == set(entry.aliases):
            return {}
        for alias in entry.aliases:
            self._absorb(alias, unit)
        units.rename_aliases(self._session, unit, entry.aliases)
        return {"aliases": ("、".join(before), "、".join(entry.aliases))}

    def _absorb(self, alias: str, unit: Unit) -> None:
        other = units.find(self._session, alias)
        if other is None or other.id == unit.id:
            return
        if other.kind != UNKNOWN:
            raise InputError(
                "{alias} is listed as another name of {unit}, but it is a unit of its own in the ledger.",
                cure="Take it out of the aliases, or out of the other unit's.",
                alias=alias,
                unit=unit.name,
            )
        units.absorb(self._session, other, unit, now=self._now)

    def _set_parent(self, entry: Entry) -> None:
        unit = units.find_former(self._session, entry.name)
        parent = units.find(self._session, entry.parent or "")
        if entry.parent and parent is None:
            raise InputError(
                "Row {number}: the parent {parent} of {name} is not a unit.",
                cure="Add a row for it, or leave the cell empty.",
                number=entry.line,
                parent=entry.parent,
                name=entry.name,
            )
        if unit and unit.parent_id != (parent.id if parent else None):
            unit.parent_id = parent.id if parent else None

    def _leader(self, entry: Entry) -> UnitChange | None:
        known = people.find(self._session, entry.name)
        leader = known or (Post(name=entry.name) if entry.kind == POST else Person(name=entry.name))
        self._session.add(leader)
        self._session.flush()
        changed = _fill(leader, {"mailbox": entry.mailbox})
        if isinstance(leader, Post) and entry.contact:
            changed |= self._appoint(leader, entry.contact)
        return self._told(None, entry.name, changed, is_new=known is None)

    def _appoint(self, post: Post, name: str) -> dict[str, tuple[str, str]]:
        holder = people.find_or_add(self._session, name, is_post=False)
        if isinstance(holder, Person) and people.appoint(self._session, post, holder, on=self._now.date()):
            return {"contact": ("", name)}
        return {}

    def _told(
        self, unit: Unit | None, name: str, changed: dict[str, tuple[str, str]], *, is_new: bool
    ) -> UnitChange | None:
        if not changed and not is_new:
            return None
        kind = EventKind.UNIT_ADDED if is_new else EventKind.UNIT_CHANGED
        detail = {"name": name} | {field: list(values) for field, values in changed.items()}
        unit_id = unit.id if unit else None
        log.record(self._session, kind, at=self._now, by=self._by, unit_id=unit_id, detail=detail)
        return UnitChange(name=name, is_new=is_new, fields=changed)


def _fill(row: Any, values: dict[str, str | None]) -> dict[str, tuple[str, str]]:
    changed = {}
    for name, value in values.items():
        before = getattr(row, name) or ""
        if value is not None and value != before:
            setattr(row, name, value or (UNKNOWN if name == "kind" else None))
            changed[name] = (before, value)
    return changed
