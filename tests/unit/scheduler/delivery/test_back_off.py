# SPDX-License-Identifier: Apache-2.0
"""When a message that did not leave is tried again, and when no more."""

from datetime import UTC, datetime, timedelta

import pytest

from models.kinds import Outcome
from scheduler.delivery.relay import next_attempt

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
THREE_DAYS = timedelta(days=3)


def wait(attempts: int, *, outcome: Outcome = Outcome.DEFERRED, jitter: float = 0.0) -> float:
    """Give the seconds to the next attempt of a message that began to fail just now."""
    at = next_attempt(attempts, failing_since=NOON, now=NOON, jitter=jitter, outcome=outcome)
    assert at is not None
    return (at - NOON).total_seconds()


def test_the_wait_doubles_from_five_minutes_to_four_hours() -> None:
    """However often it fails."""
    minutes = [wait(attempts) / 60 for attempts in (1, 2, 3, 4, 5, 6, 7, 8, 20, 10_000)]
    assert minutes == [5, 10, 20, 40, 80, 160, 240, 240, 240, 240]


def test_a_broken_line_is_tried_again_soon() -> None:
    """After half a minute, doubling to the same four hours; nothing of the message was taken."""
    seconds = [wait(attempts, outcome=Outcome.BROKEN) for attempts in (1, 2, 3, 9, 10, 11)]
    assert seconds == [30, 60, 120, 7680, 14400, 14400]


def test_chance_adds_a_tenth_at_most() -> None:
    """So that a thousand messages are not all tried at one moment."""
    assert [wait(1, jitter=jitter) for jitter in (0, 0.5, 1)] == [300, 315, 330]


@pytest.mark.parametrize(
    ("attempts", "failing", "given_up"),
    [
        (8, THREE_DAYS + timedelta(seconds=1), True),
        (8, THREE_DAYS, False),
        (7, THREE_DAYS + timedelta(days=9), False),
        (30, timedelta(days=2), False),
        (30, timedelta(days=4), True),
    ],
)
def test_a_message_is_given_up_after_three_days_and_eight_attempts(
    attempts: int, failing: timedelta, given_up: bool
) -> None:
    """Days during which the machine was off are no attempts, and many attempts are no days."""
    at = next_attempt(attempts, failing_since=NOON - failing, now=NOON, jitter=0)
    assert (at is None) is given_up
