# SPDX-License-Identifier: Apache-2.0
"""Since when mails leave, the relays they leave by, the mailboxes that send mail back, the nodes alive."""

from datetime import datetime

from sqlmodel import Field

from models.kinds import BounceEffect
from models.tables.base import LedgerTable
from models.tables.columns import word


class GoLive(LedgerTable, table=True):
    """The moment from which mails leave; a ledger without this row is in rehearsal. There is at most one."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str


class Relay(LedgerTable, table=True):
    """One way out, shared by all nodes: how much it may still take, and whether it is stopped."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    tokens: float = 0.0
    """Mails it may take at `refilled_at`, when its rate is limited."""
    refilled_at: datetime
    stopped_until: datetime | None = None
    failures: int = 0
    """Its faults in a row, a refusal to work at all weighing as many as stop it; a mail taken ends it."""
    stopped_by: str | None = None
    """What the relay answered when it refused to work at all."""


class Bounce(LedgerTable, table=True):
    """One notification of a mail that was accepted and came back (RFC 3464)."""

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(unique=True)
    """What names the notification itself, so that reading it twice changes nothing."""
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    mailbox: str = Field(index=True)
    """The mailbox that was mailed; empty when the notification could not be read."""
    recipient: str
    """The address that did not get it: the mailbox, or one behind it."""
    at: datetime
    effect: BounceEffect = Field(sa_type=word(BounceEffect))
    is_hard: bool
    """Whether the address itself is wrong or gone."""
    status: str
    """The enhanced status code, such as `5.1.1` (RFC 3463)."""
    text: str
    cleared_at: datetime | None = None


class Heartbeat(LedgerTable, table=True):
    """The last sign of life of one node."""

    id: int | None = Field(default=None, primary_key=True)
    node: str = Field(unique=True)
    roles: str
    started_at: datetime
    at: datetime
    every_seconds: int
    round_seconds: float | None = None
    """How long its last round took."""
