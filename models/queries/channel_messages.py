# SPDX-License-Identifier: Apache-2.0
"""What channels are told beside mail: written with the letter, held back while a channel is quiet or gone."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select, update

from models.channels import ChannelMessage, ChannelView, channel_message_key
from models.kinds import ONLY_NOTICES, MessageState
from models.letters import Letter
from models.queries.channels import as_view
from models.tables import Channel, Message, NoticeSent
from models.tables.base import put
from models.text import clean_line


def write(
    session: Session,
    letter: Letter,
    note: ChannelMessage,
    channel: ChannelView,
    *,
    now: datetime,
    wait: timedelta = timedelta(0),
    anew: Collection[int] = (),
) -> bool:
    """Tell a channel of a letter after `wait`, or after its quiet hours; tell whether it was not told before.

    What it is told is marked as said to this channel alone: it says nothing of the mail.
    `anew` are messages that could not be put into words before, and may be written over.
    """
    facts = {
        "subject": note.title,
        "content": note.content,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "next_at": channel.leaves_at(now + wait),
        "last_error": None,
    }
    return _written(session, letter, channel, facts, now=now, anew=anew)


def write_unwritten(
    session: Session,
    letter: Letter,
    reason: str,
    channel: ChannelView,
    *,
    now: datetime,
    attempts: int,
    next_at: datetime,
    anew: Collection[int] = (),
) -> bool:
    """Keep what could not be put into words, to be tried anew at `next_at`; tell whether it is news."""
    facts = {
        "subject": "",
        "content": b"",
        "state": MessageState.UNWRITTEN,
        "attempts": attempts,
        "next_at": next_at,
        "last_error": clean_line(reason),
    }
    return _written(session, letter, channel, facts, now=now, anew=anew)


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
    session: Session,
    letter: Letter,
    channel: ChannelView,
    facts: dict[str, Any],
    *,
    now: datetime,
    anew: Collection[int],
) -> bool:
    """Put down a message with what it says; False when the channel was told all of it."""
    key, said = _key(letter, channel), _unsaid(session, letter, channel)
    there = session.exec(select(Message.id).where(Message.key == key)).first()
    over = there if there in anew else None
    if not said and over is None and (there or letter.kind in ONLY_NOTICES):
        return False
    # Whom no mail reaches is owed one weekly letter all week, with every notice that falls due meanwhile.
    named = f"{key}:{_digest(said)}" if there and over is None else key
    message_id = put(session, Message, _facts_of(letter, channel, named, now=now) | facts, over=over)
    for item, (task_id, threshold) in said.items():
        session.add(NoticeSent(key=item, message_id=message_id, task_id=task_id, threshold=threshold))
    session.flush()
    return True


def _key(letter: Letter, channel: ChannelView) -> str:
    return f"{channel_message_key(letter)}@{channel.recipient}"


def _unsaid(session: Session, letter: Letter, channel: ChannelView) -> dict[str, tuple[int, int]]:
    """Give the task and the threshold of each notice this channel has not heard of, by what names it."""
    owed = {
        f"{notice.key_for(letter.reader.key)}@{channel.recipient}": (
            notice.deadline.task.id,
            notice.threshold,
        )
        for notice in letter.notices
    }
    known = set(session.exec(select(NoticeSent.key).where(col(NoticeSent.key).in_(owed))))
    return {key: facts for key, facts in owed.items() if key not in known}


def _digest(said: Iterable[str]) -> str:
    return sha256("\n".join(sorted(said)).encode()).hexdigest()[:10]


def _facts_of(letter: Letter, channel: ChannelView, key: str, *, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "letter_key": key,
        "kind": letter.kind,
        "reader_key": channel.reader_key,
        "reader_name": clean_line(letter.reader.name),
        "sender": "",
        "recipient": channel.recipient,
        "message_id": key,
        "created_at": now,
        "channel_id": channel.id,
    }
