# SPDX-License-Identifier: Apache-2.0
"""A file of units compared with the registry, proposed to a person, and written once approved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.addresses import Mailbox, address_key, written
from models.errors import InputError, LedgerError, NotApproved
from models.findings import Finding
from models.kinds import EventKind, Severity
from models.queries import feeds, log, mailboxes, people, units
from models.tables import Person, Post, Unit
from models.tables.base import row_id, save
from models.tables.units import GROUP, UNKNOWN
from models.text import shell_word
from plans.findings import finding
from plans.units.registry_file import (
    LEADER,
    POST,
    SKIP,
    UNIT,
    RegistryFile,
    RegistryRow,
    looks_like,
    read_registry,
)
from plans.units.resolving import suggestions

Kinds = Mapping[str, str]
"""What a person said that names are: leader, post, group, unit or skip."""
MOST_COMPARED = 100_000
"""Names compared with names, for new units that read like known ones; more would take minutes."""
FIELDS = ("kind", "contact", "leader")
Fields = dict[str, tuple[str, str]]
"""What changed, as (before, after) by the field's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitChange:
    """What the file changes of one unit, leader or post: fields as (before, after), none for a new one."""

    name: str
    kind: str
    """`unit`, `group`, `leader` or `post`."""
    unit_id: int | None
    """None for a leader or post."""
    is_new: bool
    fields: Fields
    findings: tuple[Finding, ...] = ()
    """What of its row is read in another way than it is written, and what a person should look at."""

    @property
    def is_doubtful(self) -> bool:
        """Tell whether a person should look at it first."""
        return any(item.severity is not Severity.INFO for item in self.findings)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryProposal:
    """What a file would change, the doubtful first; the rows in question are left out of it."""

    changes: tuple[UnitChange, ...]
    unchanged: int
    questions: tuple[Finding, ...] = ()
    """Rows that read like something else than a unit and do not say what they are."""
    findings: tuple[Finding, ...] = ()
    """What of the file is not read."""

    @property
    def doubtful(self) -> tuple[UnitChange, ...]:
        """Give the changes that a person should look at first."""
        return tuple(change for change in self.changes if change.is_doubtful)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the ledger says all this already."""
        return not self.changes and not self.questions


def import_registry(
    session: Session, content: bytes, *, name: str, now: datetime, by: str
) -> tuple[UnitChange, ...]:
    """Read and write a file that nobody needs to approve; InputError and NotApproved before it is written."""
    file = read_registry(content, name=name)
    proposal = write_registry(session, file, now=now, by=by)
    refuse_unclear(proposal)
    return proposal.changes


def apply_registry(
    session: Session, approved: RegistryProposal, file: RegistryFile, *, kinds: Kinds, now: datetime, by: str
) -> None:
    """Write what was approved; LedgerError when the ledger has moved on since it was shown."""
    current = write_registry(session, file, kinds=kinds, now=now, by=by)
    refuse_unclear(current)
    if _shown(current) != _shown(approved):
        raise LedgerError(
            "The ledger changed while the proposal was being looked at; nothing was written.",
            cure="Run the import again and look at the new proposal.",
        )


def _shown(proposal: RegistryProposal) -> list[tuple[object, ...]]:
    return [(each.name, each.kind, each.is_new, each.fields) for each in proposal.changes]


def refuse_unclear(proposal: RegistryProposal) -> None:
    """Raise NotApproved while it is not told what a row is that reads like no unit."""
    if proposal.questions:
        raise NotApproved(
            "Nothing was changed: it must be said first what {count} rows are: {names}.",
            cure="Answer at a terminal, fill the column kind (类别), or add --kind {name}=KIND for each, "
            "where KIND is leader, post, group, unit or skip.",
            count=len(proposal.questions),
            names="、".join(str(question.facts["name"]) for question in proposal.questions),
            name=shell_word(str(proposal.questions[0].facts["name"])),
        )


def write_registry(
    session: Session, file: RegistryFile, *, now: datetime, by: str, kinds: Kinds | None = None
) -> RegistryProposal:
    """Write what a file says, and give what that changed: who only wants to see it rolls back.

    `kinds` says of names what they are, where a row reads like no unit; without a word such a row is
    left out and asked about.
    """
    rows, questions = _told_apart(session, file, kinds or {}, on=now.date())
    held = mailboxes.named(session)
    alike = _Likeness(session, rows)
    writer = RegistryWriter(session, now=now, by=by)
    written_rows = [writer.write(row) for row in _leaders_first(rows)]
    parents = writer.set_parents(rows)
    changes = [replace(each, fields=each.fields | parents.get(each.name, {})) for each in written_rows]
    told = [each for each in (*changes, *writer.appointed) if each.is_new or each.fields]
    for change in told:
        writer.record(change)
    feeds.add_missing(session, now=now, by=by)
    found = _Mailboxes(held, mailboxes.named(session))
    looked_at = [
        replace(each, findings=(*each.findings, *alike.findings(each), *found.findings(each)))
        for each in told
    ]
    return RegistryProposal(
        changes=tuple(sorted(looked_at, key=lambda each: not each.is_doubtful)),
        unchanged=sum(not (each.is_new or each.fields) for each in changes),
        questions=tuple(questions),
        findings=file.findings,
    )


def _leaders_first(entries: Iterable[RegistryRow]) -> list[RegistryRow]:
    return sorted(entries, key=lambda entry: (entry.kind != LEADER, entry.kind != POST))


def _told_apart(
    session: Session, file: RegistryFile, kinds: Kinds, *, on: date
) -> tuple[list[RegistryRow], list[Finding]]:
    """Say of each row what it is: by its kind, by what was answered, by the ledger; else it is a question."""
    known = people.kinds_by_name(session)
    registry = units.Registry(session)
    leading = {row.leader for row in file.rows}
    rows: list[RegistryRow] = []
    questions: list[Finding] = []
    for row in file.rows:
        kind = row.kind or kinds.get(row.name) or (None if registry.knows(row.name) else known.get(row.name))
        like = LEADER if row.name in leading else looks_like(row.name)
        if kind is None and like and not registry.knows(row.name):
            questions.append(finding(f"kind-unclear/{like}", line=row.line, name=row.name))
        elif kind != SKIP:
            rows.append(replace(row, kind=None if kind == UNIT else kind or row.kind))
    return rows, questions


class _Likeness:
    """Which new units read like ones that the ledger has and the file does not name."""

    def __init__(self, session: Session, rows: Iterable[RegistryRow]) -> None:
        named = {name for row in rows for name in (row.name, *(row.aliases or ()))}
        today = [entry for entry in units.entries(session) if entry.kind != GROUP and not entry.successor]
        left = [(entry.name, (entry.name, *entry.aliases)) for entry in today]
        self._known = {other: name for name, names in left if not named & {*names} for other in names}
        self._is_small = len(self._known) * len(named) <= MOST_COMPARED

    def findings(self, change: UnitChange) -> Iterator[Finding]:
        if not self._is_small or not change.is_new or change.kind != UNIT:
            return
        if likely := suggestions(change.name, self._known):
            yield finding("unit-alike", name=change.name, likely="、".join(likely))


class _Mailboxes:
    """Whose each mailbox was before, and whose it is now."""

    def __init__(self, before: Iterable[tuple[str, Mailbox]], after: Iterable[tuple[str, Mailbox]]) -> None:
        self._now: dict[str, list[str]] = {}
        self._before, self._after = _owners(before), _owners(after)
        for address, owners in self._after.items():
            for owner in owners:
                self._now.setdefault(owner, []).append(address)

    def findings(self, change: UnitChange) -> Iterator[Finding]:
        if "mailbox" not in change.fields:
            return
        if not change.fields["mailbox"][1]:
            yield finding("mailbox-emptied", name=change.name)
        for address in self._now.get(change.name, ()):
            former = self._before.get(address, [])
            own = (change.name, *change.fields.get("name", ()))
            others = [owner for owner in (*former, *self._after[address]) if owner not in own]
            if others and not {*own} & {*former}:
                named = "、".join(dict.fromkeys(others))
                code = "mailbox-shared/former" if former else "mailbox-shared"
                yield finding(code, name=change.name, mailbox=address, others=named)


def _owners(named: Iterable[tuple[str, Mailbox]]) -> dict[str, list[str]]:
    """Give the names behind each mailbox, by what all its spellings have in common."""
    found: dict[str, list[str]] = {}
    for name, mailbox in named:
        found.setdefault(address_key(mailbox.address), []).append(name)
    return found


class RegistryWriter:
    """Write rows into the registry one by one, and tell of each what it changed."""

    def __init__(self, session: Session, *, now: datetime, by: str) -> None:
        self._session = session
        self._now = now
        self._by = by
        self._ended = log.units_ended(session)
        self._found: list[Finding] = []
        self.appointed: list[UnitChange] = []
        """The persons whom a post's row brought into the ledger."""

    def write(self, entry: RegistryRow) -> UnitChange:
        """Write one row; its place in the tree comes after all rows, with `set_parents`."""
        self._found = [*entry.findings]
        change = self._leader(entry) if entry.kind in (LEADER, POST) else self._unit(entry)
        return replace(change, findings=tuple(self._found))

    def set_parents(self, entries: Iterable[RegistryRow]) -> dict[str, Fields]:
        """Place units in the tree once all of them are there; give what that changed, by name."""
        placed = (entry for entry in entries if entry.parent is not None and entry.kind not in (LEADER, POST))
        return {entry.name: self._set_parent(entry) for entry in placed}

    def record(self, change: UnitChange, *, reason: str = "") -> None:
        """Add a change to the log, with the reason that was given."""
        kind = EventKind.UNIT_ADDED if change.is_new else EventKind.UNIT_CHANGED
        detail: dict[str, Any] = {"name": change.name} | {
            field: list(values) for field, values in change.fields.items()
        }
        detail |= {"reason": reason} if reason else {}
        log.record(self._session, kind, at=self._now, by=self._by, unit_id=change.unit_id, detail=detail)

    def _unit(self, entry: RegistryRow) -> UnitChange:
        unit = units.find_former(self._session, entry.name)
        is_new = unit is None
        unit = unit or Unit(name=entry.name)
        save(self._session, unit)
        was_group = unit.kind == GROUP
        changed = self._rename(unit, entry) | _fill(unit, {name: getattr(entry, name) for name in FIELDS})
        changed |= self._set_aliases(unit, entry) | self._set_mailboxes(f"unit:{unit.id}", entry)
        changed |= self._take_up(unit, entry)
        if was_group != (unit.kind == GROUP):  # whether it is anybody to ask is part of what its tasks show
            units.touch_tasks(self._session, unit, now=self._now)
        kind = GROUP if unit.kind == GROUP else UNIT
        return UnitChange(name=entry.name, kind=kind, unit_id=row_id(unit), is_new=is_new, fields=changed)

    def _take_up(self, unit: Unit, entry: RegistryRow) -> Fields:
        """Let a unit that was ended begin again when it is given a mailbox."""
        ended_on = self._ended.get(row_id(unit))
        if ended_on is None or not (entry.mailboxes and entry.mailboxes.mailboxes):
            return {}
        ended = ended_on.isoformat()
        log.record(self._session, EventKind.UNIT_RESUMED, at=self._now, by=self._by, unit_id=unit.id)
        if feeds.first_of(self._session, f"unit:{unit.id}") is None:
            feeds.add(self._session, f"unit:{unit.id}", now=self._now, by=self._by)
        self._found.append(finding("unit-begins-again", name=unit.name, ended=ended))
        return {"ended_on": (ended, "")}

    def _rename(self, unit: Unit, entry: RegistryRow) -> Fields:
        """Take the file's name when it is known by another one: an alias that became the official name."""
        if unit.name == entry.name:
            return {}
        before, unit.name = unit.name, entry.name
        units.forget_alias(self._session, entry.name)
        units.touch_tasks(self._session, unit, now=self._now)
        self._found.append(finding("unit-renamed", name=before, other=entry.name))
        if entry.aliases is None:
            kept = (*units.aliases_by_unit(self._session).get(row_id(unit), ()), before)
            units.rename_aliases(self._session, unit, kept)
        return {"name": (before, entry.name)}

    def _set_aliases(self, unit: Unit, entry: RegistryRow) -> Fields:
        if entry.aliases is None or units.find(self._session, unit.name) != unit:
            return {}  # the names of a former unit mean its successor
        before = units.aliases_by_unit(self._session).get(row_id(unit), ())
        if set(before) == set(entry.aliases):
            return {}
        for alias in entry.aliases:
            self._absorb(alias, unit)
        units.rename_aliases(self._session, unit, entry.aliases)
        return {"aliases": ("、".join(before), "、".join(entry.aliases))}

    def _set_mailboxes(self, owner_key: str, entry: RegistryRow) -> Fields:
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
        if other.name != alias:
            self._found.append(finding("alias-moved", alias=alias, other=other.name, name=unit.name))
            return
        if other.kind != UNKNOWN:
            raise InputError(
                "{alias} is listed as another name of {unit}, but it is a unit of its own in the ledger.",
                cure="Take it out of the aliases, or out of the other unit's.",
                alias=alias,
                unit=unit.name,
            )
        self._found.append(finding("unit-absorbed", alias=alias, name=unit.name))
        units.absorb(self._session, other, unit, now=self._now)

    def _set_parent(self, entry: RegistryRow) -> Fields:
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
        before = units.parent_of(self._session, unit)
        unit.parent_id = parent.id if parent else None
        return {"parent": (before.name if before else "", parent.name if parent else "")}

    def _leader(self, entry: RegistryRow) -> UnitChange:
        known = people.find(self._session, entry.name)
        leader = known or (Post(name=entry.name) if entry.kind == POST else Person(name=entry.name))
        save(self._session, leader)
        changed = self._set_mailboxes(people.key_of(leader), entry)
        if isinstance(leader, Post) and entry.contact is not None:
            changed |= self._appoint(leader, entry.contact)
        kind = POST if isinstance(leader, Post) else LEADER
        return UnitChange(name=entry.name, kind=kind, unit_id=None, is_new=known is None, fields=changed)

    def _appoint(self, post: Post, name: str) -> Fields:
        """Let a person hold a post from today on, or nobody."""
        on = self._now.date()
        former = people.holder(self._session, post, on=on)
        before = former.name if former else ""
        if not name:
            return {"contact": (before, "")} if people.vacate(self._session, post, on=on) else {}
        is_new = people.find(self._session, name) is None
        holder = people.find_or_add(self._session, name, is_post=False)
        if not isinstance(holder, Person) or not people.appoint(self._session, post, holder, on=on):
            return {}
        if is_new:
            self.appointed.append(UnitChange(name=name, kind=LEADER, unit_id=None, is_new=True, fields={}))
        return {"contact": (before, name)}


def _fill(row: Any, values: dict[str, str | None]) -> Fields:
    changed = {}
    for name, value in values.items():
        before = getattr(row, name) or ""
        if value is not None and value != before:
            setattr(row, name, value or (UNKNOWN if name == "kind" else None))
            changed[name] = (before, value)
    return changed
