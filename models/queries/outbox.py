# SPDX-License-Identifier: Apache-2.0
"""The outbox: what is owed is written once, listed, reported, changed by hand; `claims` is how it leaves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func, select, update

from models.addresses import Mailbox
from models.channels import Medium
from models.errors import NotFoundError, UsageError
from models.kinds import LetterKind, MessageState, SlotState, TaskState
from models.letters import Envelope, Letter, RunReport
from models.queries.chunks import WITHOUT_CONTENT, chunks
from models.tables import Delivery, Message, NoticeSent, ServedSlot, Task
from models.tables.base import put
from models.tables.outbox import goes_by, is_kept, is_mail
from models.text import clean_line

UNSENT = (MessageState.DEAD, MessageState.DROPPED, MessageState.SUPERSEDED)


def write(
    session: Session,
    letter: Letter,
    envelopes: Sequence[Envelope],
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
    over: Mapping[str, int] | None = None,
) -> None:
    """Write a letter's mails, one to each mailbox, to leave after `wait`, and what it says, once.

    `over` are messages that could not be written before and are written over, by the keys they get.
    IntegrityError if it is there already.
    """
    over = over or {}
    ids = [
        _put(
            session,
            letter,
            over=over.get(envelope.key),
            key=envelope.key,
            sender=envelope.sender,
            recipient=envelope.recipient,
            subject=envelope.subject,
            message_id=envelope.message_id,
            content=envelope.content,
            created_at=now,
            next_at=now + wait,
        )
        for envelope in envelopes
    ]
    say(session, letter, ids[0])


def write_unwritten(
    session: Session,
    letter: Letter,
    mailbox: Mailbox,
    reason: str,
    *,
    now: datetime,
    attempts: int,
    next_at: datetime,
    over: int | None = None,
) -> int:
    """Keep a mail that could not be written down, to be written anew at `next_at`; give its number.

    `over` is the message that could not be written before either.
    """
    key = letter.key_for(mailbox)
    return _put(
        session,
        letter,
        over=over,
        key=key,
        sender="",
        recipient=clean_line(mailbox.address),
        subject="",
        message_id=key,
        content=b"",
        state=MessageState.UNWRITTEN,
        attempts=attempts,
        created_at=now,
        next_at=next_at,
        last_error=clean_line(reason),
    )


def say(session: Session, letter: Letter, message_id: int) -> None:
    """Note what a letter says, with one of its mails: it is said unless it turns out that nobody got any."""
    session.add_all(
        NoticeSent(
            key=notice.key_for(letter.reader.key),
            message_id=message_id,
            task_id=notice.deadline.task.id,
            threshold=notice.threshold,
        )
        for notice in letter.notices
    )
    session.flush()


def said_at(session: Session) -> dict[str, datetime]:
    """Give when each notice about an open task was said, by its key."""
    query = (
        select(NoticeSent.key, Message.created_at)
        .join(Message, col(NoticeSent.message_id) == col(Message.id))
        .join(Task, col(NoticeSent.task_id) == col(Task.id))
        .where(Task.state == TaskState.OPEN)
    )
    return {key: at for key, at in session.exec(query)}  # noqa: C416  (a row is no pair to mypy)


def numbers_of(session: Session, letter_key: str) -> dict[str, int]:
    """Give the numbers of a letter's messages by their keys."""
    query = select(Message.key, Message.id).where(Message.letter_key == letter_key)
    return {key: number or 0 for key, number in session.exec(query)}


def free_key(session: Session, key: str) -> str:
    """Give a key of its own to a letter that says something once more: the first one that no letter has."""
    query = select(Message.letter_key).where(col(Message.letter_key).startswith(f"{key}~", autoescape=True))
    known = set(session.exec(query))
    return next(name for nth in count(2) if (name := f"{key}~{nth}") not in known)


def taken_keys(session: Session, keys: Iterable[str]) -> frozenset[str]:
    """Give the keys among these that some message has."""
    return frozenset(
        key
        for some in chunks(keys)
        for key in session.exec(select(Message.key).where(col(Message.key).in_(some)))
    )


def record_slot(session: Session, kind: str, label: str, *, now: datetime, messages: int) -> None:
    """Record that a slot was served; IntegrityError when it was served before."""
    session.add(ServedSlot(kind=kind, label=label, at=now, messages=messages))
    session.flush()


def record_skipped(session: Session, kind: str, label: str, *, now: datetime) -> None:
    """Record that nobody served a slot in time; IntegrityError when it was settled before."""
    session.add(ServedSlot(kind=kind, label=label, at=now, messages=0, state=SlotState.SKIPPED))
    session.flush()


def skipped(session: Session, *, since: datetime) -> Sequence[ServedSlot]:
    """List the slots recorded as skipped since a moment, oldest first."""
    told = (col(ServedSlot.state) == SlotState.SKIPPED) & (col(ServedSlot.at) >= since)
    return session.exec(select(ServedSlot).where(told).order_by(col(ServedSlot.id))).all()


def counts(session: Session, *, medium: Medium | None = None) -> dict[MessageState, int]:
    """Count the messages by state, of one way out or of both."""
    query = select(Message.state, func.count()).group_by(col(Message.state))
    rows = session.exec(query if medium is None else query.where(goes_by(medium)))
    return {MessageState(state): count for state, count in rows}


def not_sent(session: Session, *, waiting_since: datetime) -> Sequence[Message]:
    """List the mails that were given up, and those that have waited since that moment or longer."""
    waits = col(Message.state).in_([MessageState.QUEUED, MessageState.SENDING])
    stuck = waits & (col(Message.created_at) <= waiting_since)
    dead = col(Message.state) == MessageState.DEAD
    query = select(Message).where(is_mail(), dead | stuck).options(WITHOUT_CONTENT).order_by(col(Message.id))
    return session.exec(query).all()


def unwritten(session: Session) -> Sequence[Message]:
    """List what could not be written down, for channels too; not what a person wants written anew at once."""
    tried = (col(Message.state) == MessageState.UNWRITTEN) & (col(Message.attempts) > 0)
    query = select(Message).where(tried).options(WITHOUT_CONTENT).order_by(col(Message.id))
    return session.exec(query).all()


def find(session: Session, message_id: int) -> Message:
    """Give the message of that number; NotFoundError when there is none."""
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError(
            "There is no message {id}.", cure="List them with: duban outbox list.", id=message_id
        )
    return message


def listed(
    session: Session, *, states: Sequence[MessageState] = (), reader: str = ""
) -> Sequence[tuple[Message, bool]]:
    """List messages without their mails, newest first, each with whether its mail is kept.

    Only those in one of `states`, to a reader whose name or address holds `reader`.
    """
    query = select(Message, is_kept()).options(WITHOUT_CONTENT).order_by(col(Message.id).desc())
    if states:
        query = query.where(col(Message.state).in_(states))
    if reader:
        query = query.where(
            col(Message.reader_name).contains(reader) | col(Message.recipient).contains(reader)
        )
    return session.exec(query).all()


def attempts_of(session: Session, message: Message) -> Sequence[Delivery]:
    """Give every attempt to hand a message over, oldest first."""
    query = select(Delivery).where(Delivery.message_id == message.id).order_by(col(Delivery.id))
    return session.exec(query).all()


def retry(session: Session, message: Message, *, now: datetime) -> None:
    """Try a message again at once; UsageError when it left already, or another one says what it would.

    A mail that was given up, and whatever could not be written, is written anew by the next round, for the
    address of today. What waits keeps its bytes; so does what a channel gave up, and the mail of a letter
    that another mailbox of its reader has or may get.
    """
    if message.state in (MessageState.SENT, MessageState.SUPERSEDED) or not _can_leave(message):
        raise UsageError(
            "Message {id} is {state} and cannot be tried again.",
            cure="Look at it with: duban outbox show {id}.",
            id=message.id,
            state=message.state.value,
        )
    message.lease_until = message.lease_token = None
    if message.content and not _is_written_anew(session, message):
        message.state, message.next_at, message.created_at = MessageState.QUEUED, now, now
    else:
        message.state, message.attempts, message.next_at = MessageState.UNWRITTEN, 0, message.created_at


def _can_leave(message: Message) -> bool:
    """Tell whether there is something to send or to write anew; of a channel's only its bytes are known."""
    return bool(message.content) or message.channel_id is None or message.state is MessageState.UNWRITTEN


def _is_written_anew(session: Session, message: Message) -> bool:
    if message.channel_id or message.state not in (*UNSENT, MessageState.UNWRITTEN):
        return message.state is MessageState.UNWRITTEN
    of_letter = select(Message.state).where(Message.letter_key == message.letter_key)
    return all(state in (*UNSENT, MessageState.UNWRITTEN) for state in session.exec(of_letter))


def drop(message: Message) -> None:
    """Take a message that did not leave off the list; UsageError when it left already."""
    if message.state is MessageState.SENT:
        raise UsageError(
            "Message {id} has been sent and cannot be dropped.", cure="Choose another one.", id=message.id
        )
    message.state = MessageState.DROPPED
    message.lease_until = message.lease_token = None


def last_round(session: Session) -> datetime | None:
    """Give the time of the newest round, None when none ran yet."""
    return session.exec(select(func.max(ServedSlot.at))).one()


def _put(session: Session, letter: Letter, *, over: int | None, **facts: Any) -> int:
    """Add a message or write over one, as if nothing of it had been there before."""
    fresh = {
        "letter_key": letter.key,
        "kind": letter.kind,
        "reader_key": letter.reader.key,
        "reader_name": clean_line(letter.reader.name),
        "state": MessageState.QUEUED,
        "attempts": 0,
        "due_at": letter.due_at,
        "last_error": None,
        "is_rehearsal": letter.is_rehearsal,
    }
    if over is not None:
        session.exec(delete(NoticeSent).where(col(NoticeSent.message_id) == over))
    return put(session, Message, fresh | facts, over=over)


WAITING = (MessageState.QUEUED, MessageState.SENDING)
RANKED = (
    MessageState.SENT,
    *WAITING,
    MessageState.UNWRITTEN,
    MessageState.DEAD,
    MessageState.MOOT,
    MessageState.DROPPED,
    MessageState.SUPERSEDED,
)
"""A letter counts once, as the first of these that one of its mails is: one mailbox is enough."""
NOT_WANTED = (MessageState.MOOT, MessageState.DROPPED, MessageState.SUPERSEDED)
"""What need not leave any more, or leaves as another mail."""


def run_report(session: Session, *, earliest: datetime) -> RunReport:
    """Count the letters planned since the last run report, or since `earliest` if that is later."""
    since = max(earliest, _last_report(session) or earliest)
    counts = _counts(session, since)
    by_state = {state: sum(n for (_, found), n in counts.items() if found is state) for state in MessageState}
    return RunReport(
        since=since,
        planned=sum(n for state, n in by_state.items() if state not in NOT_WANTED),
        sent=by_state[MessageState.SENT],
        waiting=sum(by_state[state] for state in WAITING),
        failed=by_state[MessageState.DEAD],
        unwritten=by_state[MessageState.UNWRITTEN],
        skipped=_skipped(session, since),
        is_weekly=any(kind is LetterKind.WEEKLY for kind, _ in counts),
    )


def _counts(session: Session, since: datetime) -> dict[tuple[LetterKind, MessageState], int]:
    rank = sa.case({state.value: place for place, state in enumerate(RANKED)}, value=col(Message.state))
    mails = (is_mail(), col(Message.created_at) > since, col(Message.kind) != LetterKind.REPORT)
    letters = (
        sa.select(func.min(Message.kind).label("kind"), func.min(rank).label("rank"))
        .where(*mails)
        .group_by(col(Message.letter_key))
        .subquery()
    )
    query = sa.select(letters.c.kind, letters.c.rank, func.count()).group_by(letters.c.kind, letters.c.rank)
    return {(LetterKind(kind), RANKED[rank]): count for kind, rank, count in session.execute(query)}


def _last_report(session: Session) -> datetime | None:
    query = select(func.max(ServedSlot.at)).where(ServedSlot.kind == LetterKind.REPORT.value)
    return session.exec(query).one()


def _skipped(session: Session, since: datetime) -> int:
    told = (ServedSlot.state == SlotState.SKIPPED, ServedSlot.at > since)
    return session.exec(select(func.count()).where(*told)).one()


SETTLED = (MessageState.SENT, MessageState.DROPPED, MessageState.MOOT, MessageState.SUPERSEDED)


def bodies_to_empty(session: Session, *, settled_before: datetime, after: int, limit: int) -> Sequence[int]:
    """Give the ids above `after` of settled messages older than that moment whose mail is still there."""
    settled_at = func.coalesce(Message.sent_at, Message.created_at)
    query = select(Message.id).where(
        col(Message.id) > after,
        col(Message.state).in_(SETTLED),
        settled_at < settled_before,
        is_kept(),
    )
    return [item for item in session.exec(query.order_by(col(Message.id)).limit(limit)) if item is not None]


def empty_bodies(session: Session, ids: Sequence[int]) -> None:
    """Forget the mails of these messages."""
    session.exec(update(Message).where(col(Message.id).in_(ids)).values(content=b""))
