# SPDX-License-Identifier: Apache-2.0
"""How readers are told beside mail, and what they no longer want by mail."""

from datetime import datetime, time

from sqlmodel import Field, UniqueConstraint

from models.kinds import ChannelKind, Frequency, LetterKind
from models.tables.base import LedgerTable
from models.tables.columns import word


class Channel(LedgerTable, table=True):
    """One way to tell a reader beside mail; between `quiet_from` and `quiet_until` it waits."""

    id: int | None = Field(default=None, primary_key=True)
    reader_key: str = Field(index=True)
    """`unit:12`, `person:7`, `post:3` or `office`."""
    kind: ChannelKind = Field(sa_type=word(ChannelKind))
    label: str = ""
    url: str
    """Where it leads; it holds the service's secret and is never printed whole."""
    secret: str = ""
    """What a webhook is signed with."""
    carries: str = ""
    """The kinds of letter it carries, separated by commas; empty for all."""
    quiet_from: time | None = None
    quiet_until: time | None = None
    """Times of day in the office's zone; the second may lie before the first, on the next day."""
    created_at: datetime
    removed_at: datetime | None = None


class Mute(LedgerTable, table=True):
    """A kind of letter that a reader no longer wants by mail; never a duty notice."""

    __table_args__ = (UniqueConstraint("reader_key", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    reader_key: str
    kind: LetterKind = Field(sa_type=word(LetterKind))
    at: datetime


class LeaderFrequency(LedgerTable, table=True):
    """How often a leader gets mail, where that is not each working day."""

    id: int | None = Field(default=None, primary_key=True)
    reader_key: str = Field(unique=True)
    frequency: Frequency = Field(sa_type=word(Frequency))
