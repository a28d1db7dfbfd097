"""Handing messages over: claim, send, stamp; one bad message never stops the rest."""

import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.database import Ledger
from models.errors import DeliveryError
from models.kinds import Outcome
from models.letters import Envelope
from models.queries import outbox
from models.tables import Message
from scheduler.ports import Clock, Sender

BATCH = 10
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """How many messages left, wait for another attempt, or are given up."""

    sent: int = 0
    waiting: int = 0
    dead: int = 0
    relay_failed: bool = False

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            sent=self.sent + other.sent,
            waiting=self.waiting + other.waiting,
            dead=self.dead + other.dead,
            relay_failed=self.relay_failed or other.relay_failed,
        )


def deliver(
    ledger: Ledger,
    sender: Sender,
    *,
    clock: Clock,
    owner: str,
    stopping: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send everything that is due, batch by batch; stop between two messages when asked to."""
    total = Delivered()
    while not stopping():
        batch = _claim(ledger, now=clock(), owner=owner)
        if not batch:
            break
        total += _send_batch(ledger, sender, batch, clock=clock, stopping=stopping)
        if total.relay_failed:
            break
    return total


def next_attempt(attempts: int, *, created_at: datetime, now: datetime, jitter: float) -> datetime | None:
    """Give the time of the next attempt after `attempts` failed ones, None when three days are over.

    The wait doubles from 5 minutes to 4 hours; `jitter`, 0 to 1, adds up to a tenth of it.
    """
    if now - created_at > GIVE_UP_AFTER:
        return None
    wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return now + wait * (1 + jitter / 10)


def _claim(ledger: Ledger, *, now: datetime, owner: str) -> Sequence[Message]:
    with ledger.writing() as session:
        claimed = outbox.claim(session, now=now, limit=BATCH, owner=owner)
        moot = [message for message in claimed if outbox.is_moot(session, message)]
        outbox.mark_moot(session, moot)
        live = [message for message in claimed if message not in moot]
    return live if live or not moot else _claim(ledger, now=now, owner=owner)


def _send_batch(
    ledger: Ledger,
    sender: Sender,
    batch: Sequence[Message],
    *,
    clock: Clock,
    stopping: Callable[[], bool],
) -> Delivered:
    total = Delivered()
    for position, message in enumerate(batch):
        if total.relay_failed or stopping():
            _unclaim(ledger, batch[position:])
            break
        total += _send(ledger, sender, message, clock=clock)
    return total


def _send(ledger: Ledger, sender: Sender, message: Message, *, clock: Clock) -> Delivered:
    try:
        sender.send(_envelope(message))
    except DeliveryError as failure:
        return _failed(ledger, message, failure, now=clock())
    except Exception as bug:
        logger.exception("message %s could not be handed over", message.key)
        return _failed(ledger, message, DeliveryError(repr(bug), outcome=Outcome.DEFERRED), now=clock())
    with ledger.writing() as session:
        outbox.stamp_sent(session, message, now=clock())
    logger.info("sent %s to %s", message.key, message.recipient)
    return Delivered(sent=1)


def _failed(ledger: Ledger, message: Message, failure: DeliveryError, *, now: datetime) -> Delivered:
    next_at = None if failure.permanent else _next(message, now=now)
    with ledger.writing() as session:
        outbox.stamp_failed(
            session,
            message,
            now=now,
            outcome=failure.outcome,
            code=failure.code,
            reason=str(failure),
            next_at=next_at,
        )
    logger.warning("%s did not leave for %s: %s", message.key, message.recipient, failure)
    return Delivered(waiting=int(next_at is not None), dead=int(next_at is None), relay_failed=failure.relay)


def _next(message: Message, *, now: datetime) -> datetime | None:
    jitter = random.random()  # noqa: S311  (spreads retries; nothing secret)
    return next_attempt(message.attempts + 1, created_at=message.created_at, now=now, jitter=jitter)


def _unclaim(ledger: Ledger, messages: Sequence[Message]) -> None:
    with ledger.writing() as session:
        outbox.unclaim(session, messages)


def _envelope(message: Message) -> Envelope:
    return Envelope(
        key=message.key,
        message_id=message.message_id,
        sender=message.sender,
        recipient=message.recipient,
        subject=message.subject,
        content=message.content,
    )
