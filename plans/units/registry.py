# SPDX-License-Identifier: Apache-2.0
"""The registry of units as a file: read, compared, imported."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.addresses import Mailbox, MailboxList, address_key, read_mailboxes, written
from models.errors import InputError
from models.findings import Finding
from models.kinds import EventKind
from models.problems import problem, refuse_if_any
from models.queries import feeds, log, mailboxes, people, units
from models.tables import Person, Post, Unit
from models.tables.base import row_id, save
from models.tables.units import GROUP, UNKNOWN
from plans.formats.detect import open_document
from plans.text.blocks import Row

HEADERS = {
    "name": "name unit 名称 单位 单位名称 姓名",
    "aliases": "aliases alias 别名 简称 其他名称 曾用名",
    "kind": "kind type 类别 类型 性质",
    "parent": "parent 上级 上级单位 隶属",
    "mailbox": "mailbox email mail e-mail 邮箱 电子邮箱 邮件地址",
    "cc": "cc 抄送 抄送邮箱",
    "contact": "contact 联系人 联络员 任职人",
    "leader": "leader 分管领导 牵头领导 领导",
}
KINDS = {"领导": "leader", "岗位": "post", "职务": "post", "群体词": GROUP, "群体": GROUP}
"""Words of the kind column that mean a person, a post or a group word instead of a unit."""
CLEAR = "-"
"""A cell that empties what the ledger holds; an empty cell leaves it as it is."""
REFUSED = "{source} has {count} problem(s), so nothing was imported:{problems}"
NO_NAME = "Row {number} has no name."
WRITE_NAME = "Write the unit's name, or delete the row."
BAD_MAILBOX = "Row {number}: {mailbox} is no mail address ({name}): {why}"
MOST_MAILBOXES = 20
"""Each mail names all mailboxes of its reader; more than these are a mailing list's business."""
MANY_MAILBOXES = "Row {number}: {name} has {count} mailboxes, where {most} are the most."
USE_A_LIST = "Let the mail server have one address that passes mail on to all of them."
BESIDE = "Row {number}: {cell} stands behind the last column."
USE_QUOTES = "Put several addresses of one cell between quotation marks, or part them by ；."
FULL_WIDTH_AT = {0xFF20: "@"}
READ_AS = "{name}: {what}"
NAME_TWICE = "Row {number}: the name {name} already stands in row {other}."
KEEP_ONE = "A name or alias may belong to one unit only; keep it in one row."
_LIST = re.compile(r"\s*[|;；、\n]\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryRow:
    """One row; None means that the file says nothing of it, an empty string that it shall be emptied."""

    line: int
    name: str
    aliases: tuple[str, ...] | None
    kind: str | None
    parent: str | None
    mailboxes: MailboxList | None
    copies: MailboxList | None
    """The column of addresses that get copies."""
    contact: str | None
    leader: str | None

    @property
    def lists(self) -> tuple[MailboxList, ...]:
        """Give what the row says of addresses."""
        return tuple(listed for listed in (self.mailboxes, self.copies) if listed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Tell what of the row is read in another way than it is written."""
        return tuple(
            Finding(
                code=what.code,
                severity=what.severity,
                sentence=READ_AS,
                line=self.line,
                facts={"name": self.name, "what": what},
            )
            for listed in self.lists
            for what in listed.taken_off
        )

    def mailboxes_after(self, before: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
        """Give all mailboxes once the row is taken over; a column without a word leaves its part as it is."""
        listed, column = self.mailboxes, self.copies
        to = tuple(item for item in (before if listed is None else listed.mailboxes) if not item.is_copy)
        marked = tuple(mailbox for mailbox in listed.mailboxes if mailbox.is_copy) if listed else ()
        if column is not None:
            copies = (*marked, *(replace(mailbox, is_copy=True) for mailbox in column.mailboxes))
        elif marked or (listed is not None and not to):
            copies = marked
        else:
            copies = tuple(item for item in before if item.is_copy)
        found: dict[str, Mailbox] = {}
        for entry in (*to, *copies):
            found.setdefault(address_key(entry.address), entry)
        return tuple(found.values())


def read_registry(content: bytes, *, name: str) -> tuple[RegistryRow, ...]:
    """Read a CSV or XLSX file; InputError tells every row that is wrong, so that nothing is half-imported."""
    rows = [row for table in open_document(content, name=name).tables for row in table.rows]
    columns, header, body = _header(rows, name)
    entries = tuple(_entry(row, columns) for row in body)
    problems = (*_beside_the_columns(header, body), *_problems(entries))
    refuse_if_any(problems, sentence=REFUSED, source=name, error=InputError)
    return entries


def _header(rows: list[Row], name: str) -> tuple[dict[str, int], Row, list[Row]]:
    for index, row in enumerate(rows):
        columns = {column: at for at, cell in enumerate(row.cells) if (column := _column(cell))}
        if "name" in columns and len(columns) > 1:
            return columns, row, rows[index + 1 :]
    seen = ", ".join(rows[0].cells) if rows else "–"
    raise InputError(
        "{file} has no column for the names of units; its first row is: {seen}.",
        cure="Write a header row: name, aliases, kind, parent, mailbox, contact, leader.",
        file=name,
        seen=seen,
    )


def _column(cell: str) -> str | None:
    word = cell.strip().lower()
    return next((column for column, words in HEADERS.items() if word in words.split()), None)


def _entry(row: Row, columns: dict[str, int]) -> RegistryRow:
    cells = {column: _cell(row, at) for column, at in columns.items()}
    kind = cells.get("kind")
    aliases = cells.get("aliases")
    return RegistryRow(
        line=row.number,
        name=cells["name"] or "",
        aliases=None if aliases is None else tuple(part for part in _LIST.split(aliases) if part),
        kind=KINDS.get(kind, kind) if kind else None,
        parent=cells.get("parent"),
        mailboxes=_listed(cells.get("mailbox")),
        copies=_listed(cells.get("cc")),
        contact=cells.get("contact"),
        leader=cells.get("leader"),
    )


def _cell(row: Row, at: int) -> str | None:
    text = row.cells[at].strip() if at < len(row.cells) else ""
    return "" if text == CLEAR else text or None


def _listed(cell: str | None) -> MailboxList | None:
    return None if cell is None else read_mailboxes(cell)


def _beside_the_columns(header: Row, body: Iterable[Row]) -> Iterator[Finding]:
    """Tell which addresses stand behind the last column: a comma between two made cells of them."""
    for row in body:
        for cell in row.cells[len(header.cells) :]:
            if "@" in cell.translate(FULL_WIDTH_AT):
                yield problem("beside-columns", BESIDE, USE_QUOTES, number=row.number, cell=cell)


def _problems(entries: Iterable[RegistryRow]) -> Iterator[Finding]:
    owners: dict[str, RegistryRow] = {}
    for entry in entries:
        if not entry.name:
            yield problem("no-name", NO_NAME, WRITE_NAME, number=entry.line)
        yield from _bad_mailboxes(entry)
        for name in (entry.name, *(entry.aliases or ())):
            other = owners.setdefault(name, entry)
            if other is not entry:
                yield problem(
                    "name-twice", NAME_TWICE, KEEP_ONE, number=entry.line, name=name, other=other.line
                )


def _bad_mailboxes(entry: RegistryRow) -> Iterator[Finding]:
    count = sum(len(listed.mailboxes) for listed in entry.lists)
    if count > MOST_MAILBOXES:
        yield problem(
            "many-mailboxes",
            MANY_MAILBOXES,
            USE_A_LIST,
            number=entry.line,
            name=entry.name,
            count=count,
            most=MOST_MAILBOXES,
        )
    for one in (item for listed in entry.lists for item in listed.refused):
        yield problem(
            "bad-mailbox",
            BAD_MAILBOX,
            "",
            number=entry.line,
            mailbox=one.written,
            name=entry.name,
            why=one.why,
        )


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
    leaders_first = sorted(entries, key=lambda entry: (entry.kind != LEADER, entry.kind != POST))
    rows = [writer.write(entry) for entry in leaders_first]
    parents = writer.set_parents(entries)
    findings = {entry.name: entry.findings for entry in entries}
    changes = [
        replace(row, fields=row.fields | parents.get(row.name, {}), findings=findings[row.name])
        for row in rows
    ]
    told = tuple(item for item in changes if item.is_new or item.fields)
    for change in told:
        writer.record(change)
    feeds.add_missing(session, now=now, by=by)
    return told


class _Writer:
    def __init__(self, session: Session, *, now: datetime, by: str) -> None:
        self._session = session
        self._now = now
        self._by = by

    def write(self, entry: RegistryRow) -> UnitChange:
        if entry.kind in (LEADER, POST):
            return self._leader(entry)
        return self._unit(entry)

    def set_parents(self, entries: Iterable[RegistryRow]) -> dict[str, Fields]:
        """Place units in the tree once all of them are there; give what that changed, by name."""
        placed = (entry for entry in entries if entry.parent is not None and entry.kind not in (LEADER, POST))
        return {entry.name: self._set_parent(entry) for entry in placed}

    def record(self, change: UnitChange) -> None:
        kind = EventKind.UNIT_ADDED if change.is_new else EventKind.UNIT_CHANGED
        detail = {"name": change.name} | {field: list(values) for field, values in change.fields.items()}
        log.record(self._session, kind, at=self._now, by=self._by, unit_id=change.unit_id, detail=detail)

    def _unit(self, entry: RegistryRow) -> UnitChange:
        unit = units.find_former(self._session, entry.name)
        is_new = unit is None
        unit = unit or Unit(name=entry.name)
        save(self._session, unit)
        was_group = unit.kind == GROUP
        changed = self._rename(unit, entry) | _fill(unit, {name: getattr(entry, name) for name in FIELDS})
        changed |= self._set_aliases(unit, entry) | self._set_mailboxes(f"unit:{unit.id}", entry)
        if was_group != (unit.kind == GROUP):  # whether it is anybody to ask is part of what its tasks show
            units.touch_tasks(self._session, unit, now=self._now)
        return UnitChange(name=entry.name, unit_id=row_id(unit), is_new=is_new, fields=changed)

    def _rename(self, unit: Unit, entry: RegistryRow) -> Fields:
        """Take the file's name when it is known by another one: an alias that became the official name."""
        if unit.name == entry.name:
            return {}
        before, unit.name = unit.name, entry.name
        units.forget_alias(self._session, entry.name)
        units.touch_tasks(self._session, unit, now=self._now)
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
        if other.kind != UNKNOWN:
            raise InputError(
                "{alias} is listed as another name of {unit}, but it is a unit of its own in the ledger.",
                cure="Take it out of the aliases, or out of the other unit's.",
                alias=alias,
                unit=unit.name,
            )
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
        if isinstance(leader, Post) and entry.contact:
            holder = people.find_or_add(self._session, entry.contact, is_post=False)
            if isinstance(holder, Person) and people.appoint(
                self._session, leader, holder, on=self._now.date()
            ):
                changed |= {"contact": ("", entry.contact)}
        return UnitChange(name=entry.name, unit_id=None, is_new=known is None, fields=changed)


def _fill(row: Any, values: dict[str, str | None]) -> Fields:
    changed = {}
    for name, value in values.items():
        before = getattr(row, name) or ""
        if value is not None and value != before:
            setattr(row, name, value or (UNKNOWN if name == "kind" else None))
            changed[name] = (before, value)
    return changed
