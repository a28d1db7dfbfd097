"""The outbox: what is owed is written once, claimed by one sender at a time, and stamped when it left."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, func, or_, select, update

from models.errors import NotFoundError, UsageError
from models.kinds import MessageState, Outcome, TaskState
from models.letters import Envelope, Letter
from models.tables import Delivery, Message, Round, Said, Task
from models.tables.base import row_id

LEASE = timedelta(minutes=25)
"""Twice the longest time-out of a sender (ten minutes after the final dot), and some."""


def write(session: Session, letter: Letter, envelope: Envelope, *, now: datetime) -> None:
    """Write one message and what it says; IntegrityError when any of it was written before."""
    message = _message(letter, envelope, now=now)
    session.add(message)
    session.flush()
    session.add_all(
        Said(
            key=notice.key_for(letter.reader.key),
            message_id=row_id(message),
            task_id=notice.deadline.task.id,
            threshold=notice.threshold,
        )
        for notice in letter.notices
    )


def record_round(session: Session, kind: str, label: str, *, now: datetime, messages: int) -> None:
    """Record that a slot was served; IntegrityError when it was served before."""
    session.add(Round(kind=kind, label=label, at=now, messages=messages))
    session.flush()


def write_unwritable(session: Session, letter: Letter, reason: str, *, now: datetime) -> None:
    """Keep a letter that could not be rendered on the list of the dead, so that it is not lost silently."""
    nothing = Envelope(
        key=letter.key,
        message_id=letter.key,
        sender="",
        recipient=letter.reader.mailbox or "",
        subject=letter.key,
        content=b"",
    )
    message = _message(letter, nothing, now=now)
    message.state, message.last_error = MessageState.DEAD, reason
    session.add(message)
    session.flush()


def claim(session: Session, *, now: datetime, limit: int, owner: str) -> Sequence[Message]:
    """Take up to `limit` messages that are due, so that no other sender takes them while the lease lasts.

    `owner` begins the token that fences the claim.
    """
    free = or_(
        (col(Message.state) == MessageState.QUEUED) & (col(Message.next_at) <= now),
        (col(Message.state) == MessageState.SENDING) & (col(Message.lease_until) <= now),
    )
    query = select(Message).where(free).order_by(col(Message.next_at), col(Message.id)).limit(limit)
    messages = session.exec(query.with_for_update(skip_locked=True)).all()
    for message in messages:
        message.state = MessageState.SENDING
        message.lease_until = now + LEASE
        message.lease_token = f"{owner}:{uuid4().hex}"
    return messages


def mark_moot(session: Session, messages: Sequence[Message]) -> None:
    """Take back what speaks only of tasks that were closed in the meantime."""
    for message in messages:
        message.state = MessageState.MOOT
        message.lease_until = message.lease_token = None


def is_moot(session: Session, message: Message) -> bool:
    """Tell whether a message speaks of particular tasks only, and none of them is open any more."""
    if message.kind not in ONLY_NOTICES:
        return False
    states = session.exec(select(Task.state).join(Said).where(Said.message_id == message.id)).all()
    return bool(states) and all(state is not TaskState.OPEN for state in states)


_FREE: dict[str, Any] = {"state": MessageState.QUEUED, "lease_until": None, "lease_token": None}
ONLY_NOTICES = ("threshold", "urging")
"""The kinds of message that say nothing but their notices."""


def stamp_sent(session: Session, message: Message, *, now: datetime) -> bool:
    """Stamp a claimed message as sent; tell whether the claim still held."""
    held = _settle(session, message, state=MessageState.SENT, sent_at=now, last_error=None)
    session.add(Delivery(message_id=row_id(message), at=now, outcome=Outcome.SENT))
    return held


def stamp_failed(
    session: Session,
    message: Message,
    *,
    now: datetime,
    outcome: Outcome,
    code: int | None,
    reason: str,
    next_at: datetime | None,
) -> bool:
    """Stamp a failed attempt: queued again for `next_at`, or dead when there is none."""
    state = MessageState.QUEUED if next_at else MessageState.DEAD
    held = _settle(session, message, state=state, next_at=next_at or now, last_error=reason)
    attempt = Delivery(message_id=row_id(message), at=now, outcome=outcome, code=code, text=reason)
    session.add(attempt)
    return held


def unclaim(session: Session, messages: Sequence[Message]) -> None:
    """Give claimed messages back untried."""
    tokens = [message.lease_token for message in messages]
    session.exec(update(Message).where(col(Message.lease_token).in_(tokens)).values(**_FREE))


def release(session: Session, *, owner: str) -> int:
    """Give back what a dead owner had claimed; only who can prove that it is dead may call this."""
    taken = (col(Message.state) == MessageState.SENDING) & col(Message.lease_token).startswith(f"{owner}:")
    return session.exec(update(Message).where(taken).values(**_FREE)).rowcount


def counts(session: Session) -> dict[MessageState, int]:
    """Count the messages by state."""
    rows = session.exec(select(Message.state, func.count()).group_by(col(Message.state)))
    return {MessageState(state): count for state, count in rows}


def not_sent(session: Session, *, waiting_since: datetime) -> Sequence[Message]:
    """List the messages that were given up, and those that have waited since that moment or longer."""
    waits = col(Message.state).in_([MessageState.QUEUED, MessageState.SENDING])
    stuck = waits & (col(Message.created_at) <= waiting_since)
    dead = col(Message.state) == MessageState.DEAD
    return session.exec(select(Message).where(dead | stuck).order_by(col(Message.id))).all()


def find(session: Session, message_id: int) -> Message:
    """Give the message of that number; NotFoundError when there is none."""
    message = session.get(Message, message_id)
    if message is None:
        raise NotFoundError(
            "There is no message {id}.", cure="List them with: duban outbox list.", id=message_id
        )
    return message


def listed(session: Session, *, states: Sequence[MessageState] = (), reader: str = "") -> Sequence[Message]:
    """List messages, newest first: in one of `states`, to a reader whose name or address holds `reader`."""
    query = select(Message).order_by(col(Message.id).desc())
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


def retry(message: Message, *, now: datetime) -> None:
    """Queue a message for another attempt at once; UsageError when it left already or has nothing to send."""
    if message.state is MessageState.SENT or not message.content:
        raise UsageError(
            "Message {id} is {state} and cannot be tried again.",
            cure="Look at it with: duban outbox show {id}.",
            id=message.id,
            state=message.state.value,
        )
    message.state, message.next_at, message.created_at = MessageState.QUEUED, now, now
    message.lease_until = message.lease_token = None


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
    return session.exec(select(func.max(Round.at))).one()


def _settle(session: Session, message: Message, **values: object) -> bool:
    owned = (col(Message.id) == message.id) & (col(Message.lease_token) == message.lease_token)
    freed = {"lease_until": None, "lease_token": None, "attempts": message.attempts + 1}
    return session.exec(update(Message).where(owned).values(**freed, **values)).rowcount == 1


def _message(letter: Letter, envelope: Envelope, *, now: datetime) -> Message:
    return Message(
        key=letter.key,
        kind=letter.kind,
        reader_key=letter.reader.key,
        reader_name=letter.reader.name,
        sender=envelope.sender,
        recipient=envelope.recipient,
        subject=envelope.subject,
        message_id=envelope.message_id,
        content=envelope.content,
        created_at=now,
        next_at=now,
    )
