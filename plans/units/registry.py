"""Bringing a registry of units into the ledger: new ones added, known ones brought up to date."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.addresses import written
from models.errors import InputError
from models.findings import Finding
from models.kinds import EventKind
from models.queries import feeds, log, mailboxes, people, units
from models.tables import Person, Post, Unit
from models.tables.base import row_id
from models.tables.units import GROUP, UNKNOWN
from plans.units.registry_file import Entry, read_registry

LEADER = "leader"
POST = "post"
FIELDS = ("kind", "contact", "leader")
Fields = dict[str, tuple[str, str]]
"""What changed, as (before, after) by the field's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChange:
    """What the file changes of one unit, leader or post: fields as (before, after), none for a new one."""

    name: str
    unit_id: int | None
    """None for a leader or post."""
    is_new: bool
    fields: Fields
    findings: tuple[Finding, ...] = ()
    """What of its row is read in another way than it is written."""


def import_registry(
    session: Session, content: bytes, *, name: str, now: datetime, by: str
) -> tuple[UnitChange, ...]:
    """Apply a registry file and give what changed; InputError before anything is written."""
    entries = read_registry(content, name=name)
    writer = _Writer(session, now=now, by=by)
    rows = [writer.write(entry) for entry in _leaders_first(entries)]
    parents = writer.set_parents(entries)
    findings = {entry.name: entry.findings for entry in entries}
    changes = [
        replace(each, fields=each.fields | parents.get(each.name, {}), findings=findings[each.name])
        for each in rows
    ]
    told = tuple(each for each in changes if each.is_new or each.fields)
    for change in told:
        writer.record(change)
    feeds.add_missing(session, now=now, by=by)
    return told


def _leaders_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.kind != LEADER, entry.kind != POST))


class _Writer:
    def __init__(self, session: Session, *, now: datetime, by: str) -> None:
        self._session = session
        self._now = now
        self._by = by

    def write(self, entry: Entry) -> UnitChange:
        if entry.kind in (LEADER, POST):
            return self._leader(entry)
        return self._unit(entry)

    def set_parents(self, entries: Iterable[Entry]) -> dict[str, Fields]:
        """Place units in the tree once all of them are there; give what that changed, by name."""
        placed = (entry for entry in entries if entry.parent is not None and entry.kind not in (LEADER, POST))
        return {entry.name: self._set_parent(entry) for entry in placed}

    def record(self, change: UnitChange) -> None:
        kind = EventKind.UNIT_ADDED if change.is_new else EventKind.UNIT_CHANGED
        detail = {"name": change.name} | {field: list(values) for field, values in change.fields.items()}
        log.record(self._session, kind, at=self._now, by=self._by, unit_id=change.unit_id, detail=detail)

    def _unit(self, entry: Entry) -> UnitChange:
        unit = units.find_former(self._session, entry.name)
        is_new = unit is None
        unit = unit or Unit(name=entry.name)
        self._session.add(unit)
        self._session.flush()
        was_group = unit.kind == GROUP
        changed = self._rename(unit, entry) | _fill(unit, {name: getattr(entry, name) for name in FIELDS})
        changed |= self._set_aliases(unit, entry) | self._set_mailboxes(f"unit:{unit.id}", entry)
        if was_group != (unit.kind == GROUP):  # whether it is anybody to ask is part of what its tasks show
            units.touch_tasks(self._session, unit, now=self._now)
        return UnitChange(name=entry.name, unit_id=row_id(unit), is_new=is_new, fields=changed)

    def _rename(self, unit: Unit, entry: Entry) -> Fields:
        """Take the file's name when it is known by another one: an alias that became the official name."""
        if unit.name == entry.name:
            return {}
        before, unit.name = unit.name, entry.name
        units.forget_alias(self._session, entry.name)
        units.touch_tasks(self._session, unit, now=self._now)
        return {"name": (before, entry.name)}

    def _set_aliases(self, unit: Unit, entry: Entry) -> Fields:
        if entry.aliases is None or units.find(self._session, unit.name) != unit:
            return {}  # the names of a former unit mean its successor
        before = units.aliases_by_unit(self._session).get(row_id(unit), ())
        if set(before) == set(entry.aliases):
            return {}
        for alias in entry.aliases:
            self._absorb(alias, unit)
        units.rename_aliases(self._session, unit, entry.aliases)
        return {"aliases": ("、".join(before), "、".join(entry.aliases))}

    def _set_mailboxes(self, owner_key: str, entry: Entry) -> Fields:
        before = mailboxes.of(self._session, owner_key)
        after = entry.mailboxes_after(before)
        if after == before:
            return {}
        mailboxes.put(self._session, owner_key, after)
        return {"mailbox": (written(before), written(after))}

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

    def _set_parent(self, entry: Entry) -> Fields:
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
        if unit is None or unit.parent_id == (parent.id if parent else None):
            return {}
        before = self._session.get(Unit, unit.parent_id) if unit.parent_id else None
        unit.parent_id = parent.id if parent else None
        return {"parent": (before.name if before else "", parent.name if parent else "")}

    def _leader(self, entry: Entry) -> UnitChange:
        known = people.find(self._session, entry.name)
        leader = known or (Post(name=entry.name) if entry.kind == POST else Person(name=entry.name))
        self._session.add(leader)
        self._session.flush()
        changed = self._set_mailboxes(people.key_of(leader), entry)
        if isinstance(leader, Post) and entry.contact:
            changed |= self._appoint(leader, entry.contact)
        return UnitChange(name=entry.name, unit_id=None, is_new=known is None, fields=changed)

    def _appoint(self, post: Post, name: str) -> Fields:
        holder = people.find_or_add(self._session, name, is_post=False)
        if isinstance(holder, Person) and people.appoint(self._session, post, holder, on=self._now.date()):
            return {"contact": ("", name)}
        return {}


def _fill(row: Any, values: dict[str, str | None]) -> Fields:
    changed = {}
    for name, value in values.items():
        before = getattr(row, name) or ""
        if value is not None and value != before:
            setattr(row, name, value or (UNKNOWN if name == "kind" else None))
            changed[name] = (before, value)
    return changed
