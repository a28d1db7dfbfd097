# SPDX-License-Identifier: Apache-2.0
"""When a relay is stopped or limited, and when a message is tried again."""

from datetime import datetime, timedelta

from models.kinds import Outcome
from models.tables import Relay

PATIENCE = 10
"""So many faults without a mail taken in between stop a relay; a refusal to work at all does at once."""
FIRST_STOP = timedelta(minutes=1)
LONGEST_STOP = timedelta(minutes=30)
MINUTE = 60.0
BURSTS_PER_MINUTE = 12
FEW = 10
TINY = 1e-9
"""What adding fractions of a mail may fall short of a whole one."""


def is_stopped(relay: Relay | None, *, now: datetime) -> bool:
    """Tell whether nothing may be tried yet; a row that is not there was never at fault."""
    return relay is not None and relay.stopped_until is not None and relay.stopped_until > now


def count_fault(relay: Relay, *, refuses: bool, reason: str, now: datetime) -> bool:
    """Count one fault against the relay and stop it if that was enough; tell whether this fault stopped it.

    The stop doubles with each further fault, from one minute to half an hour.
    What other connections meet while it is stopped counts no more: it is the same fault.
    """
    if is_stopped(relay, now=now):
        return False
    relay.failures = max(relay.failures + 1, PATIENCE if refuses else 0)
    if relay.failures < PATIENCE:
        return False
    doubled = FIRST_STOP * 2 ** min(relay.failures - PATIENCE, 10)
    relay.stopped_until, relay.stopped_by = now + min(doubled, LONGEST_STOP), reason
    return True


def burst(per_minute: int) -> int:
    """Give how many mails may leave at once after a pause: five seconds' worth.

    Two at least, so that nothing spills over between two looks a second apart; one where two were much.
    """
    return 1 if per_minute < FEW else max(2, per_minute // BURSTS_PER_MINUTE)


def allowance(relay: Relay, *, per_minute: int, now: datetime) -> int:
    """Refill the relay's bucket up to `now` and give how many mails it may take.

    Burst and refill together are the limit, so that no minute sees more than `per_minute` mails,
    whichever minute is looked at and however many nodes take from the bucket.
    Nodes whose clocks differ by seconds refill it once; a clock set back by more starts counting anew.
    """
    size = burst(per_minute)
    passed = (now - relay.refilled_at).total_seconds()
    if passed > 0 or passed < -MINUTE:
        refilled = relay.tokens + max(0.0, passed) * (per_minute - size + 1) / MINUTE
        relay.tokens, relay.refilled_at = min(float(size), refilled), now
    return int(relay.tokens + TINY)


def spend(relay: Relay, mails: int) -> None:
    """Take mails out of the bucket."""
    relay.tokens = max(0.0, relay.tokens - mails)


FIRST_RETRY = timedelta(minutes=5)
FIRST_RETRY_OF_A_BROKEN_LINE = timedelta(seconds=30)
"""Nothing of the message was taken, so trying soon doubles nothing."""
LONGEST_RETRY = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
LEAST_ATTEMPTS = 8
"""Days also pass while the machine is off or its clock is set forward, and then nothing was tried."""


def next_attempt(
    attempts: int,
    *,
    failing_since: datetime,
    now: datetime,
    jitter: float,
    outcome: Outcome = Outcome.DEFERRED,
) -> datetime | None:
    """Give the time of the next attempt after `attempts` failed ones, None when three days are over.

    The wait doubles from 5 minutes (30 seconds after a broken line) to 4 hours;
    `jitter`, 0 to 1, adds up to a tenth of it.
    The three days begin with the first failure that was not the relay's, so a stopped relay costs none;
    fewer than 8 attempts are never the last, whatever the clock says.
    """
    if attempts >= LEAST_ATTEMPTS and now - failing_since > GIVE_UP_AFTER:
        return None
    first = FIRST_RETRY_OF_A_BROKEN_LINE if outcome is Outcome.BROKEN else FIRST_RETRY
    wait: timedelta = min(first * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return now + wait * (1 + jitter / 10)


def next_writing(attempts: int, *, now: datetime) -> datetime:
    """Give when a letter that could not be written `attempts` times is tried anew: ever, until it can be."""
    wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return now + wait
