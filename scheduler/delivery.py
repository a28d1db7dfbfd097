"""Handing messages over: claim, send, stamp; one bad message, line or thread never stops the rest."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

from sqlmodel import Session

from models.channels import Way
from models.database import Ledger
from models.errors import DeliveryError
from models.faults import is_exhausted, is_of_the_machine
from models.kinds import Outcome
from models.letters import Envelope
from models.queries import claims, relays
from models.queries.claims import Claim, Wanted
from scheduler.outlet import Outlet
from scheduler.ports import Clock, Sender
from scheduler.relay_rules import allowance, is_stopped, spend
from scheduler.side_by_side import Crew, side_by_side
from scheduler.verdicts import record_failure, record_sent

FAULTS_TO_PAUSE = 3
"""So many faults of the line in a row end one connection's work until the next run."""
STAMP_AGAIN_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0)
"""What a relay took must be stamped, or it leaves twice: a ledger that is away is waited for."""
Stopping = Callable[[], bool]
logger = logging.getLogger(__name__)


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
    outlet: Outlet,
    *,
    clock: Clock,
    owner: str,
    stopping: Stopping = never,
    crew: Crew | None = None,
) -> Delivered:
    """Send everything that is due, over as many of the outlet's connections as there is work for.

    `crew` is who does it, one thread for each connection, where there is somebody; else it is for this once.
    When asked to stop, each connection finishes the mail in hand and gives the others back.
    A mail whose answer takes longer than 20 more seconds is broken off and noted as ambiguous:
    a daemon must end within 30 seconds, and a relay may take 600 to answer.
    The first failure of a connection's work is raised after all the others have ended.
    """
    with ledger.reading() as session:
        limit = outlet.at_once * len(outlet.senders)
        due = claims.count_due(session, now=clock(), limit=limit, way=outlet.way)
    halted, avoided = Event(), set[str]()
    works = [
        partial(
            deliver_batch,
            ledger,
            outlet,
            sender,
            clock=clock,
            owner=owner,
            stopping=lambda: halted.is_set() or stopping(),
            avoided=avoided,
        )
        for sender in outlet.senders[: -(-due // outlet.at_once)]
    ]
    work = crew.work if crew else partial(side_by_side, name="sender")
    return sum(work(works, stopping=stopping, halt=halted.set, break_off=outlet.abort), Delivered())


def deliver_batch(
    ledger: Ledger,
    outlet: Outlet,
    sender: Sender,
    *,
    clock: Clock,
    owner: str,
    batch: str | None = None,
    stopping: Stopping = never,
    avoided: set[str] | None = None,
) -> Delivered:
    """Send what is due of one batch, or of all, over one of the outlet's senders; stop between two messages.

    A channel that fails is added to `avoided`, so that its other messages hold nobody else's up until the
    next run; each channel is a way out of its own, and a relay's faults are the relay's.
    Running it twice, at once or after a crash, sends nothing twice: each message is claimed first.
    What it leaves behind (a stopped relay, a limit, a back-off) is due again later.
    """
    avoided = set() if avoided is None else avoided
    work = _Work(ledger=ledger, outlet=outlet, sender=sender, clock=clock, stopping=stopping, avoided=avoided)
    total = Delivered()
    while not stopping():
        wanted = Wanted(way=outlet.way, batch=batch, avoided=tuple(avoided))
        taken, kept_back = _claim(ledger, outlet, clock=clock, owner=owner, wanted=wanted)
        total += kept_back
        if not taken:
            break
        total += work.send(taken)
        if total.relay_failed:
            break
    return total


def _claim(
    ledger: Ledger, outlet: Outlet, *, clock: Clock, owner: str, wanted: Wanted
) -> tuple[Sequence[Claim], Delivered]:
    """Claim some messages, no more than the relay may take now; tell what kept others back."""
    now, per_minute = clock(), outlet.mails_per_minute
    with ledger.writing() as session:
        if is_stopped(relays.find(session, outlet.name), now=now):
            return (), Delivered(relay_failed=True)
        if not per_minute:
            taken = claims.claim(session, now=now, limit=outlet.at_once, owner=owner, wanted=wanted)
            return taken, Delivered()
        relay = relays.held(session, outlet.name, now=now)
        allowed = min(outlet.at_once, allowance(relay, per_minute=per_minute, now=now))
        if not allowed:
            return (), Delivered(limited=True)
        taken = claims.claim(session, now=now, limit=allowed, owner=owner, wanted=wanted)
        spend(relay, len(taken))
        return taken, Delivered()


@dataclass(kw_only=True, slots=True)
class _Work:
    """What one connection does with the messages it claimed."""

    ledger: Ledger
    outlet: Outlet
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
        if failure is not None and self.outlet.way is Way.CHANNEL:
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
        now, name = self.clock(), self.outlet.name
        if failure is None:
            return record_sent(session, held, relay=name, now=now)
        blame = not (self.stopping() or isinstance(failure, _OutOfMeansError))
        reason = self.outlet.tell(failure)
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
