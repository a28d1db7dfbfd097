# SPDX-License-Identifier: Apache-2.0
"""Faults of the relay stop the relay and cost no message anything; faults of a message are its own."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models.database import Ledger
from models.errors import UsageError
from models.findings import Finding
from models.kinds import MessageState, Outcome
from models.queries import nodes, outbox
from models.tables import Delivery, Relay
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.transport import Transport
from scheduler.problems import STUCK_AFTER, messages_not_sent, relays_stopped
from tests.builders import MONDAY
from tests.support.mails.outboxes import Desk, count_states, messages, queue

pytestmark = pytest.mark.one_database

MINUTE = timedelta(minutes=1)


def send(ledger: Ledger, desk: Desk, now: datetime = MONDAY) -> Delivered:
    """Deliver what is due over one connection."""
    return deliver(ledger, Transport(name="mx:25", senders=(desk,)), clock=lambda: now, owner="test")


def relay_of(ledger: Ledger) -> Relay:
    """Give the relay's row."""
    with ledger.reading() as session:
        return session.exec(select(Relay)).one()


def told(ledger: Ledger, now: datetime) -> list[Finding]:
    """Give what the office is told of relays and messages."""
    with ledger.reading() as session:
        stops = nodes.stopped(session, since=now - STUCK_AFTER)
        unsent = outbox.not_sent(session, waiting_since=now - STUCK_AFTER)
    return [*relays_stopped(stops, now=now), *messages_not_sent(unsent, is_relay_stopped=bool(stops))]


def outcomes(ledger: Ledger) -> list[str]:
    """Give how every attempt ended, in order."""
    with ledger.reading() as session:
        return [each.outcome.value for each in session.exec(select(Delivery).order_by(Delivery.id))]


def test_a_relay_that_refuses_is_stopped_and_keeps_every_message_unspent(ledger: Ledger) -> None:
    """Trials come after 1, 2, 4 … 30 minutes; four days later everything leaves as if nothing had been."""
    queue(ledger, 12)
    now, waits = MONDAY, []
    for _trial in range(7):
        assert send(ledger, Desk(always=Outcome.RELAY), now).relay_failed
        stopped_until = relay_of(ledger).stopped_until
        assert stopped_until is not None
        waits.append((stopped_until - now) / MINUTE)
        assert send(ledger, Desk(), stopped_until - timedelta(seconds=1)) == Delivered(relay_failed=True)
        now = stopped_until
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert {message.attempts for message in messages(ledger)} == {0}
    assert send(ledger, Desk(), MONDAY + timedelta(days=4)).sent == 12
    assert (relay_of(ledger).failures, relay_of(ledger).stopped_until) == (0, None)


def test_a_deferral_after_a_week_of_a_stopped_relay_is_a_first_one(ledger: Ledger) -> None:
    """The three days of patience begin with the message's own first failure."""
    queue(ledger, 1)
    send(ledger, Desk(always=Outcome.RELAY))
    week_later = MONDAY + timedelta(days=7)
    assert send(ledger, Desk(always=Outcome.DEFERRED), week_later) == Delivered(waiting=1)
    (message,) = messages(ledger)
    assert timedelta(minutes=5) <= message.next_at - week_later <= timedelta(minutes=5.5)


def test_a_message_deferred_for_three_days_is_given_up(ledger: Ledger) -> None:
    """Its waits double up to four hours, and the last attempt is its last."""
    queue(ledger, 1)
    now = MONDAY
    while (message := messages(ledger)[0]).state is MessageState.QUEUED:
        now = max(now, message.next_at)
        send(ledger, Desk(always=Outcome.DEFERRED), now)
    assert message.state is MessageState.DEAD
    assert timedelta(days=3) < now - MONDAY < timedelta(days=3, hours=5)
    assert message.attempts == len(outcomes(ledger))


def test_a_message_tried_again_by_hand_has_three_days_of_its_own(ledger: Ledger) -> None:
    """What it failed before counts no more: the first deferral after that is not its last."""
    desk = Desk(always=Outcome.DEFERRED)
    queue(ledger, 1)
    now = MONDAY
    while now - MONDAY < timedelta(days=2, hours=20):
        send(ledger, desk, now)
        now += timedelta(hours=4)
    with ledger.writing() as session:
        outbox.retry(session, outbox.find(session, messages(ledger)[0].id), now=now)
    (again,) = messages(ledger)
    assert (again.state, again.next_at, again.created_at) == (MessageState.QUEUED, now, now)
    send(ledger, desk, now + timedelta(days=1))
    assert messages(ledger)[0].state is MessageState.QUEUED


def test_a_message_that_left_is_never_tried_again_by_hand(ledger: Ledger) -> None:
    """Whoever asks for it is told so, and nothing of it changes."""
    queue(ledger, 1)
    send(ledger, Desk())
    (sent,) = messages(ledger)
    with ledger.writing() as session, pytest.raises(UsageError, match="cannot be tried again"):
        outbox.retry(session, outbox.find(session, sent.id), now=MONDAY + timedelta(days=1))
    assert messages(ledger) == [sent]


def test_a_refused_message_is_dead_at_once_and_stops_nobody(ledger: Ledger) -> None:
    """One attempt, and the others leave."""
    queue(ledger, 12)
    assert send(ledger, Desk({"unit-3": [Outcome.REFUSED]})) == Delivered(sent=11, dead=1)


@pytest.mark.parametrize("outcome", [Outcome.BUSY, Outcome.BROKEN, Outcome.AMBIGUOUS])
def test_ten_faults_in_a_row_stop_the_relay(ledger: Ledger, outcome: Outcome) -> None:
    """Each run gives up after three; the tenth without a mail in between stops the relay for a minute."""
    queue(ledger, 40)
    for run in range(3):
        assert send(ledger, Desk(always=outcome)).relay_failed
        assert (relay_of(ledger).failures, relay_of(ledger).stopped_until) == (3 * run + 3, None)
    send(ledger, Desk(always=outcome))
    assert relay_of(ledger).stopped_until == MONDAY + MINUTE


def test_a_mail_taken_in_between_ends_the_row_of_faults(ledger: Ledger) -> None:
    """A relay that is busy now and then is not stopped."""
    queue(ledger, 60)
    twice = [Outcome.BUSY, Outcome.BUSY]
    desk = Desk({f"unit-{number}": list(twice) for number in range(0, 60, 5)})
    while send(ledger, desk).waiting:
        pass
    assert count_states(ledger) == {MessageState.SENT: 60}
    assert relay_of(ledger).stopped_until is None


def test_a_busy_relay_costs_no_attempt_and_no_wait(ledger: Ledger) -> None:
    """The message leaves in the same run."""
    queue(ledger, 1)
    assert send(ledger, Desk({"unit-0": [Outcome.BUSY]})) == Delivered(sent=1, waiting=1)
    assert messages(ledger)[0].attempts == 1
    assert outcomes(ledger) == ["busy", "sent"]


def test_an_ambiguous_end_is_counted_and_the_same_bytes_go_again(ledger: Ledger) -> None:
    """The second attempt shows the same Message-ID and content."""
    queue(ledger, 1)
    desk = Desk({"unit-0": [Outcome.AMBIGUOUS]})
    assert send(ledger, desk) == Delivered(waiting=1)
    assert send(ledger, desk, MONDAY + 6 * MINUTE) == Delivered(sent=1)
    first, second = desk.tried
    assert first == second
    assert outcomes(ledger) == ["ambiguous", "sent"]


def test_a_broken_line_is_tried_again_soon(ledger: Ledger) -> None:
    """Nothing was taken, so half a minute is enough."""
    queue(ledger, 1)
    send(ledger, Desk(always=Outcome.BROKEN))
    assert timedelta(seconds=30) <= messages(ledger)[0].next_at - MONDAY <= timedelta(seconds=33)


def test_the_office_is_told_of_a_stopped_relay_as_one_thing(ledger: Ledger) -> None:
    """Twenty waiting messages are one finding as long as the relay is the reason."""
    queue(ledger, 20)
    late = MONDAY + STUCK_AFTER
    send(ledger, Desk(always=Outcome.RELAY), late)
    (stopped,) = told(ledger, late)
    assert stopped.code == "relay-stopped"
    assert "mx:25" in str(stopped)
    with ledger.writing() as session:
        assert nodes.resume(session) == ["mx:25"]
    tried, not_tried = told(ledger, late)
    assert {tried.code, not_tried.code} == {"message-stuck"}
    assert (tried.facts["count"] + not_tried.facts["count"], not_tried.facts["reason"]) == (20, "–")


def test_a_list_of_messages_reads_no_mail(ledger: Ledger) -> None:
    """Listing and telling the office never load the content."""
    queue(ledger, 3)
    with ledger.reading() as session:
        listed = outbox.listed(session)
        waiting = outbox.not_sent(session, waiting_since=MONDAY)
    assert [is_kept for _message, is_kept in listed] == [True] * 3
    assert all("content" not in vars(message) for message, _kept in listed)
    assert all("content" not in vars(message) for message in waiting)
