# SPDX-License-Identifier: Apache-2.0
"""Messages for channels on their way out: claimed apart from mails, tried again, never in anybody's way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import event
from sqlmodel import col, func, select

from models.channels import Medium, QuietHours
from models.database import Ledger
from models.kinds import LetterKind, MessageState, Outcome
from models.queries import channels, claims, plans, progress
from models.queries import nodes as relays
from models.queries.claims import Wanted
from models.tables import Delivery, Message
from notifiers.senders.channels import ChannelSender
from notifiers.senders.http import HttpPost, ServiceAnswer
from notifiers.senders.smtp import Smtp
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.transport import CHANNELS, Transport
from scheduler.problems import ledger_problems
from tests.builders import MONDAY, ZONE, bring_in, late_task, message, office, register, task
from tests.support.mails.channels import give_channel, notes, run
from tests.support.mails.outboxes import Desk, count_states, messages, queue
from tests.support.mails.receivers import Receiver, Reply, receiving
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, wait_until

ANY_NOTE = Wanted(medium=Medium.CHANNEL)


class ShortWith(HttpPost):
    """Wait half a second for one service that will not answer anyway, and as long as it takes for others."""

    def __init__(self, silent: str) -> None:
        super().__init__(seconds=PATIENCE)
        self._silent = silent
        self._short = HttpPost(seconds=0.5)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> ServiceAnswer:
        """Post with the patience that the service deserves."""
        if url.startswith(self._silent):
            return self._short.post(url, body, headers)
        return super().post(url, body, headers)


def transport(ledger: Ledger, *, connections: int = 2, post: HttpPost | None = None) -> Transport:
    """Give the way out to the ledger's channels; without `post` as patient as a busy machine asks for."""

    def find(number: int):
        with ledger.reading() as session:
            return channels.find(session, number)

    senders = (
        ChannelSender(find, now=lambda: MONDAY, post=post or HttpPost(seconds=PATIENCE))
        for _each in range(connections)
    )
    return Transport(name=CHANNELS, senders=tuple(senders), medium=Medium.CHANNEL, at_once=1)


def send(ledger: Ledger, now: datetime = MONDAY, **how: Any) -> Delivered:
    """Send what is due to channels."""
    return deliver(ledger, transport(ledger, **how), clock=lambda: now, owner="test")


def note(ledger: Ledger, count: int = 1, *, channel_id: int, at: datetime = MONDAY) -> None:
    """Put messages for a channel into the outbox, past a round."""
    with ledger.writing() as session:
        first = session.exec(select(func.count()).select_from(Message)).one()
        session.add_all(
            message(
                number,
                **dict.fromkeys(("key", "letter_key", "message_id"), f"weekly:{number}@channel:{channel_id}"),
                reader_key="unit:1",
                reader_name="甲局",
                sender="",
                recipient=f"channel:{channel_id}",
                content=f'{{"number": {number}}}'.encode(),
                created_at=at,
                next_at=at,
                channel_id=channel_id,
            )
            for number in range(first, first + count)
        )


def attempts(ledger: Ledger) -> list[Outcome]:
    with ledger.reading() as session:
        return [each.outcome for each in session.exec(select(Delivery).order_by(col(Delivery.id)))]


@pytest.fixture
def units(ledger: Ledger) -> Ledger:
    """Give a ledger with two units and no task."""
    register(ledger)
    return ledger


@contextmanager
def channel(ledger: Ledger, *replies: Reply, reader: str = "甲局", **facts: object) -> Iterator[Receiver]:
    """Give a reader a channel to a service that answers so."""
    with receiving(*replies) as receiver:
        give_channel(ledger, reader, f"{receiver.address}/in", **facts)
        yield receiver


def test_mails_and_messages_for_channels_are_claimed_apart(units: Ledger) -> None:
    """Neither way ever takes what is the other's."""
    queue(units, 30)
    desk = Desk()
    with channel(units) as receiver:
        note(units, 5, channel_id=1)
        assert send(units) == Delivered(sent=5)
        assert len(receiver.posted) == 5
        assert count_states(units) == {MessageState.SENT: 5, MessageState.QUEUED: 30}
        mails = Transport(name="mx:25", senders=(desk,))
        assert deliver(units, mails, clock=lambda: MONDAY, owner="test") == Delivered(sent=30)
    assert not [key for key in desk.taken if "channel" in key]


def test_a_service_that_fails_twice_gets_the_same_message_a_third_time(units: Ledger) -> None:
    """After its back-off, with the same id and the same bytes; every attempt is on record."""
    with channel(units, Reply(status=503), Reply(drops=True), Reply()) as receiver:
        note(units, channel_id=1)
        assert send(units) == Delivered(waiting=1)
        assert send(units, MONDAY + timedelta(minutes=4)) == Delivered()
        assert send(units, MONDAY + timedelta(minutes=6)) == Delivered(waiting=1)
        assert send(units, MONDAY + timedelta(minutes=20)) == Delivered(sent=1)
        assert len({(each.headers["webhook-id"], each.body) for each in receiver.posted}) == 1
    assert attempts(units) == [Outcome.DEFERRED, Outcome.DEFERRED, Outcome.SENT]


def test_a_service_that_asks_for_an_hour_gets_it(units: Ledger) -> None:
    """Its wish is longer than our patience."""
    with channel(units, Reply(status=429, headers={"Retry-After": "3600"}), Reply()):
        note(units, channel_id=1)
        send(units)
        assert send(units, MONDAY + timedelta(minutes=59)) == Delivered()
        assert send(units, MONDAY + timedelta(minutes=61)) == Delivered(sent=1)


def test_a_refused_message_is_dead_at_once_and_the_office_is_told(units: Ledger) -> None:
    """One finding a channel, however many messages; who mends it has them sent again."""
    with channel(units, Reply(status=404), Reply(status=404), Reply()):
        note(units, 2, channel_id=1)
        assert send(units, connections=1) == Delivered(dead=1)
        assert send(units, connections=1) == Delivered(dead=1)
        with units.reading() as session:
            found = ledger_problems(session, calendar=office().calendar, policy=office().policy, now=MONDAY)
        (told,) = [each for each in found if each.code == "channel-troubled"]
        assert (told.facts["id"], told.facts["dead"], told.facts["reader"]) == (1, 2, "甲局")
        assert not [each for each in found if each.code.startswith("message-")]


def test_what_waits_for_the_end_of_quiet_hours_is_no_trouble(units: Ledger) -> None:
    """Half a day is long for a mail and nothing for a channel; what was tried and failed is told."""
    with channel(units, Reply(status=503), quiet=QuietHours(start=clock_time(20), end=clock_time(10))):
        note(units, channel_id=1)
        assert send(units) == Delivered()
        (waiting,) = notes(units)
        assert waiting.next_at.astimezone(ZONE).time() == clock_time(10)
        with units.reading() as session:
            assert channels.troubled(session, waiting_since=MONDAY) == []
        send(units, MONDAY.replace(hour=10))
        with units.reading() as session:
            (trouble,) = channels.troubled(session, waiting_since=MONDAY)
        assert (trouble.dead, trouble.waiting) == (0, 1)


def test_a_retry_that_falls_into_quiet_hours_waits_for_their_end(units: Ledger) -> None:
    """It is not tried and costs no attempt."""
    quiet = QuietHours(start=clock_time(9, 3), end=clock_time(11))
    with channel(units, Reply(status=503), Reply(), quiet=quiet) as receiver:
        note(units, channel_id=1)
        send(units)
        assert send(units, MONDAY + timedelta(minutes=10)) == Delivered()
        assert len(receiver.posted) == 1
        assert send(units, MONDAY.replace(hour=11)) == Delivered(sent=1)


def test_what_speaks_of_closed_tasks_only_is_moot_for_a_channel_too(units: Ledger) -> None:
    """It was quiet while the task was closed."""
    bring_in(units, [late_task(1)], at=MONDAY)
    run(units)
    with channel(units, carries=(LetterKind.THRESHOLD,)) as receiver:
        tuesday = MONDAY + timedelta(days=1)
        bring_in(units, [late_task(1), task(4, due=date(2026, 11, 25))], at=tuesday)
        assert run(units, tuesday).noted == 1
        with units.writing() as session:
            progress.close(session, plans.find_task(session, "2026", "4"), at=tuesday, by="test", text="")
        assert send(units, tuesday) == Delivered()
        assert receiver.posted == []
    assert [each.state for each in notes(units)] == [MessageState.MOOT]


def test_a_channel_removed_while_a_message_waits_gets_nothing(units: Ledger) -> None:
    """Also what was claimed by a sender that died, and is claimed again later."""
    with channel(units) as receiver:
        note(units, 2, channel_id=1)
        with units.writing() as session:
            claims.claim(session, now=MONDAY, limit=1, owner="dead", wanted=ANY_NOTE)
        with units.writing() as session:
            channels.remove(session, 1, now=MONDAY, by="test")
        assert send(units, MONDAY + claims.LEASE) == Delivered()
        assert receiver.posted == []
    assert count_states(units) == {MessageState.DROPPED: 2}


def test_a_sender_that_died_leaves_its_message_to_the_next_under_the_same_id(units: Ledger) -> None:
    """The service took it, nobody noted it: it comes again, and the receiver can tell."""
    with channel(units) as receiver:
        note(units, channel_id=1)
        with units.writing() as session:
            (held,) = claims.claim(session, now=MONDAY, limit=1, owner="daemon", wanted=ANY_NOTE)
        transport(units).senders[0].send(held.envelope)
        with units.writing() as session:
            assert claims.release(session, owner="daemon") == 1
        assert send(units) == Delivered(sent=1)
        first, again = receiver.posted
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body


def test_many_senders_tell_each_channel_once(units: Ledger) -> None:
    """Two nodes with four connections each."""
    with channel(units) as receiver:
        note(units, 60, channel_id=1)
        nodes = [
            threading.Thread(target=send, args=(units,), kwargs={"connections": 4}) for _each in range(2)
        ]
        for node in nodes:
            node.start()
        for node in nodes:
            node.join()
        assert len(receiver.posted) == 60
        assert len({each.headers["webhook-id"] for each in receiver.posted}) == 60


def test_a_channel_that_hangs_holds_up_no_other(units: Ledger) -> None:
    """It costs one timeout in a run, however many messages wait for it, and stops no way out."""
    with channel(units, Reply(hangs=True)) as hanging, channel(units, reader="乙镇") as other:
        note(units, 20, channel_id=1)
        note(units, 20, channel_id=2)
        done = send(units, connections=2, post=ShortWith(hanging.address))
        assert len(other.posted) == 20
        assert 1 <= len(hanging.posted) <= 2
        assert done == Delivered(sent=20, waiting=len(hanging.posted))
    with units.reading() as session:
        assert relays.find(session, CHANNELS) is None


def test_hanging_channels_hold_up_no_mail(units: Ledger) -> None:
    """Mails leave through a real relay while both connections to channels wait for nobody's answer."""
    port = free_port()
    relay = Controller(Sink(), hostname="127.0.0.1", port=port)
    relay.start()
    queue(units, 50)
    with channel(units, Reply(hangs=True)) as hanging:
        note(units, 2, channel_id=1)
        beside = threading.Thread(target=send, args=(units,))
        beside.start()
        wait_until(lambda: bool(hanging.posted), "one is posted")
        mails = Transport(name="mx:25", senders=(Smtp(f"smtp://127.0.0.1:{port}?starttls=never"),))
        assert deliver(units, mails, clock=lambda: MONDAY, owner="test") == Delivered(sent=50)
        assert beside.is_alive()
        mails.close()
        hanging.ended.set()
        beside.join()
    relay.stop()


def test_told_to_stop_it_ends_after_the_message_in_hand(units: Ledger) -> None:
    """The others stay queued, unclaimed."""
    stop = threading.Event()
    with channel(units, Reply()) as receiver:
        note(units, 5, channel_id=1)
        medium = transport(units, connections=1)
        real = medium.senders[0].send

        def last(envelope):
            real(envelope)
            stop.set()

        medium.senders[0].send = last
        done = deliver(units, medium, clock=lambda: MONDAY, owner="test", stopping=stop.is_set)
        assert (done, len(receiver.posted)) == (Delivered(sent=1), 1)
    assert {each.lease_token for each in messages(units)} == {None}


def test_a_claim_walks_the_queue_and_sorts_nothing(units: Ledger) -> None:
    """The plan of each question; PostgreSQL has thousands of messages, because its plans go by how many."""
    queue(units, 50 if units.is_sqlite else 5_000)
    give_channel(units, "甲局")
    note(units, 10 if units.is_sqlite else 1_000, channel_id=1)
    if not units.is_sqlite:  # which nobody analyses; PostgreSQL does it by itself
        with units.connecting(writes=True) as connection:
            connection.exec_driver_sql("ANALYZE")
    # A ledger in rehearsal has little, and one that is live has nothing of the third way.
    indexes = {Medium.MAIL: "ix_message_state_next_at", Medium.CHANNEL: "ix_message_channel_state_next_at"}
    for medium, index in indexes.items():
        plan = plan_of_claim(units, medium)
        assert len(plan) == 2
        assert all(index in each for each in plan), plan
        assert not any("TEMP B-TREE" in each or "Sort" in each for each in plan)


def plan_of_claim(ledger: Ledger, medium: Medium) -> list[str]:
    """Claim messages of a way, and give how the database finds them."""
    asked: list[tuple[str, object]] = []

    def remember(_connection, _cursor, statement, values, *_rest) -> None:
        asked.append((statement, values))

    event.listen(ledger.engine, "before_cursor_execute", remember)
    with ledger.writing() as session:
        claims.claim(session, now=MONDAY, limit=10, owner="test", wanted=Wanted(medium=medium))
    event.remove(ledger.engine, "before_cursor_execute", remember)
    explain = "EXPLAIN QUERY PLAN" if ledger.is_sqlite else "EXPLAIN"
    with ledger.engine.connect() as connection:
        return [
            str(connection.exec_driver_sql(f"{explain} {statement}", values).all())
            for statement, values in asked
            if statement.startswith("SELECT message.id") and "LIMIT" in statement
        ]
