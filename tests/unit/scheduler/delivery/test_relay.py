# SPDX-License-Identifier: Apache-2.0
"""How much a relay may take and when it is stopped, told over its row alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.tables import Relay
from scheduler.delivery.relay import LONGEST_STOP, PATIENCE, allowance, burst, count_fault, is_stopped, spend

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_relay(**facts: object) -> Relay:
    """Build a relay that nobody has used for an hour."""
    return Relay(**{"name": "mx:25", "refilled_at": NOON - timedelta(hours=1)} | facts)


@settings(deadline=None)
@given(
    per_minute=st.integers(1, 2000),
    asks=st.lists(st.tuples(st.floats(0, 90), st.integers(1, 40)), min_size=1, max_size=120),
)
def test_no_minute_sees_more_than_the_limit(per_minute: int, asks: list[tuple[float, int]]) -> None:
    """Whoever asks, whenever, for however many: any sixty seconds hold at most that many mails."""
    relay, now, taken = a_relay(), NOON, []
    for seconds, wanted in asks:
        now += timedelta(seconds=seconds)
        mails = min(wanted, allowance(relay, per_minute=per_minute, now=now))
        spend(relay, mails)
        taken += [now] * mails
    for start in taken:
        assert sum(start <= each < start + timedelta(minutes=1) for each in taken) <= per_minute


@settings(deadline=None, max_examples=25)
@given(per_minute=st.integers(1, 600))
def test_a_limit_is_used_and_not_only_kept(per_minute: int) -> None:
    """Two nodes that ask every second get nine tenths of ten minutes' worth at least."""
    relay, taken = a_relay(), 0
    for second in range(600):
        for _node in range(2):
            allowed = allowance(relay, per_minute=per_minute, now=NOON + timedelta(seconds=second))
            mails = min(10, allowed)
            spend(relay, mails)
            taken += mails
    assert taken >= 0.9 * per_minute * 10 - 1


def test_clocks_that_differ_by_a_second_do_not_refill_twice() -> None:
    """The later clock counts; the earlier one finds what is left."""
    relay = a_relay()
    spend(relay, allowance(relay, per_minute=600, now=NOON))
    for _each in range(100):
        allowance(relay, per_minute=600, now=NOON - timedelta(seconds=1))
        assert allowance(relay, per_minute=600, now=NOON) == 0


def test_a_clock_set_back_for_hours_does_not_block_the_relay() -> None:
    """Refilling goes on from the new time."""
    relay = a_relay()
    spend(relay, allowance(relay, per_minute=60, now=NOON))
    earlier = NOON - timedelta(hours=2)
    assert allowance(relay, per_minute=60, now=earlier) == 0
    assert allowance(relay, per_minute=60, now=earlier + timedelta(seconds=30)) == burst(60)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3600)), max_size=60))
def test_a_stop_never_lasts_longer_than_half_an_hour(faults: list[tuple[bool, int]]) -> None:
    """Whatever comes in whatever order, the relay is tried again."""
    relay, now = a_relay(), NOON
    for refuses, seconds in faults:
        now += timedelta(seconds=seconds)
        count_fault(relay, refuses=refuses, reason="no", now=now)
        assert relay.stopped_until is None or relay.stopped_until <= now + LONGEST_STOP


def test_four_connections_that_meet_one_fault_count_it_once() -> None:
    """Only the first stops the relay, for a minute."""
    relay = a_relay()
    told = [count_fault(relay, refuses=True, reason="535 no", now=NOON) for _each in range(4)]
    assert told == [True, False, False, False]
    assert relay.stopped_until == NOON + timedelta(minutes=1)
    assert is_stopped(relay, now=NOON + timedelta(seconds=59))
    assert not is_stopped(relay, now=NOON + timedelta(seconds=60))
    assert relay.failures == PATIENCE


def test_ten_faults_in_a_row_stop_a_relay_and_each_further_one_doubles_the_stop() -> None:
    """From a minute to half an hour; the ninth stops nothing, and the reason is the last one's."""
    relay, now, stops = a_relay(), NOON, []
    for nth in range(1, 18):
        stopped = count_fault(relay, refuses=False, reason=f"fault {nth}", now=now)
        assert stopped is (nth >= 10)
        if stopped:
            assert relay.stopped_by == f"fault {nth}"
            stops.append((relay.stopped_until - now).total_seconds() / 60)
            now = relay.stopped_until
    assert stops == [1, 2, 4, 8, 16, 30, 30, 30]


def test_a_refusal_to_work_weighs_as_much_as_ten_faults_and_no_less_than_those_before() -> None:
    """A relay that was stopped and refuses again is stopped for longer, not for a minute."""
    relay = a_relay()
    count_fault(relay, refuses=True, reason="535 no", now=NOON)
    again = NOON + timedelta(minutes=1)
    assert count_fault(relay, refuses=True, reason="535 no", now=again)
    assert (relay.failures, relay.stopped_until) == (11, again + timedelta(minutes=2))
    assert not count_fault(a_relay(failures=8), refuses=False, reason="", now=NOON)
    assert count_fault(a_relay(failures=500), refuses=False, reason="", now=NOON)


def test_a_relay_that_was_never_at_fault_is_not_stopped() -> None:
    """Nor is one that nobody has used."""
    assert not is_stopped(None, now=NOON)
    assert not is_stopped(a_relay(), now=NOON)


def test_a_burst_is_five_seconds_worth() -> None:
    """Two mails at least, one where ten a minute are not allowed."""
    assert [burst(limit) for limit in (1, 9, 10, 24, 35, 36, 60, 600)] == [1, 1, 2, 2, 2, 3, 5, 50]


def test_a_bucket_fills_to_its_burst_and_no_further() -> None:
    """An hour's pause saves up five seconds' worth; fractions of a mail are not lost on the way."""
    relay = a_relay()
    assert allowance(relay, per_minute=60, now=NOON) == burst(60) == 5
    spend(relay, 3)
    assert allowance(relay, per_minute=60, now=NOON) == 2
    spend(relay, 5)
    assert (relay.tokens, allowance(relay, per_minute=60, now=NOON)) == (0.0, 0)
    seconds = [allowance(relay, per_minute=60, now=NOON + timedelta(seconds=s)) for s in range(1, 7)]
    assert seconds == [0, 1, 2, 3, 4, 5]
