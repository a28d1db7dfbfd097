# SPDX-License-Identifier: Apache-2.0
"""Claims: each message in one hand at a time, fenced by its token, found without a search."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from models.database import Ledger
from models.errors import LedgerError
from models.kinds import MessageState, Outcome
from models.queries import claims, nodes
from models.tables import Delivery
from scheduler.delivery.deliver import Delivered, deliver, deliver_batch
from scheduler.delivery.transport import Transport
from scheduler.upkeep import forget_mails
from tests.builders import MONDAY
from tests.support.mails.outboxes import Desk, count_states, messages, queue


def transport(*desks: Desk, per_minute: int = 0) -> Transport:
    """Give an outlet with a connection for each desk."""
    return Transport(name="mx:25", senders=desks, mails_per_minute=per_minute)


def at(moment=MONDAY):
    return {"clock": lambda: moment, "owner": "test"}


def test_four_connections_send_each_message_once(ledger: Ledger) -> None:
    """Nothing is lost and nothing doubled, and all connections have their part."""
    queue(ledger, 200)
    desks = [Desk() for _each in range(4)]
    before = threading.active_count()
    assert deliver(ledger, transport(*desks), **at()) == Delivered(sent=200)
    taken = [key for desk in desks for key in desk.taken]
    assert sorted(taken) == sorted(message.key for message in messages(ledger))
    assert threading.active_count() == before


def test_a_connection_that_meets_a_bug_stops_no_other(ledger: Ledger) -> None:
    """Its message waits like any deferred one."""

    class Buggy(Desk):
        def send(self, envelope):
            raise ZeroDivisionError

    queue(ledger, 40)
    done = deliver(ledger, transport(Buggy(), Desk()), **at())
    assert done.sent + done.waiting == 40
    assert {each.state for each in messages(ledger)} <= {MessageState.SENT, MessageState.QUEUED}


def test_one_batch_is_sent_and_no_other(ledger: Ledger) -> None:
    """A job of a cluster touches its own rows only, and running it again sends nothing."""
    queue(ledger, 25, batch="a")
    queue(ledger, 5, batch="b", first=25)
    desk = Desk()
    assert deliver_batch(ledger, transport(desk), desk, batch="a", **at()) == Delivered(sent=25)
    assert deliver_batch(ledger, transport(desk), desk, batch="a", **at()) == Delivered()
    assert count_states(ledger) == {MessageState.SENT: 25, MessageState.QUEUED: 5}


def test_who_slept_past_the_lease_writes_nothing(ledger: Ledger) -> None:
    """A late stamp, good or bad, changes neither the message that was sent meanwhile nor the log."""
    queue(ledger, 1)
    with ledger.writing() as session:
        (late,) = claims.claim(session, now=MONDAY, limit=10, owner="slow")
    after = MONDAY + claims.LEASE
    assert deliver(ledger, transport(Desk()), **at(after)).sent == 1
    with ledger.writing() as session:
        assert not claims.stamp_sent(session, late, now=after)
        failed = {"outcome": Outcome.DEFERRED, "code": 450, "reason": "no"}
        assert not claims.stamp_failed(session, late, now=after, next_at=after, **failed)
        assert not claims.stamp_unspent(session, late, now=after, **failed)
        claims.unclaim(session, [late])
    assert count_states(ledger) == {MessageState.SENT: 1}
    with ledger.reading() as session:
        assert [each.outcome for each in session.exec(select(Delivery))] == [Outcome.SENT]


def test_nothing_is_sent_that_could_outlast_its_lease(ledger: Ledger) -> None:
    """After a mail that took very long the rest of the claim is given back and claimed anew."""
    queue(ledger, 3)
    now, begins = [MONDAY], []

    class Slow(Desk):
        def send(self, envelope):
            (held,) = (each for each in messages(ledger) if each.key == envelope.key)
            begins.append((now[0], held.lease_until))
            super().send(envelope)
            now[0] += timedelta(minutes=13)

    slow = Slow()
    assert deliver(ledger, transport(slow), clock=lambda: now[0], owner="test").sent == 3
    assert len(slow.taken) == len(set(slow.taken)) == 3
    assert all(begun + claims.LONGEST_ATTEMPT <= lease for begun, lease in begins)


def test_an_attempt_may_end_with_its_lease_and_not_after(ledger: Ledger) -> None:
    """To the very moment: half of the lease is left for the slowest attempt."""
    queue(ledger, 1)
    with ledger.writing() as session:
        (held,) = claims.claim(session, now=MONDAY, limit=1, owner="test")
    last = MONDAY + claims.LEASE - claims.LONGEST_ATTEMPT
    assert held.allows_attempt(last)
    assert not held.allows_attempt(last + timedelta(microseconds=1))


def test_a_claim_is_never_over_its_limit_after_a_crash(ledger: Ledger) -> None:
    """What a vanished sender left and what is queued are one claim of ten, not of twenty."""
    queue(ledger, 30)
    with ledger.writing() as session:
        left = claims.claim(session, now=MONDAY, limit=7, owner="vanished")
    after = MONDAY + claims.LEASE
    with ledger.writing() as session:
        taken = claims.claim(session, now=after, limit=10, owner="test")
    assert len(taken) == 10
    assert {each.id for each in left} < {each.id for each in taken}


def test_a_claim_after_a_crash_takes_no_more_than_the_relay_may(ledger: Ledger) -> None:
    """A limit of a few mails a minute holds for what a dead sender left as well."""
    queue(ledger, 30)
    with ledger.writing() as session:
        claims.claim(session, now=MONDAY, limit=20, owner="vanished")
    done = deliver(ledger, transport(Desk(), per_minute=24), **at(MONDAY + claims.LEASE))
    assert (done.sent, done.limited) == (2, True)


def test_what_a_dead_owner_had_is_freed_and_nothing_of_another(ledger: Ledger) -> None:
    """The owner a:80 is another one than a:8080, and than a:80 of another machine."""
    queue(ledger, 4)
    owners = ("a:80", "a:8080", "aa:80", "a:8")
    with ledger.writing() as session:
        held = {owner: claims.claim(session, now=MONDAY, limit=1, owner=owner)[0].id for owner in owners}
        assert claims.release(session, owner="a:80") == 1
    states = {message.id: message.state for message in messages(ledger)}
    assert states.pop(held["a:80"]) is MessageState.QUEUED
    assert set(states.values()) == {MessageState.SENDING}


def test_told_to_stop_it_finishes_the_mail_in_hand_and_gives_the_rest_back(ledger: Ledger) -> None:
    """One is sent, nine are queued again, none is left claimed."""
    queue(ledger, 10)
    stop = threading.Event()

    class Last(Desk):
        def send(self, envelope):
            super().send(envelope)
            stop.set()

    assert deliver(ledger, transport(Last()), stopping=stop.is_set, **at()) == Delivered(sent=1)
    assert count_states(ledger) == {MessageState.SENT: 1, MessageState.QUEUED: 9}
    assert {message.lease_token for message in messages(ledger)} == {None}


def test_a_ledger_that_is_away_when_a_mail_was_taken_is_waited_for(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamp comes later, so that the mail does not leave twice."""
    queue(ledger, 1)
    away, real = [True, True], claims.stamp_sent

    def failing(session, held, *, now):
        if away:
            away.pop()
            raise LedgerError("away")
        return real(session, held, now=now)

    monkeypatch.setattr(claims, "stamp_sent", failing)
    desk = Desk()
    assert deliver(ledger, transport(desk), **at()) == Delivered(sent=1)
    assert len(desk.taken) == 1


def test_two_nodes_share_one_limit(ledger: Ledger) -> None:
    """What one node took is no longer there for the other."""
    queue(ledger, 100)
    first = deliver(ledger, transport(Desk(), per_minute=60), **at())
    assert first == Delivered(sent=5, limited=True)
    assert deliver(ledger, transport(Desk(), per_minute=60), **at()) == Delivered(limited=True)
    later = MONDAY + timedelta(seconds=60)
    assert deliver(ledger, transport(Desk(), Desk(), per_minute=60), **at(later)).sent == 5


def test_a_relay_is_made_once_by_two_that_meet(ledger: Ledger) -> None:
    """Both get the same row."""
    with ledger.writing() as session:
        first = nodes.held(session, "mx:25", now=MONDAY).id
    with ledger.writing() as session:
        assert nodes.held(session, "mx:25", now=MONDAY).id == first


def test_a_claim_walks_the_index_and_sorts_nothing(tmp_path, sqlite_template) -> None:
    """SQLite's own plan for each question of a claim."""
    ledger = Ledger(f"sqlite:///{sqlite_template}")
    asked = []
    event.listen(
        ledger.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, values, *_: asked.append((statement, values)),
    )
    with ledger.reading() as session:
        claims.claim(session, now=MONDAY, limit=10, owner="test")
    with ledger.engine.connect() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in asked
            if statement.startswith("SELECT")
        ]
    ledger.close()
    assert len(plans) == 2
    assert "ix_message_state_next_at (state=? AND next_at<?)" in plans[1]
    assert "ix_message_state_next_at (state=?" in plans[0]
    assert not any("TEMP B-TREE" in plan or "SCAN" in plan for plan in plans)


def test_mails_whose_time_is_over_are_emptied_and_nothing_else(ledger: Ledger) -> None:
    """Row, subject and log of what was sent stay; what waits keeps its mail however old."""
    queue(ledger, 5)
    deliver(ledger, transport(Desk({"unit-0": [Outcome.DEFERRED]})), **at())
    assert forget_mails(ledger, days=30, now=MONDAY + timedelta(days=30)) == 0
    later = MONDAY + timedelta(days=31)
    assert forget_mails(ledger, days=0, now=later) == 0
    assert forget_mails(ledger, days=30, now=later) == 4
    assert forget_mails(ledger, days=30, now=later) == 0
    kept = [bool(message.content) for message in messages(ledger)]
    assert kept == [True, False, False, False, False]
    with ledger.reading() as session:
        assert session.exec(select(sa.func.count()).select_from(Delivery)).one() == 5


def test_writers_of_one_process_take_turns(ledger: Ledger) -> None:
    """Eight threads that add one to the same number 25 times each lose none."""
    with ledger.writing() as session:
        nodes.held(session, "mx:25", now=MONDAY).tokens = 0.0

    def add() -> None:
        for _each in range(25):
            with ledger.writing() as session:
                nodes.held(session, "mx:25", now=MONDAY).tokens += 1

    threads = [threading.Thread(target=add) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.reading() as session:
        relay = nodes.find(session, "mx:25")
        assert relay is not None
        assert relay.tokens == 200
