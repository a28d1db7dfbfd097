# SPDX-License-Identifier: Apache-2.0
"""Clocks that jump, days of 23 and 25 hours, slots at half past midnight: nothing doubled, nothing lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from models.database import Ledger
from models.errors import DeliveryError
from models.kinds import MessageState, Outcome
from models.letters import Envelope
from models.tables import Message
from scheduler.agenda import Office
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.policy import default_policy
from scheduler.round import run_round
from scheduler.slots import iso_week
from scheduler.workdays import DayKind, Override, WorkingCalendar
from tests.builders import MONDAY, SUPERVISOR, bring_in, late_task, office, register, task, write_down

NEW_YORK = ZoneInfo("America/New_York")
STEP = timedelta(minutes=30)
DAYS = 5
RULES = office()


class Relay:
    """Take every mail, or put everybody off as long as it is busy."""

    def __init__(self) -> None:
        self.busy = False
        self.taken: list[str] = []

    def send(self, envelope: Envelope) -> None:
        """Take one mail."""
        if self.busy:
            raise DeliveryError("come back later", outcome=Outcome.DEFERRED, code=450)
        self.taken.append(envelope.key)

    def close(self) -> None:
        """Keep nothing open."""

    def abort(self) -> None:
        """Have nothing to break off."""


def tick(ledger: Ledger, rules: Office, relay: Relay, now: datetime) -> None:
    """Do what the daemon does at a tick."""
    run_round(ledger, rules, write_down, now=now)
    deliver(ledger, Transport(name="relay", senders=(relay,)), clock=lambda: now, owner="daemon")


def settled(ledger: Ledger) -> Counter[MessageState]:
    """Count the mails by state."""
    with ledger.reading() as session:
        return Counter(session.exec(select(Message.state)))


@pytest.fixture
def owing(ledger: Ledger) -> Ledger:
    """Give a ledger with a task that is late."""
    register(ledger)
    bring_in(ledger, [late_task()])
    return ledger


def test_t11_a_clock_set_back_two_hours_doubles_nothing(owing: Ledger) -> None:
    """What was put off waits for the clock; what left does not leave again."""
    relay = Relay()
    tick(owing, RULES, relay, MONDAY + timedelta(hours=1))
    first = list(relay.taken)
    for minutes in range(-60, 90, 10):
        tick(owing, RULES, relay, MONDAY + timedelta(minutes=minutes))
    assert relay.taken == first
    assert len(first) == 3


def test_t11_mails_put_off_before_the_clock_was_set_back_leave_in_the_end(owing: Ledger) -> None:
    """Each leaves once, at the latest when the clock is again where it was."""
    relay = Relay()
    relay.busy = True
    tick(owing, RULES, relay, MONDAY + timedelta(hours=1))
    relay.busy = False
    for minutes in range(-60, 90, 10):
        tick(owing, RULES, relay, MONDAY + timedelta(minutes=minutes))
    assert set(settled(owing)) == {MessageState.SENT}
    assert set(Counter(relay.taken).values()) == {1}


def test_t11_a_clock_set_forward_eight_days_kills_no_mail(owing: Ledger) -> None:
    """A mail put off once before is tried again, and not given up because a week seems to have passed."""
    relay = Relay()
    relay.busy = True
    tick(owing, RULES, relay, MONDAY)
    later = MONDAY + timedelta(days=8)
    tick(owing, RULES, relay, later)
    relay.busy = False
    tick(owing, RULES, relay, later + timedelta(hours=5))
    assert set(settled(owing)) == {MessageState.SENT}
    assert set(Counter(relay.taken).values()) == {1}


def day_after_day(first: datetime) -> Iterator[datetime]:
    """Give a moment every half hour of the night, and every noon, as a clock of New York shows them."""
    start = first.astimezone(UTC)
    moments = ((start + nth * STEP).astimezone(NEW_YORK) for nth in range(int(timedelta(days=DAYS) / STEP)))
    return (now for now in moments if now.hour < 4 or now.hour == 12)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("at", [time(0, 30), time(1, 30), time(2, 30)], ids=str)
@pytest.mark.parametrize("sunday", [date(2026, 3, 8), date(2026, 11, 1)], ids=["spring", "autumn"])
def test_t11_days_of_23_and_25_hours_have_one_slot_each(ledger: Ledger, sunday: date, at: time) -> None:
    """Friday to Tuesday, the Sunday being worked: each once, also at an hour skipped or repeated."""
    moments = list(day_after_day(datetime.combine(sunday - timedelta(days=2), time(), NEW_YORK)))
    register(ledger, at=moments[0])
    bring_in(ledger, [task(1, due=date(2026, 1, 5))], at=moments[0])
    relay, rules = Relay(), new_york(sunday, at)
    for now in moments:
        tick(ledger, rules, relay, now)
    days = {now.date() for now in moments if now.time() >= at and now.date().weekday() != 5}
    due = {f"digest:{day}" for day in days} | {f"weekly:{iso_week(day)}" for day in days}
    assert {":".join(key.split(":")[:2]) for key in relay.taken} >= due
    assert set(Counter(relay.taken).values()) == {1}


def new_york(worked: date, at: time) -> Office:
    """Give an office in New York that does everything at one time of day and works on one Sunday."""
    policy = default_policy()
    times = policy.times.model_copy(update={"weekly": at, "digest": at, "notices": at})
    hours = policy.office_hours.model_copy(update={"begin": time()})
    calendar = WorkingCalendar(
        country="US", overrides=(Override(day=worked, kind=DayKind.WORK, name="moved"),)
    )
    return Office(
        policy=policy.model_copy(update={"times": times, "office_hours": hours}),
        calendar=calendar,
        supervisors=(SUPERVISOR,),
    )
