"""Rounds, the messages they owe, what each message says, and every attempt to hand it over."""

from datetime import datetime

from sqlmodel import Field, UniqueConstraint

from models.kinds import LetterKind, MessageState
from models.tables.base import Table
from models.tables.columns import word


class Round(Table, table=True):
    """One slot served: unique by kind and period, so that a second round finds nothing left to do."""

    __table_args__ = (UniqueConstraint("kind", "label"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    label: str
    at: datetime
    messages: int


class Message(Table, table=True):
    """One letter to one recipient, with the very bytes that every attempt sends."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: LetterKind = Field(sa_type=word(LetterKind))
    reader_key: str = Field(index=True)
    reader_name: str
    sender: str
    recipient: str
    subject: str
    message_id: str = Field(unique=True)
    content: bytes
    state: MessageState = Field(default=MessageState.QUEUED, sa_type=word(MessageState), index=True)
    attempts: int = 0
    created_at: datetime
    next_at: datetime = Field(index=True)
    lease_until: datetime | None = None
    lease_token: str | None = None
    sent_at: datetime | None = None
    last_error: str | None = None


class Said(Table, table=True):
    """One threshold said to one reader about one deadline: never said again."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    threshold: int


class Delivery(Table, table=True):
    """One attempt to hand a message over."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    at: datetime
    succeeded: bool
    code: int | None = None
    text: str | None = None
