# SPDX-License-Identifier: Apache-2.0
"""The nodes that share a ledger, the relays they send by, and how delivery stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select, update

from models.channels import Medium
from models.kinds import MessageState, NodeRole, Outcome, SlotState
from models.queries import bounces, outbox
from models.tables import Delivery, Heartbeat, Message, Relay, ServedSlot
from models.tables.base import table_of
from models.tables.outbox import is_mail

FULL_AFTER = timedelta(minutes=1)
"""In a minute every bucket is full, so the first mail through a new relay need not wait."""
_WORKING = {"failures": 0, "stopped_until": None, "stopped_by": None}
_RELAYS = table_of(Relay)
_MARK_WORKING = (
    sa.update(_RELAYS)
    .where(_RELAYS.c.name == sa.bindparam("relay"), _RELAYS.c.failures > 0)
    .where(_RELAYS.c.stopped_until.is_(None) | (_RELAYS.c.stopped_until <= sa.bindparam("at")))
    .values(**_WORKING)
)


def find(session: Session, name: str) -> Relay | None:
    """Give a relay as it stands, None before anything was sent through it."""
    return session.exec(select(Relay).where(Relay.name == name)).one_or_none()


def held(session: Session, name: str, *, now: datetime) -> Relay:
    """Give a relay that no other transaction changes before this one ends; made on first use."""
    query = select(Relay).where(Relay.name == name).with_for_update()
    if relay := session.exec(query).one_or_none():
        return relay
    try:
        with session.begin_nested():
            session.add(Relay(name=name, refilled_at=now - FULL_AFTER))
    except IntegrityError:
        pass  # another node made it at the same instant
    return session.exec(query).one()


def mark_working(session: Session, name: str, *, now: datetime) -> None:
    """Forget its faults, because it took a mail; a stop that still lasts is left to run out."""
    session.connection().execute(_MARK_WORKING, {"at": now, "relay": name})


def stopped(session: Session, *, since: datetime) -> Sequence[Relay]:
    """List the relays that are stopped, or whose stop ran out after `since` without a mail taken."""
    return session.exec(select(Relay).where(col(Relay.stopped_until) > since).order_by(col(Relay.name))).all()


def resume(session: Session) -> Sequence[str]:
    """Lift every stop and give the names of the relays it was lifted from."""
    names = session.exec(
        select(Relay.name).where(col(Relay.stopped_until).is_not(None)).order_by(col(Relay.name))
    ).all()
    session.exec(update(Relay).where(col(Relay.name).in_(names)).values(**_WORKING))
    return names


FORGET_AFTER = timedelta(days=7)
"""*Calendar* days after which a node that fell silent is no longer listed."""


def beat(
    session: Session,
    node: str,
    *,
    now: datetime,
    started_at: datetime,
    roles: str,
    every: timedelta,
    round_seconds: float | None,
) -> None:
    """Note that a node is alive, how often it ticks and how long its last round took."""
    row = session.exec(select(Heartbeat).where(Heartbeat.node == node)).first()
    if row is None:
        row = Heartbeat(node=node, roles=roles, started_at=started_at, at=now, every_seconds=0)
        session.exec(delete(Heartbeat).where(col(Heartbeat.at) < now - FORGET_AFTER))
    row.roles, row.started_at, row.at = roles, started_at, now
    row.every_seconds = round(every.total_seconds())
    row.round_seconds = round_seconds if round_seconds is not None else row.round_seconds
    session.add(row)


def last_sign(session: Session) -> datetime | None:
    """Give the last moment at which somebody is known to have looked at what is owed, None before a first."""
    ticked = session.exec(
        select(func.max(Heartbeat.at)).where(col(Heartbeat.roles).contains(NodeRole.SCHEDULER.value))
    ).one()
    settled = session.exec(select(func.max(ServedSlot.at))).one()
    signs: tuple[datetime | None, ...] = (ticked, settled)
    return max((sign for sign in signs if sign is not None), default=None)


def beats(session: Session) -> Sequence[Heartbeat]:
    """Give the last sign of life of every node, the freshest first."""
    return session.exec(select(Heartbeat).order_by(col(Heartbeat.at).desc())).all()


WAITING = (MessageState.QUEUED, MessageState.SENDING)
STALE_AFTER = 3
"""Ticks without a sign of life after which a node counts as silent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryStats:
    """The state of everything that must not stop, at one moment."""

    at: datetime
    messages: Mapping[MessageState, int]
    oldest_waiting: datetime | None
    """When the mail was written that has waited longest; channels may be quiet for half a day."""
    for_channels: Mapping[MessageState, int]
    """How many of `messages` go to channels."""
    attempts: Mapping[Outcome, int]
    last_round_at: datetime | None
    skipped_slots: int
    failing_mailboxes: int
    relays: tuple[Relay, ...]
    nodes: tuple[Heartbeat, ...]

    @property
    def waiting(self) -> int:
        """Count the messages that have still to leave."""
        return sum(self.messages.get(state, 0) for state in WAITING)

    @property
    def waited_seconds(self) -> float:
        """Tell for how long the oldest message has been waiting; none that was written ahead of its time."""
        waited = (self.at - self.oldest_waiting).total_seconds() if self.oldest_waiting else 0.0
        return max(0.0, waited)


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """The last sign of life of every node, the freshest first, at one moment."""

    at: datetime
    nodes: tuple[Heartbeat, ...]


def stats(session: Session, *, now: datetime) -> DeliveryStats:
    """Read the state of delivery as of `now`."""
    oldest = select(func.min(Message.created_at)).where(col(Message.state).in_(WAITING), is_mail())
    skipped = select(func.count()).where(ServedSlot.state == SlotState.SKIPPED)
    return DeliveryStats(
        at=now,
        messages=outbox.counts(session),
        for_channels=outbox.counts(session, medium=Medium.CHANNEL),
        oldest_waiting=session.exec(oldest).one(),
        attempts=_attempts(session),
        last_round_at=outbox.last_round(session),
        skipped_slots=session.exec(skipped).one(),
        failing_mailboxes=len(bounces.failing(session)),
        relays=tuple(session.exec(select(Relay).order_by(Relay.name))),
        nodes=tuple(beats(session)),
    )


def is_silent(beat: Heartbeat, *, now: datetime) -> bool:
    """Tell whether a node has missed three of its ticks."""
    return (now - beat.at).total_seconds() > STALE_AFTER * beat.every_seconds


def _attempts(session: Session) -> dict[Outcome, int]:
    rows = session.exec(select(Delivery.outcome, func.count()).group_by(col(Delivery.outcome)))
    return {Outcome(outcome): count for outcome, count in rows}
