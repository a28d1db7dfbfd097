"""When a message that did not leave is tried again, and a letter that could not be written."""

from datetime import datetime, timedelta

from models.kinds import Outcome

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
