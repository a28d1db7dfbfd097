"""What an attempt means for its message and for the relay, written in one transaction."""

import logging
import random
from datetime import datetime

from sqlmodel import Session

from models.errors import DeliveryError
from models.kinds import Outcome
from models.queries import claims, relays
from models.queries.claims import Claim
from scheduler.back_off import next_attempt
from scheduler.relay_rules import count_fault

AGAINST_THE_RELAY = (Outcome.RELAY, Outcome.BUSY, Outcome.BROKEN, Outcome.AMBIGUOUS)
"""A line that breaks counts at any step: a relay that drops everything must not get everything twice."""
logger = logging.getLogger(__name__)


def record_sent(session: Session, held: Claim, *, relay: str, now: datetime) -> Outcome | None:
    """Record that the relay took the message; None when the claim was lost and nothing was written."""
    if not claims.stamp_sent(session, held, now=now):
        return None
    relays.mark_working(session, relay, now=now)
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
    relay = relays.held(session, name, now=now)
    if count_fault(relay, refuses=failure.outcome is Outcome.RELAY, reason=reason, now=now):
        told = {"relay": name, "until": f"{relay.stopped_until:%Y-%m-%dT%H:%M:%S%z}"}
        logger.error("the relay is stopped: %s", failure, extra=told)
