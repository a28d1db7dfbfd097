"""The outbox: what is owed is written once, listed, and changed by hand; `claims` is how it leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select

from models.addresses import Mailbox
from models.channels import Way
from models.errors import NotFoundError, UsageError
from models.kinds import MessageState, SlotState
from models.letters import Envelope, Letter
from models.queries.claims import goes_by
from models.tables import Delivery, Message, Round, Said
from models.tables.base import row_id
from models.tables.columns import EMPTY_SIZE

WITHOUT_CONTENT = defer(Message.content, raiseload=True)  # type: ignore[arg-type]
"""A list of messages must not read their mails: there may be a hundred thousand."""


def write(
    session: Session,
    letter: Letter,
    envelopes: Sequence[Envelope],
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> None:
    """Write a letter's mails, one to each mailbox, to leave after `wait`, and what it says, once.

    IntegrityError if it is there already.
    """
    messages = [_message(letter, envelope, now=now) for envelope in envelopes]
    for message in messages:
        message.next_at = now + wait
    session.add_all(messages)
    session.flush()
    session.add_all(
        Said(
            key=notice.key_for(letter.reader.key),
            message_id=row_id(messages[0]),
            task_id=notice.deadline.task.id,
            threshold=notice.threshold,
        )
        for notice in letter.notices
    )


def record_round(session: Session, kind: str, label: str, *, now: datetime, messages: int) -> None:
    """Record that a slot was served; IntegrityError when it was served before."""
    session.add(Round(kind=kind, label=label, at=now, messages=messages))
    session.flush()


def record_skipped(session: Session, kind: str, label: str, *, now: datetime) -> None:
    """Record that nobody served a slot in time; IntegrityError when it was settled before."""
    session.add(Round(kind=kind, label=label, at=now, messages=0, state=SlotState.SKIPPED))
    session.flush()


def skipped(session: Session, *, since: datetime) -> Sequence[Round]:
    """List the slots recorded as skipped since a moment, oldest first."""
    told = (col(Round.state) == SlotState.SKIPPED) & (col(Round.at) >= since)
    return session.exec(select(Round).where(told).order_by(col(Round.id))).all()


def write_unwritable(
    session: Session, letter: Letter, mailbox: Mailbox, reason: str, *, now: datetime
) -> None:
    """Keep a mail that could not be rendered on the list of the dead, so that it is not lost silently."""
    key = letter.key_for(mailbox)
    nothing = Envelope(
        key=key,
        message_id=key,
        sender="",
        recipient=mailbox.address,
        subject=key,
        content=b"",
    )
    message = _message(letter, nothing, now=now)
    message.state, message.last_error = MessageState.DEAD, reason
    session.add(message)
    session.flush()


def counts(session: Session, *, way: Way | None = None) -> dict[MessageState, int]:
    """Count the messages by state, of one way out or of both."""
    query = select(Message.state, func.count()).group_by(col(Message.state))
    rows = session.exec(query if way is None else query.where(goes_by(way)))
    return {MessageState(state): count for state, count in rows}


def not_sent(session: Session, *, waiting_since: datetime) -> Sequence[Message]:
    """List the mails that were given up, and those that have waited since that moment or longer."""
    waits = col(Message.state).in_([MessageState.QUEUED, MessageState.SENDING])
    stuck = waits & (col(Message.created_at) <= waiting_since)
    dead = col(Message.state) == MessageState.DEAD
    query = (
        select(Message)
        .where(goes_by(Way.MAIL), dead | stuck)
        .options(WITHOUT_CONTENT)
        .order_by(col(Message.id))
    )
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


def is_kept() -> Any:
    """Ask whether the mail of a message is there, without reading it."""
    return func.length(Message.content) > EMPTY_SIZE


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


def _message(letter: Letter, envelope: Envelope, *, now: datetime) -> Message:
    return Message(
        key=envelope.key,
        letter_key=letter.key,
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
