"""What channels are told beside mail: written with the letter, held back while a channel is quiet or gone."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select, update

from models.channels import ChannelView, Note, note_key
from models.kinds import LetterKind, MessageState
from models.letters import Letter
from models.queries.channels import as_view
from models.tables import Channel, Message, Said
from models.tables.base import row_id

ONLY_NOTICES = (LetterKind.THRESHOLD, LetterKind.URGING)
"""The kinds of message that say nothing but their notices."""


def write(
    session: Session,
    letter: Letter,
    note: Note,
    channel: ChannelView,
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
) -> bool:
    """Tell a channel of a letter after `wait`, or after its quiet hours; tell whether it was not told before.

    What it is told is marked as said to this channel alone: it says nothing of the mail.
    """
    next_at = channel.leaves_at(now + wait)
    return _written(session, letter, note, channel, now=now, next_at=next_at) is not None


def write_unwritable(
    session: Session, letter: Letter, reason: str, channel: ChannelView, *, now: datetime
) -> bool:
    """Keep what could not be put into words on the list of the dead, so that it is not lost silently."""
    nothing = Note(title=note_key(letter), content=b"")
    message = _written(session, letter, nothing, channel, now=now, next_at=now)
    if message is None:
        return False
    message.state, message.last_error = MessageState.DEAD, reason
    return True


def hold_back(session: Session, ids: Collection[int], *, now: datetime) -> set[int]:
    """Keep messages from a channel that is quiet at `now`, drop those to a removed one; give their ids.

    `now` is aware and in the office's time zone.
    """
    query = select(Message.id, Channel).join(Channel, col(Channel.id) == col(Message.channel_id))
    held: set[int] = set()
    for number, row in session.exec(query.where(col(Message.id).in_(ids))):
        if kept := _kept(row, now):
            session.exec(update(Message).where(col(Message.id) == number).values(**kept))
            held.add(number or 0)
    return held


def _kept(row: Channel, now: datetime) -> dict[str, Any]:
    free = {"lease_until": None, "lease_token": None}
    if row.removed_at is not None:
        return free | {"state": MessageState.DROPPED}
    leaves_at = as_view(row).leaves_at(now).astimezone(UTC)
    return free | {"state": MessageState.QUEUED, "next_at": leaves_at} if leaves_at > now else {}


def _written(
    session: Session, letter: Letter, note: Note, channel: ChannelView, *, now: datetime, next_at: datetime
) -> Message | None:
    """Add a message with what it says, None when the channel was told all of it."""
    key, said = _key(letter, channel), _unsaid(session, letter, channel)
    is_there = session.exec(select(Message.id).where(Message.key == key)).first() is not None
    if not said and (is_there or letter.kind in ONLY_NOTICES):
        return None
    # Whom no mail reaches is owed one weekly letter all week, with every notice that falls due meanwhile.
    message = _message(f"{key}:{_digest(said)}" if is_there else key, letter, note, channel, now=now)
    message.next_at = next_at
    session.add(message)
    session.flush()
    for each, (task_id, threshold) in said.items():
        session.add(Said(key=each, message_id=row_id(message), task_id=task_id, threshold=threshold))
    return message


def _key(letter: Letter, channel: ChannelView) -> str:
    return f"{note_key(letter)}@{channel.recipient}"


def _unsaid(session: Session, letter: Letter, channel: ChannelView) -> dict[str, tuple[int, int]]:
    """Give the task and the threshold of each notice this channel has not heard of, by what names it."""
    owed = {
        f"{each.key_for(letter.reader.key)}@{channel.recipient}": (each.deadline.task.id, each.threshold)
        for each in letter.notices
    }
    known = set(session.exec(select(Said.key).where(col(Said.key).in_(owed))))
    return {key: facts for key, facts in owed.items() if key not in known}


def _digest(said: Iterable[str]) -> str:
    return sha256("\n".join(sorted(said)).encode()).hexdigest()[:10]


def _message(key: str, letter: Letter, note: Note, channel: ChannelView, *, now: datetime) -> Message:
    return Message(
        key=key,
        letter_key=key,
        kind=letter.kind,
        reader_key=channel.reader_key,
        reader_name=letter.reader.name,
        sender="",
        recipient=channel.recipient,
        subject=note.title,
        message_id=key,
        content=note.content,
        created_at=now,
        next_at=now,
        channel_id=channel.id,
    )
