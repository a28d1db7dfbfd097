# SPDX-License-Identifier: Apache-2.0
"""One change of one unit, leader or post; a unit that tasks name is ended, not deleted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from models.addresses import Mailbox, MailboxList, address_key, read_mailboxes, written
from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, TaskState
from models.queries import channels, feeds, log, mailboxes, people, plans, readers, units
from models.tables import Person, Post, Unit
from models.tables.base import row_id
from models.tables.units import UNKNOWN
from models.text import shell_word
from plans.units.registry import Fields, RegistryWriter, UnitChange
from plans.units.registry_file import CLEAR, KINDS, LEADER, MOST_MAILBOXES, POST, RegistryRow


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitEdit:
    """What shall be otherwise; None leaves it as it is, `-` empties it."""

    name: str | None = None
    mailboxes: tuple[str, ...] = ()
    mailboxes_added: tuple[str, ...] = ()
    mailboxes_removed: tuple[str, ...] = ()
    aliases_added: tuple[str, ...] = ()
    aliases_removed: tuple[str, ...] = ()
    contact: str | None = None
    leader: str | None = None
    kind: str | None = None
    parent: str | None = None

    @property
    def says_nothing(self) -> bool:
        """Tell whether nothing shall be otherwise."""
        return self == UnitEdit()


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """What became of a unit or leader that was taken off the registry."""

    name: str
    ended_on: date | None
    """None when nothing of the ledger named it, so that it was deleted."""
    tasks: tuple[str, ...]
    """The open tasks that still name it, as `plan/number`."""
    mailboxes: str
    """The mailboxes it had."""


def set_unit(
    session: Session, name: str, edit: UnitEdit, *, reason: str, now: datetime, by: str
) -> UnitChange:
    """Change one unit, leader or post and log why; NotFoundError and UsageError say what does not fit."""
    subject = _subject(session, name)
    writer = RegistryWriter(session, now=now, by=by)
    if isinstance(subject, Unit):
        _require_today(session, subject)
        change = _set_unit(session, writer, subject, edit, now=now)
    else:
        change = _set_leader(session, writer, subject, edit)
    for each in (*writer.appointed, change):
        if each.is_new or each.fields:
            writer.record(each, reason=reason)
    feeds.add_missing(session, now=now, by=by)
    return change


def remove(session: Session, name: str, *, reason: str, now: datetime, by: str) -> Removed:
    """Take a unit or leader off the registry: deleted when nothing refers to it, else a unit is ended.

    UsageError for a leader whom something refers to.
    """
    subject = _subject(session, name)
    if isinstance(subject, Unit):
        _require_today(session, subject)
        if units.is_used(session, subject) or readers.has_history(session, f"unit:{subject.id}"):
            return _end(session, subject, reason=reason, now=now, by=by)
        removed = _removed(session, subject.name, f"unit:{subject.id}")
        units.forget(session, subject)
    else:
        _require_unused(session, subject)
        removed = _removed(session, subject.name, people.key_of(subject))
        people.forget(session, subject)
    detail = {"name": removed.name, "mailbox": [removed.mailboxes, ""]}
    detail |= {"reason": reason} if reason else {}
    log.record(session, EventKind.UNIT_REMOVED, at=now, by=by, detail=detail)
    return removed


def _removed(session: Session, name: str, key: str) -> Removed:
    return Removed(name=name, ended_on=None, tasks=(), mailboxes=written(mailboxes.of(session, key)))


def _subject(session: Session, name: str) -> Unit | Person | Post:
    found = units.find_former(session, name) or people.find(session, name)
    if found is None:
        raise NotFoundError(
            'There is no unit "{name}".',
            cure="Look for it with: duban unit suggest {name}; add it with: duban unit import FILE.",
            name=name,
        )
    return found


def _require_today(session: Session, unit: Unit) -> None:
    today = units.find(session, unit.name)
    if today is not None and today.id != unit.id:
        raise UsageError(
            "{today} stands for {name} already.",
            cure="Change that one: duban unit set {shown}.",
            today=today.name,
            name=unit.name,
            shown=shell_word(today.name),
        )


def _set_unit(
    session: Session, writer: RegistryWriter, unit: Unit, edit: UnitEdit, *, now: datetime
) -> UnitChange:
    if KINDS.get(edit.kind or "", edit.kind) in (LEADER, POST):
        raise UsageError(
            "{name} is a unit and becomes no leader.",
            cure="Remove it with: duban unit remove {shown}; then import it with that kind.",
            name=unit.name,
            shown=shell_word(unit.name),
        )
    if edit.parent not in (None, CLEAR):
        _subject(session, edit.parent or "")
    renamed = _rename(session, unit, edit.name, now=now) if edit.name else {}
    known = units.aliases_by_unit(session).get(row_id(unit), ())
    row = _row(unit.name, mailboxes.of(session, f"unit:{unit.id}"), edit)
    row = replace(row, aliases=_aliases(unit.name, known, edit))
    change = writer.write(row)
    parents = writer.set_parents([row]).get(row.name, {})
    return replace(change, fields=renamed | change.fields | parents)


def _set_leader(
    session: Session, writer: RegistryWriter, leader: Person | Post, edit: UnitEdit
) -> UnitChange:
    kept_here = UnitEdit(
        mailboxes=edit.mailboxes,
        mailboxes_added=edit.mailboxes_added,
        mailboxes_removed=edit.mailboxes_removed,
        contact=edit.contact if isinstance(leader, Post) else None,
    )
    if kept_here != edit:
        raise UsageError(
            "Of the leader {name} only mailboxes, and of a post its holder (--contact), are kept here.",
            cure="A plan says whom its tasks name; import it anew.",
            name=leader.name,
        )
    row = _row(leader.name, mailboxes.of(session, people.key_of(leader)), edit)
    return writer.write(replace(row, kind=POST if isinstance(leader, Post) else LEADER))


def _row(name: str, held: tuple[Mailbox, ...], edit: UnitEdit) -> RegistryRow:
    """Write an edit as the row of a file would say it."""
    row = RegistryRow(
        line=0,
        name=name,
        kind=_said(KINDS.get(edit.kind or "", edit.kind)),
        parent=_said(edit.parent),
        contact=_said(edit.contact),
        leader=_said(edit.leader),
    )
    if not (edit.mailboxes or edit.mailboxes_added or edit.mailboxes_removed):
        return row
    wanted = _mailboxes(name, held, edit)
    to = tuple(mailbox for mailbox in wanted if not mailbox.is_copy)
    copies = tuple(mailbox for mailbox in wanted if mailbox.is_copy)
    return replace(row, mailboxes=_listed(to), copies=_listed(copies))


def _said(text: str | None) -> str | None:
    return "" if text == CLEAR else text


def _listed(wanted: tuple[Mailbox, ...]) -> MailboxList:
    return MailboxList(mailboxes=wanted, taken_off=(), refused=())


def _mailboxes(name: str, held: tuple[Mailbox, ...], edit: UnitEdit) -> tuple[Mailbox, ...]:
    """Give the mailboxes after an edit: new ones under To leave the copies as they are, `-` leaves none."""
    kept = held
    if edit.mailboxes:
        given = () if edit.mailboxes == (CLEAR,) else _read(edit.mailboxes)
        named = RegistryRow(line=0, name=name, mailboxes=_listed(given))
        kept = named.mailboxes_after(held)
    gone = {address_key(mailbox.address) for mailbox in _read(edit.mailboxes_removed)}
    unknown = gone - {address_key(mailbox.address) for mailbox in held}
    if unknown:
        raise UsageError(
            "{name} has no mailbox {mailbox}.",
            cure="It has: {mailboxes}.",
            name=name,
            mailbox=min(unknown),
            mailboxes=written(held) or "–",
        )
    wanted = (*(one for one in kept if address_key(one.address) not in gone), *_read(edit.mailboxes_added))
    if len(wanted) > MOST_MAILBOXES:
        raise UsageError(
            "{name} would have {count} mailboxes, where {most} are the most.",
            cure="Let the mail server have one address that passes mail on to all of them.",
            name=name,
            count=len(wanted),
            most=MOST_MAILBOXES,
        )
    return wanted


def _read(texts: Iterable[str]) -> tuple[Mailbox, ...]:
    lists = [read_mailboxes(text) for text in texts]
    for refused in (one for listed in lists for one in listed.refused):
        raise UsageError("{mailbox} is no mail address: {why}", mailbox=refused.written, why=refused.why)
    return tuple(mailbox for listed in lists for mailbox in listed.mailboxes)


def _aliases(name: str, known: tuple[str, ...], edit: UnitEdit) -> tuple[str, ...] | None:
    unknown = [alias for alias in edit.aliases_removed if alias not in known]
    if unknown:
        raise UsageError(
            "{alias} is no other name of {name}.",
            cure="It has: {aliases}.",
            alias=unknown[0],
            name=name,
            aliases="、".join(known) or "–",
        )
    if not (edit.aliases_added or edit.aliases_removed):
        return None
    kept = [alias for alias in (*known, *edit.aliases_added) if alias not in edit.aliases_removed]
    return tuple(dict.fromkeys(alias for alias in kept if alias != name))


def _rename(session: Session, unit: Unit, name: str, *, now: datetime) -> Fields:
    """Give a unit another name and keep the former one beside it, so that documents still mean it."""
    if name == unit.name:
        return {}
    other = units.find_former(session, name)
    if other is not None and other.id != unit.id:
        if other.kind != UNKNOWN or other.name != name:
            raise UsageError(
                "{name} is another unit of the ledger.",
                cure="Let it take over: duban unit merge {former} {shown} --from DATE --renamed.",
                name=name,
                former=shell_word(unit.name),
                shown=shell_word(name),
            )
        units.absorb(session, other, unit, now=now)
    before, known = unit.name, units.aliases_by_unit(session).get(row_id(unit), ())
    unit.name = name
    units.rename_aliases(session, unit, (*(alias for alias in known if alias != name), before))
    units.touch_tasks(session, unit, now=now)
    return {"name": (before, name)}


def _end(session: Session, unit: Unit, *, reason: str, now: datetime, by: str) -> Removed:
    """End a unit: no mails, no messages, no feeds; what names it keeps its name."""
    ended_on = log.units_ended(session).get(row_id(unit))
    if ended_on is not None:
        raise UsageError(
            "{name} was ended on {ended} already.",
            cure="Give what still names it to another unit: duban unit merge {shown} UNIT --from DATE.",
            name=unit.name,
            ended=ended_on,
            shown=shell_word(unit.name),
        )
    key = f"unit:{unit.id}"
    still_named = [task for task in units.tasks_of(session, unit) if task.state is TaskState.OPEN]
    removed = replace(
        _removed(session, unit.name, key),
        ended_on=now.date(),
        tasks=tuple(plans.reference_of(session, task) for task in still_named),
    )
    mailboxes.put(session, key, ())
    feeds.revoke_all(session, row_id(unit), now=now, by=by)
    for channel in channels.views(session, reader_key=key):
        channels.remove(session, channel.id, now=now, by=by)
    detail = {
        "name": unit.name,
        "mailbox": [removed.mailboxes, ""],
        "tasks": [*removed.tasks],
        "on": now.date().isoformat(),
        "reason": reason,
    }
    log.record(session, EventKind.UNIT_ENDED, at=now, by=by, unit_id=unit.id, detail=detail)
    return removed


def _require_unused(session: Session, leader: Person | Post) -> None:
    if not people.is_used(session, leader) and not readers.has_history(session, people.key_of(leader)):
        return
    cure = (
        "Give it another holder with: duban unit set {shown} --contact NAME."
        if isinstance(leader, Post)
        else "Stop mails with: duban unit set {shown} --mailbox -."
    )
    raise UsageError(
        "Tasks, posts or mails of the ledger name {name}, so it stays.",
        cure=cure,
        name=leader.name,
        shown=shell_word(leader.name),
    )
