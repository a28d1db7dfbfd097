"""How delivery stands, in numbers: for `duban status`, `/metrics` and `/healthz`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.channels import Way
from models.kinds import MessageState, Outcome, SlotState
from models.queries import bounces, heartbeats, outbox
from models.queries.claims import goes_by
from models.tables import Delivery, Heartbeat, Message, Relay, Round

WAITING = (MessageState.QUEUED, MessageState.SENDING)
STALE_AFTER = 3
"""Ticks without a sign of life after which a node counts as silent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
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


def vitals(session: Session, *, now: datetime) -> Vitals:
    """Read the state of delivery as of `now`."""
    oldest = select(func.min(Message.created_at)).where(col(Message.state).in_(WAITING), goes_by(Way.MAIL))
    skipped = select(func.count()).where(Round.state == SlotState.SKIPPED)
    return Vitals(
        at=now,
        messages=outbox.counts(session),
        for_channels=outbox.counts(session, way=Way.CHANNEL),
        oldest_waiting=session.exec(oldest).one(),
        attempts=_attempts(session),
        last_round_at=outbox.last_round(session),
        skipped_slots=session.exec(skipped).one(),
        failing_mailboxes=len(bounces.failing(session)),
        relays=tuple(session.exec(select(Relay).order_by(Relay.name))),
        nodes=tuple(heartbeats.beats(session)),
    )


def is_silent(beat: Heartbeat, *, now: datetime) -> bool:
    """Tell whether a node has missed three of its ticks."""
    return (now - beat.at).total_seconds() > STALE_AFTER * beat.every_seconds


def _attempts(session: Session) -> dict[Outcome, int]:
    rows = session.exec(select(Delivery.outcome, func.count()).group_by(col(Delivery.outcome)))
    return {Outcome(outcome): count for outcome, count in rows}
