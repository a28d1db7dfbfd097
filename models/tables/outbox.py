# SPDX-License-Identifier: Apache-2.0
"""Rounds, the messages they owe, what each says, every attempt to hand it over, and where rounds fail."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, UniqueConstraint, col

from models.channels import Medium
from models.kinds import LetterKind, MessageState, Outcome, SlotState
from models.tables.base import LedgerTable
from models.tables.columns import EMPTY_SIZE, Compressed, word

FOR_CHANNELS = sa.text("channel_id IS NOT NULL")
"""What waits for channels has an index of its own: it must be found without walking past every mail."""


class ServedSlot(LedgerTable, table=True):
    """One slot settled: unique by kind and period, so that a second round finds nothing left to do."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("kind", "label"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    label: str
    at: datetime
    messages: int
    state: SlotState = Field(default=SlotState.SERVED, sa_type=word(SlotState))


class Message(LedgerTable, table=True):
    """One letter to one of its reader's mailboxes, with the very bytes that every attempt sends."""

    __table_args__ = (
        Index("ix_message_state_next_at", "state", "next_at"),
        Index(
            "ix_message_channel_state_next_at",
            "state",
            "next_at",
            sqlite_where=FOR_CHANNELS,
            postgresql_where=FOR_CHANNELS,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The letter's own key for its first mailbox, `KEY@ADDRESS` for each further one."""
    letter_key: str = Field(index=True)
    """What the mails of one letter have in common."""
    kind: LetterKind = Field(sa_type=word(LetterKind))
    reader_key: str = Field(index=True)
    reader_name: str
    sender: str = Field(index=True)
    """The return path, which a notification about this message alone goes to."""
    recipient: str
    subject: str
    message_id: str = Field(unique=True)
    content: bytes = Field(sa_type=Compressed)
    """Empty once the retention of the policy has run out, and while its letter is not written down."""
    state: MessageState = Field(default=MessageState.QUEUED, sa_type=word(MessageState))
    attempts: int = 0
    """How often it was handed over in vain or not; while it is unwritten, how often that was tried."""
    created_at: datetime
    due_at: datetime | None = None
    """When its letter was owed first, where an earlier one reached nobody."""
    next_at: datetime
    batch: str | None = Field(default=None, index=True)
    """The job of a cluster that sends it, None where the daemon itself does."""
    channel_id: int | None = Field(default=None, foreign_key="channel.id", index=True)
    """The channel it goes to, None for a mail."""
    lease_until: datetime | None = None
    lease_token: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
    is_rehearsal: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """Whether it was written while the ledger was in rehearsal: no relay ever gets it."""


def goes_by(medium: Medium) -> sa.ColumnElement[bool]:
    """Choose the messages of one way, so that their own part of the queue is walked."""
    if medium is Medium.CHANNEL:
        return col(Message.channel_id).is_not(None)
    return is_mail() & (
        col(Message.is_rehearsal) == (sa.true() if medium is Medium.REHEARSAL else sa.false())
    )


def is_mail() -> sa.ColumnElement[bool]:
    """Choose the mails, rehearsed or not."""
    return sa.func.coalesce(col(Message.channel_id), 0) == 0  # a value that no index of channels has


def is_kept() -> Any:
    """Ask whether the mail of a message is there, without reading it."""
    return sa.func.length(col(Message.content)) > EMPTY_SIZE


class NoticeSent(LedgerTable, table=True):
    """One threshold said to one reader about one deadline; once only, unless its message reaches nobody."""

    __tablename__ = "said"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    threshold: int


class Delivery(LedgerTable, table=True):
    """One attempt to hand a message over, and how it ended."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: datetime
    outcome: Outcome = Field(sa_type=word(Outcome))
    code: int | None = None
    text: str | None = None


class LetterFault(LedgerTable, table=True):
    """A reader at whose letter rounds failed, though the machine was well; gone once a letter is written."""

    id: int | None = Field(default=None, primary_key=True)
    reader_key: str = Field(unique=True)
    rounds: int
    """How many of them failed, one after the other."""
    at: datetime
    reason: str
