# SPDX-License-Identifier: Apache-2.0
"""Delivery: claim, send, stamp; over several connections, and what an attempt means.

1. `deliver` counts what is due and starts as many connections as there is work for.
2. Each of them claims some messages for a while (`_claim`), no more than the relay may take now.
3. It sends one after the other with the bytes that are stored (`_Work.send`).
4. What came of each is stamped at once, by the claim's own token (`record_sent`, `record_failure`).
"""

import logging
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event

from sqlmodel import Session

from models.channels import Medium
from models.database import Ledger
from models.errors import DeliveryError
from models.faults import is_exhausted, is_of_the_machine
from models.kinds import Outcome
from models.letters import Envelope
from models.queries import claims, nodes
from models.queries.claims import Claim, Wanted
from scheduler.delivery.relay import allowance, count_fault, is_stopped, next_attempt, spend
from scheduler.delivery.threads import SenderThreads, in_threads
from scheduler.delivery.transport import Transport
from scheduler.ports import Clock, Sender

logger = logging.getLogger(__name__)
AGAINST_THE_RELAY = (Outcome.RELAY, Outcome.BUSY, Outcome.BROKEN, Outcome.AMBIGUOUS)
"""A line that breaks counts at any step: a relay that drops everything must not get everything twice."""
FAULTS_TO_PAUSE = 3
"""So many faults of the line in a row end one connection's work until the next run."""
STAMP_AGAIN_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0)
"""What a relay took must be stamped, or it leaves twice: a ledger that is away is waited for."""
Stopping = Callable[[], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """How many messages left, wait for another attempt, or are given up; and what kept the rest back."""

    sent: int = 0
    waiting: int = 0
    dead: int = 0
    relay_failed: bool = False
    limited: bool = False
    """The relay may take no more at this moment."""

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(
            sent=self.sent + other.sent,
            waiting=self.waiting + other.waiting,
            dead=self.dead + other.dead,
            relay_failed=self.relay_failed or other.relay_failed,
            limited=self.limited or other.limited,
        )


def never() -> bool:
    """Go on to the end."""
    return False


def deliver(
    ledger: Ledger,
    transport: Transport,
    *,
    clock: Clock,
    owner: str,
    stopping: Stopping = never,
    threads: SenderThreads | None = None,
) -> Delivered:
    """Send everything that is due, over as many of the transport's connections as there is work for.

    Nothing while the transport is closed, which it is outside office hours.

    `threads` do it, one for each connection, where there are any; else some are started for this once.
    When asked to stop, each connection finishes the mail in hand and gives the others back.
    A mail whose answer takes longer than 20 more seconds is broken off and noted as ambiguous:
    a daemon must end within 30 seconds, and a relay may take 600 to answer.
    The first failure of a connection's work is raised after all the others have ended.
    """
    if not transport.is_open(clock()):
        return Delivered()
    with ledger.reading() as session:
        limit = transport.at_once * len(transport.senders)
        due = claims.count_due(session, now=clock(), limit=limit, medium=transport.medium)
    halted, avoided = Event(), set[str]()
    works = [
        partial(
            deliver_batch,
            ledger,
            transport,
            sender,
            clock=clock,
            owner=owner,
            stopping=lambda: halted.is_set() or stopping(),
            avoided=avoided,
        )
        for sender in transport.senders[: -(-due // transport.at_once)]
    ]
    work = threads.work if threads else partial(in_threads, name="sender")
    return sum(work(works, stopping=stopping, halt=halted.set, break_off=transport.abort), Delivered())


def deliver_batch(
    ledger: Ledger,
    transport: Transport,
    sender: Sender,
    *,
    clock: Clock,
    owner: str,
    batch: str | None = None,
    stopping: Stopping = never,
    avoided: set[str] | None = None,
) -> Delivered:
    """Send what is due of one batch, or of all, over one of its senders; stop between two messages.

    A channel that fails is added to `avoided`, so that its other messages hold nobody else's up until the
    next run; each channel is a way out of its own, and a relay's faults are the relay's.
    Running it twice, at once or after a crash, sends nothing twice: each message is claimed first.
    What it leaves behind (a stopped relay, a limit, a back-off) is due again later.
    """
    avoided = set() if avoided is None else avoided
    work = _Work(
        ledger=ledger, transport=transport, sender=sender, clock=clock, stopping=stopping, avoided=avoided
    )
    total = Delivered()
    while not stopping():
        wanted = Wanted(medium=transport.medium, batch=batch, avoided=tuple(avoided))
        taken, kept_back = _claim(ledger, transport, clock=clock, owner=owner, wanted=wanted)
        total += kept_back
        if not taken:
            break
        total += work.send(taken)
        if total.relay_failed:
            break
    return total


def _claim(
    ledger: Ledger, transport: Transport, *, clock: Clock, owner: str, wanted: Wanted
) -> tuple[Sequence[Claim], Delivered]:
    """Claim some messages, no more than the relay may take now; tell what kept others back."""
    now, per_minute = clock(), transport.mails_per_minute
    if not transport.is_open(now):
        return (), Delivered()
    with ledger.writing() as session:
        if is_stopped(nodes.find(session, transport.name), now=now):
            return (), Delivered(relay_failed=True)
        if not per_minute:
            taken = claims.claim(session, now=now, limit=transport.at_once, owner=owner, wanted=wanted)
            return taken, Delivered()
        relay = nodes.held(session, transport.name, now=now)
        allowed = min(transport.at_once, allowance(relay, per_minute=per_minute, now=now))
        if not allowed:
            return (), Delivered(limited=True)
        taken = claims.claim(session, now=now, limit=allowed, owner=owner, wanted=wanted)
        spend(relay, len(taken))
        return taken, Delivered()


@dataclass(kw_only=True, slots=True)
class _Work:
    """What one connection does with the messages it claimed."""

    ledger: Ledger
    transport: Transport
    sender: Sender
    clock: Clock
    stopping: Stopping
    avoided: set[str]
    faults: int = 0
    """Faults of the relay or its line in a row, as this connection met them."""

    def send(self, taken: Sequence[Claim]) -> Delivered:
        """Send one message after the other; give back what is left when it must end early."""
        left, total = deque(taken), Delivered()
        try:
            while left and self._may_go_on(left[0], total):
                total += self._settle(left.popleft())
        finally:
            self._give_back(left)
        return total

    def _may_go_on(self, held: Claim, total: Delivered) -> bool:
        return not total.relay_failed and not self.stopping() and held.allows_attempt(self.clock())

    def _settle(self, held: Claim) -> Delivered:
        failure = self._failure(held.envelope)
        if failure is not None and self.transport.medium is Medium.CHANNEL:
            self.avoided.add(held.envelope.recipient)
        done = self._stamped(partial(self._record, held=held, failure=failure))
        if done is None:
            logger.error("no longer ours, nothing was stamped", extra=_ids(held.envelope))
            return Delivered()
        at_fault = failure is not None and failure.outcome not in (Outcome.REFUSED, Outcome.DEFERRED)
        self.faults = self.faults + 1 if at_fault else 0
        gives_up = self.faults >= FAULTS_TO_PAUSE or (
            failure is not None and failure.outcome is Outcome.RELAY
        )
        return _counted(done) + Delivered(relay_failed=gives_up)

    def _failure(self, envelope: Envelope) -> DeliveryError | None:
        try:
            self.sender.send(envelope)
        except DeliveryError as failure:
            told = _OutOfMeansError(failure) if _is_out_of_means(failure) else failure
            why = {"outcome": told.outcome.value, "code": told.code}
            logger.warning("did not leave: %s", failure, extra={**_ids(envelope), **why})
            return told
        except Exception as bug:
            logger.exception("could not be handed over", extra=_ids(envelope))
            if is_of_the_machine(bug):
                return _OutOfMeansError(bug)
            return DeliveryError(repr(bug), outcome=Outcome.DEFERRED)
        logger.info("sent", extra=_ids(envelope))
        return None

    def _record(self, session: Session, *, held: Claim, failure: DeliveryError | None) -> Outcome | None:
        now, name = self.clock(), self.transport.name
        if failure is None:
            return record_sent(session, held, relay=name, now=now)
        blame = not (self.stopping() or isinstance(failure, _OutOfMeansError))
        reason = self.transport.tell(failure)
        return record_failure(session, held, failure, relay=name, reason=reason, blame=blame, now=now)

    def _stamped(self, write: Callable[[Session], Outcome | None]) -> Outcome | None:
        for seconds in STAMP_AGAIN_SECONDS:
            try:
                return self._written(write)
            except Exception as failure:
                if not is_of_the_machine(failure):
                    raise
                logger.warning("a stamp waits for the ledger: %s", failure)
                if self.stopping():
                    break
                time.sleep(seconds)
        return self._written(write)

    def _written(self, write: Callable[[Session], Outcome | None]) -> Outcome | None:
        with self.ledger.writing() as session:
            return write(session)

    def _give_back(self, left: Sequence[Claim]) -> None:
        if not left:
            return
        try:
            with self.ledger.writing() as session:
                claims.unclaim(session, left)
        except Exception as failure:
            logger.error("%d messages stay claimed until their lease runs out: %s", len(left), failure)


def record_sent(session: Session, held: Claim, *, relay: str, now: datetime) -> Outcome | None:
    """Record that the relay took the message; None when the claim was lost and nothing was written."""
    if not claims.stamp_sent(session, held, now=now):
        return None
    nodes.mark_working(session, relay, now=now)
    return Outcome.SENT


def record_failure(
    session: Session,
    held: Claim,
    failure: DeliveryError,
    *,
    relay: str,
    reason: str,
    blame: bool,
    now: datetime,
) -> Outcome | None:
    """Record a failed attempt and give what it comes to: `refused` when the message is given up.

    None when the claim was lost and nothing was written.
    `reason` is the failure in the office's language.
    With `blame` false the relay is not counted at fault, because it was us who hung up.
    """
    outcome = failure.outcome
    if failure.relay:
        code = failure.code
        written = claims.stamp_unspent(session, held, now=now, outcome=outcome, code=code, reason=reason)
    else:
        next_at = None if failure.permanent else _next(session, held, failure, now=now)
        written = _stamp(session, held, failure, reason=reason, next_at=next_at, now=now)
        outcome = outcome if next_at else Outcome.REFUSED
    if written and blame and failure.outcome in AGAINST_THE_RELAY:
        _count(session, relay, failure, reason=reason, now=now)
    return outcome if written else None


def _stamp(
    session: Session,
    held: Claim,
    failure: DeliveryError,
    *,
    reason: str,
    next_at: datetime | None,
    now: datetime,
) -> bool:
    return claims.stamp_failed(
        session,
        held,
        now=now,
        outcome=failure.outcome,
        code=failure.code,
        reason=reason,
        next_at=next_at,
    )


def _next(session: Session, held: Claim, failure: DeliveryError, *, now: datetime) -> datetime | None:
    since, outcome = claims.failing_since(session, held) or now, failure.outcome
    jitter = random.random()  # noqa: S311  (spreads retries; nothing secret)
    again = next_attempt(held.attempts + 1, failing_since=since, now=now, jitter=jitter, outcome=outcome)
    return max(again, now + failure.not_before) if again else None


def _count(session: Session, name: str, failure: DeliveryError, *, reason: str, now: datetime) -> None:
    relay = nodes.held(session, name, now=now)
    if count_fault(relay, refuses=failure.outcome is Outcome.RELAY, reason=reason, now=now):
        told = {"relay": name, "until": f"{relay.stopped_until:%Y-%m-%dT%H:%M:%S%z}"}
        logger.error("the relay is stopped: %s", failure, extra=told)


class _OutOfMeansError(DeliveryError):
    """This machine failed: neither the message is to blame for it nor whoever it goes to."""

    def __init__(self, failure: Exception) -> None:
        super().__init__(
            "This machine failed: {reason}",
            outcome=Outcome.BUSY,
            cure="It is tried again by itself; look at open files, memory and threads.",
            reason=str(failure) or type(failure).__name__,
        )


def _is_out_of_means(failure: DeliveryError) -> bool:
    """Tell whether a message did not leave for want of means here; not when it may have left."""
    return failure.outcome is not Outcome.AMBIGUOUS and is_exhausted(failure)


def _counted(outcome: Outcome) -> Delivered:
    if outcome is Outcome.SENT:
        return Delivered(sent=1)
    return Delivered(dead=1) if outcome is Outcome.REFUSED else Delivered(waiting=1)


def _ids(envelope: Envelope) -> dict[str, object]:
    """Give what a log line is found by."""
    return {"key": envelope.key, "message_id": envelope.message_id, "recipient": envelope.recipient}
