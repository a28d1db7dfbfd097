# SPDX-License-Identifier: Apache-2.0
"""Readers: what they decline, who cannot be reached, and which mail a new one follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, String, and_
from sqlmodel import Session, cast, col, delete, exists, func, select

from models.addresses import Mailbox, address_key
from models.errors import UsageError
from models.kinds import EventKind, Frequency, LetterKind, MessageState, TaskState
from models.letters import Reader
from models.queries import log, people
from models.tables import (
    Assignment,
    Channel,
    Lead,
    LeaderFrequency,
    MailboxRow,
    Message,
    Mute,
    Plan,
    Resolution,
    Task,
    Unit,
)
from models.tables.units import GROUP


def key_of(reader: Reader, mailbox: Mailbox) -> str:
    """Name who declines by a link in a mail: the reader, or one of its mailboxes where it has several.

    Who reads a copy must not silence the others, nor those that are left out for a while.
    """
    is_alone = len(reader.mailboxes) == 1 and not reader.has_others
    return reader.key if is_alone else reader.key_at(mailbox)


@dataclass(frozen=True, kw_only=True, slots=True)
class MuteView:
    """A kind of letter that a reader, given by key, no longer gets by mail; `KEY@ADDRESS` is one mailbox."""

    reader_key: str
    kind: LetterKind
    at: datetime


def listed(session: Session) -> list[MuteView]:
    """List what is muted, by reader."""
    rows = session.exec(select(Mute).order_by(col(Mute.reader_key), col(Mute.kind)))
    return [MuteView(reader_key=row.reader_key, kind=LetterKind(row.kind), at=row.at) for row in rows]


def muted(session: Session) -> frozenset[tuple[str, LetterKind]]:
    """Give the reader's key and the kind of everything that is muted."""
    return frozenset((item.reader_key, item.kind) for item in listed(session))


def mute(session: Session, reader_key: str, kind: LetterKind, *, now: datetime, by: str) -> bool:
    """Send a reader no more mail of a kind; False when it is so already, UsageError for a duty notice."""
    if kind.is_duty:
        raise UsageError(
            "{kind} is a duty notice; nobody can decline it.",
            cure="Only digest, portfolio and report can be muted.",
            kind=kind.value,
        )
    if (reader_key, kind) in muted(session):
        return False
    session.add(Mute(reader_key=reader_key, kind=kind, at=now))
    _record(session, EventKind.MAIL_MUTED, reader_key, kind, now=now, by=by)
    return True


def unmute(session: Session, reader_key: str, kind: LetterKind, *, now: datetime, by: str) -> bool:
    """Send a reader mail of a kind again; False when it was not muted."""
    if (reader_key, kind) not in muted(session):
        return False
    session.exec(delete(Mute).where(col(Mute.reader_key) == reader_key, col(Mute.kind) == kind))
    _record(session, EventKind.MAIL_UNMUTED, reader_key, kind, now=now, by=by)
    return True


def frequencies(session: Session) -> dict[str, Frequency]:
    """Give how often leaders, by key, get mail; who is not named gets it daily."""
    return {row.reader_key: Frequency(row.frequency) for row in session.exec(select(LeaderFrequency))}


def set_frequency(session: Session, reader_key: str, frequency: Frequency, *, now: datetime, by: str) -> bool:
    """Send a leader mail that often from now on; False when it is so already."""
    if frequencies(session).get(reader_key, Frequency.DAILY) is frequency:
        return False
    session.exec(delete(LeaderFrequency).where(col(LeaderFrequency.reader_key) == reader_key))
    session.add(LeaderFrequency(reader_key=reader_key, frequency=frequency))
    detail = {"reader": reader_key, "frequency": frequency.value}
    log.record(session, EventKind.FREQUENCY_SET, at=now, by=by, detail=detail)
    return True


def _record(
    session: Session, event: EventKind, reader_key: str, kind: LetterKind, *, now: datetime, by: str
) -> None:
    log.record(session, event, at=now, by=by, detail={"reader": reader_key, "kind": kind.value})


def has_history(session: Session, reader_key: str) -> bool:
    """Tell whether anything was ever written to a reader or set for it: its key is nobody else's then."""
    theirs = (
        select(Message.id).where(Message.reader_key == reader_key),
        select(Channel.id).where(Channel.reader_key == reader_key),
        select(Mute.id).where(
            (col(Mute.reader_key) == reader_key) | col(Mute.reader_key).startswith(f"{reader_key}@")
        ),
    )
    return any(session.exec(query.limit(1)).first() is not None for query in theirs)


DEAF = ~exists().where(col(MailboxRow.owner_key) == "unit:" + cast(Unit.id, String))
IS_GROUP = col(Unit.kind) == GROUP


def units_without_mailbox(session: Session) -> Sequence[tuple[str, str]]:
    """Give name and task number of every unit that an open task names in vain, in the order of the plans."""
    return _named(session, DEAF & ~IS_GROUP & col(Unit.id).not_in(log.units_ended(session)))


def ended_units(session: Session) -> Sequence[tuple[str, str]]:
    """Give name and task number of every ended unit that an open task still names."""
    return _named(session, col(Unit.id).in_(log.units_ended(session)))


def group_words(session: Session) -> Sequence[tuple[str, str]]:
    """Give every group word of an open task that the office has not resolved, with the task's number."""
    return _named(session, IS_GROUP)


def leaders_without_mailbox(session: Session, *, on: date) -> Sequence[str]:
    """Give the names of leaders of open tasks who have none on a day, and no holder of their post has."""
    deaf = {key: view.name for key, view in people.leaders(session, on=on).items() if not view.mailboxes}
    return sorted({name for key, name in deaf.items() if _leads(session, key)})


def _leads(session: Session, key: str) -> bool:
    kind, number = key.split(":")
    leader = Lead.post_id if kind == "post" else Lead.person_id
    theirs = select(Task.id).join(Lead).where(col(leader) == int(number), Task.state == TaskState.OPEN)
    return session.exec(theirs.limit(1)).first() is not None


def _named(session: Session, wanted: sa.ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    """Read assignments as meant: where the office resolved a group word, the units it stands for."""
    meant = func.coalesce(Resolution.unit_id, Assignment.unit_id)
    wanted_units = select(Unit.id).where(wanted)
    words = select(Resolution.word_id).where(col(Resolution.unit_id).in_(wanted_units))
    resolved = (col(Resolution.task_id) == Task.id) & (col(Resolution.word_id) == Assignment.unit_id)
    query = (
        select(Unit.name, Task.number)
        .select_from(Task)
        .join(Plan)
        .join(Assignment)
        .outerjoin(Resolution, resolved)
        .join(Unit, col(Unit.id) == meant)
        .where(col(Assignment.unit_id).in_(wanted_units.union(words)))  # few units, found over an index
        .where(col(Task.state) == TaskState.OPEN, wanted)
        .order_by(col(Plan.key), col(Task.position), col(Assignment.position), col(Resolution.position))
    )
    return session.exec(query).all()


ON_THEIR_WAY = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)
"""What a reader has or will have: nothing that was given up, dropped or had become moot before it left."""


ReaderMailbox = tuple[str, str]
"""A reader's key and the key of one of its addresses: each mailbox has threads of its own."""


def begun_since(session: Session, since: datetime) -> dict[ReaderMailbox, str]:
    """Give the Message-ID of the first mail written to each mailbox of each reader since a moment."""
    # No message may leave before it was written, so the index over state and next_at finds the new ones.
    written = and_(_mailed(), col(Message.next_at) >= since, col(Message.created_at) >= since)
    query = select(Message.reader_key, Message.recipient, Message.message_id).where(written)
    rows = session.exec(query.order_by(col(Message.id).desc()))
    return {(reader_key, address_key(recipient)): message_id for reader_key, recipient, message_id in rows}


def never_mailed(session: Session) -> frozenset[ReaderMailbox]:
    """Give the mailboxes of units that no mail was ever written to."""
    theirs = and_(
        col(Message.reader_key) == col(MailboxRow.owner_key),
        func.lower(Message.recipient) == func.lower(MailboxRow.address),
        _mailed(),
    )
    of_units = col(MailboxRow.owner_key).startswith("unit:")
    query = select(MailboxRow.owner_key, MailboxRow.address).where(of_units, ~exists().where(theirs))
    return frozenset((owner_key, address_key(address)) for owner_key, address in session.exec(query))


def _mailed() -> ColumnElement[bool]:
    return and_(col(Message.channel_id).is_(None), col(Message.state).in_(ON_THEIR_WAY))
