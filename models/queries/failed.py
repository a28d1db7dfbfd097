# SPDX-License-Identifier: Apache-2.0
"""Letters that reached nobody: refused, not written down, or waiting where their reader is no more."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func, or_, select, update

from models.addresses import Mailbox, address_key
from models.channels import OFFICE_KEY
from models.kinds import ONLY_NOTICES, MessageState
from models.letters import Failed, FailedCopy, FailedLetter
from models.queries import people
from models.queries.chunks import chunks
from models.queries.readers import ON_THEIR_WAY
from models.tables import Event, LetterFault, MailboxRow, Message, NoticeSent
from models.tables.outbox import is_kept
from models.text import clean_line

FAILED = (MessageState.DEAD, MessageState.UNWRITTEN)
STALE = (MessageState.QUEUED, MessageState.DROPPED)
"""What waits, or was taken off the list, counts as failed once its address is no longer the reader's."""
NOT_ACCEPTED = (*FAILED, MessageState.DROPPED, MessageState.SUPERSEDED)
LATELY = timedelta(days=60)
"""What was owed longer ago than any slot is made good can be overtaken by nothing."""
Mailboxes = Mapping[str, tuple[Mailbox, ...]]
"""Where readers, by key, can be reached."""


def version(session: Session, *, now: datetime) -> tuple[int, tuple[object, ...]]:
    """Give the newest id of the log, and what changes when a letter fails, is dealt with, or may come again.

    The latter is () while none failed. All in one question, which is put at every tick: a look at the end of
    the log and a walk along ix_message_state_next_at.
    """
    rows = session.execute(_version(), {"now": now}).all()
    return rows[0].newest or 0, tuple(tuple(row[1:]) for row in rows if row.number)


def read(session: Session, *, on: date, office: Mailboxes) -> Failed:
    """Find what reached nobody; `office` tells where the supervisors are, who are not in the ledger."""
    by_letter: defaultdict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in session.execute(_mails()):
        by_letter[row.letter_key].append(row)
    if not by_letter:
        return Failed()
    readers = {rows[0].reader_key for rows in by_letter.values() if rows[0].channel_id is None}
    mailboxes = {**people.mailboxes_of_readers(session, readers, on=on), **office}
    failed, spare = [], []
    for rows in by_letter.values():
        addresses = _keys_of(mailboxes.get(rows[0].reader_key, ()))
        stale = [row for row in rows if row.state in STALE and address_key(row.recipient) not in addresses]
        if all(row.state in NOT_ACCEPTED or row in stale for row in rows):
            failed += [rows] if stale or any(row.state in FAILED for row in rows) else []
        elif rows[0].channel_id is None:
            spare += [row for row in rows if _is_spare(row, addresses)]
    return Failed(letters=_letters(session, failed, mailboxes, office), spare=tuple(map(_copy, spare)))


def are_as_read(session: Session, copies: Iterable[FailedCopy]) -> bool:
    """Tell whether messages are in the states they were read in, and hold them there."""
    expected = {copy.id: copy.state for copy in copies}
    states: dict[int | None, MessageState] = {}
    for some in chunks(expected):
        query = select(Message.id, Message.state).where(col(Message.id).in_(some))
        states |= {number: MessageState(state) for number, state in session.exec(query.with_for_update())}
    return states == expected


def unsay(session: Session, copies: Iterable[FailedCopy]) -> None:
    """Take back what letters were to say: it is owed again."""
    for some in chunks(copy.id for copy in copies):
        session.exec(delete(NoticeSent).where(col(NoticeSent.message_id).in_(some)))


def settle(session: Session, copies: Iterable[FailedCopy], state: MessageState) -> None:
    """Give messages the state they end in."""
    for some in chunks(copy.id for copy in copies):
        session.exec(update(Message).where(col(Message.id).in_(some)).values(state=state, batch=None))


def keep(session: Session, letter: FailedLetter, reason: str, *, next_at: datetime) -> None:
    """Let a letter wait until its reader can be reached: it is owed, and looked at again at `next_at`."""
    waits = {
        "state": MessageState.UNWRITTEN,
        "attempts": letter.attempts + 1,
        "next_at": next_at,
        "last_error": clean_line(reason),
        "batch": None,
    }
    ids = [copy.id for copy in letter.copies]
    session.exec(update(Message).where(col(Message.id).in_(ids)).values(**waits))


def hasten(session: Session) -> int:
    """Let everything unwritten be written anew at once: what kept it may be gone; tell how many there are."""
    unwritten = update(Message).where(col(Message.state) == MessageState.UNWRITTEN)
    return session.exec(unwritten.values(next_at=Message.created_at)).rowcount


def failed_rounds(session: Session) -> dict[str, tuple[int, str]]:
    """Give how many rounds failed at whose letter, by the reader's key, and why the last one did."""
    return {fault.reader_key: (fault.rounds, fault.reason) for fault in session.exec(select(LetterFault))}


def note_failed_rounds(session: Session, reader_key: str, rounds: int, *, reason: str, now: datetime) -> None:
    """Note how many rounds, one after the other, failed at a reader's letter."""
    fault = session.exec(select(LetterFault).where(LetterFault.reader_key == reader_key)).first()
    fault = fault or LetterFault(reader_key=reader_key, rounds=0, at=now, reason=reason)
    fault.rounds, fault.at, fault.reason = max(fault.rounds, rounds), now, clean_line(reason)
    session.add(fault)


def forget_failed_rounds(session: Session, reader_keys: Collection[str]) -> None:
    """Forget that rounds failed at letters to these readers."""
    for some in chunks(reader_keys):
        session.exec(delete(LetterFault).where(col(LetterFault.reader_key).in_(some)))


@cache
def _version() -> sa.Select[Any]:
    """Put the question of every tick together, once: that costs more than its answer."""
    newest = sa.select(func.max(Event.id).label("newest")).subquery()
    comes = sa.case((col(Message.next_at) <= sa.bindparam("now"), 1), else_=0)
    failed = (
        sa.select(
            col(Message.state).label("state"),
            func.count().label("number"),
            func.max(col(Message.next_at)).label("last"),
            func.sum(comes).label("due"),
        )
        .where(col(Message.state).in_(FAILED))
        .group_by(col(Message.state))
        .subquery()
    )
    columns: tuple[Any, ...] = newest.c.newest, *failed.c
    return sa.select(*columns).select_from(newest.outerjoin(failed, sa.true())).order_by(failed.c.state)


def _mails() -> sa.Select[Any]:
    """Select every message of the letters of which one may have failed, without its mail."""
    columns: tuple[Any, ...] = (
        Message.id, Message.key, Message.letter_key, Message.kind, Message.reader_key, Message.channel_id,
        Message.recipient, Message.state, Message.attempts, Message.created_at, Message.due_at,
        Message.next_at,
    )  # fmt: skip
    letters = sa.union(*(sa.select(col(Message.letter_key)).where(item) for item in _failing()))
    query = sa.select(*columns, is_kept().label("kept")).where(col(Message.letter_key).in_(letters))
    return query.order_by(col(Message.id))


def _failing() -> tuple[sa.ColumnElement[bool], ...]:
    """Choose what failed, or waits at an address that the registry does not have for its reader.

    Where supervisors and the holders of posts can be reached is not in the registry alone.
    What a channel gave up is tried again by hand, with the same words.
    """
    at_home = (
        (col(MailboxRow.owner_key) == col(Message.reader_key))
        & (func.lower(MailboxRow.address) == func.lower(Message.recipient))
    )  # fmt: skip
    elsewhere = or_(
        col(Message.reader_key).startswith("post:"),
        col(Message.reader_key).startswith(f"{OFFICE_KEY}:"),
        ~sa.exists().where(at_home),
    )
    by_mail = func.coalesce(Message.channel_id, 0) == 0
    return (
        col(Message.state) == MessageState.UNWRITTEN,
        (col(Message.state) == MessageState.DEAD) & by_mail,
        col(Message.state).in_(STALE) & by_mail & elsewhere,
    )


def _is_spare(row: sa.Row[Any], addresses: Collection[str]) -> bool:
    """Tell whether a mail of a letter that is said elsewhere need not be listed or tried any more."""
    if row.state is MessageState.UNWRITTEN and not row.attempts:
        return True
    return row.state in (*FAILED, MessageState.QUEUED) and address_key(row.recipient) not in addresses


def _keys_of(mailboxes: Iterable[Mailbox]) -> frozenset[str]:
    return frozenset(address_key(clean_line(mailbox.address)) for mailbox in mailboxes)


def _letters(
    session: Session, failed: Sequence[Sequence[sa.Row[Any]]], mailboxes: Mailboxes, office: Mailboxes
) -> tuple[FailedLetter, ...]:
    firsts = [rows[0] for rows in failed]
    said = _said(session, [row.id for rows in failed for row in rows])
    overtakers, heirs = _overtakers(session, firsts), _heirs(session, firsts, office)
    return tuple(
        FailedLetter(
            key=first.letter_key,
            kind=first.kind,
            reader_key=first.reader_key,
            channel_id=first.channel_id,
            created_at=first.created_at,
            due_at=min(row.due_at or row.created_at for row in rows),
            attempts=max((row.attempts for row in rows if row.state is MessageState.UNWRITTEN), default=0),
            copies=tuple(_copy(row) for row in rows if row.state is not MessageState.SUPERSEDED),
            said=frozenset(key for row in rows for key in said.get(row.id, ())),
            mailboxes=mailboxes.get(first.reader_key, ()),
            is_overtaken=overtakers.get(_duty(first), first.created_at) > first.created_at,
            heirs=heirs.get(first.letter_key, ()),
        )
        for first, rows in zip(firsts, failed, strict=True)
    )


def _copy(row: sa.Row[Any]) -> FailedCopy:
    return FailedCopy(
        id=row.id,
        key=row.key,
        address=row.recipient,
        state=row.state,
        next_at=row.next_at,
        is_blank=not row.kept,
    )


def _said(session: Session, ids: Iterable[int]) -> Mapping[int, Sequence[str]]:
    grouped: defaultdict[int, list[str]] = defaultdict(list)
    for some in chunks(ids):
        query = select(NoticeSent.message_id, NoticeSent.key).where(col(NoticeSent.message_id).in_(some))
        for message_id, key in session.exec(query):
            grouped[message_id].append(key)
    return grouped


def _overtakers(session: Session, rows: Sequence[sa.Row[Any]]) -> Mapping[tuple[object, ...], datetime]:
    """Find when the last letter on its way was written to each reader for the same kind of duty."""
    periodic = [row for row in rows if row.kind not in ONLY_NOTICES]
    if not periodic:
        return {}
    since = max(min(row.created_at for row in periodic), max(row.created_at for row in periodic) - LATELY)
    found: dict[tuple[object, ...], datetime] = {}
    for some in chunks({row.reader_key for row in periodic}):
        theirs = (
            col(Message.reader_key).in_(some),
            col(Message.state).in_(ON_THEIR_WAY),
            col(Message.created_at) > since,
        )
        last = func.max(Message.created_at)
        query = select(Message.reader_key, Message.kind, Message.channel_id, last).where(*theirs)
        grouped = query.group_by(col(Message.reader_key), col(Message.kind), col(Message.channel_id))
        found |= {(key, kind, channel): at for key, kind, channel, at in session.exec(grouped)}
    return found


def _duty(row: sa.Row[Any]) -> tuple[object, ...]:
    return row.reader_key, row.kind, row.channel_id


def _heirs(session: Session, rows: Iterable[sa.Row[Any]], office: Mailboxes) -> Mapping[str, tuple[str, ...]]:
    """Find for each letter to a former supervisor those of today who have none for the same duty."""
    prefix = f"{OFFICE_KEY}:"
    former = [row for row in rows if row.reader_key.startswith(prefix) and row.reader_key not in office]
    wanted = {row.letter_key: _of_the_others(row, office) for row in former}
    known: set[str] = set()
    for some in chunks({key for keys in wanted.values() for key in keys}):
        known |= set(session.exec(select(Message.letter_key).where(col(Message.letter_key).in_(some))))
    return {
        letter_key: tuple(reader for key, reader in keys.items() if key not in known)
        for letter_key, keys in wanted.items()
    }


def _of_the_others(row: sa.Row[Any], office: Mailboxes) -> dict[str, str]:
    """Give the readers of today by the keys that the same letter to them has."""
    kind, period, _rest = row.letter_key.split(":", 2)
    return {f"{kind}:{period}:{reader}": reader for reader in office}
