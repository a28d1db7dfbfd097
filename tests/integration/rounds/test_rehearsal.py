# SPDX-License-Identifier: Apache-2.0
"""Rehearsal: nothing leaves, and going live leaves nothing of it behind."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import delete, select

from models import migrations
from models.addresses import Mailbox
from models.channels import Medium
from models.database import Ledger
from models.kinds import LetterKind, MessageState
from models.letters import Envelope, Letter
from models.queries import readers, rehearsal
from models.tables import Event, GoLive, Message, NoticeSent, ServedSlot
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.transport import REHEARSAL, Transport
from scheduler.forecast import first_round
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, task, write_down
from tests.support.mails.channels import give_channel, run
from tests.support.mails.outboxes import Desk, messages

EVENING = MONDAY.replace(hour=21)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def rehearsing(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task and a near one, whose office has not gone live."""
    with ledger.writing() as session:
        session.exec(delete(GoLive))
    register(ledger)
    bring_in(ledger, [late_task(1), task(2, due=date(2026, 12, 1))])
    return ledger


def go_live(ledger: Ledger, now: datetime = EVENING) -> None:
    """Let mails leave."""
    with ledger.writing() as session:
        rehearsal.go_live(session, now=now, by="test")


def sent(ledger: Ledger, medium: Medium, now: datetime = MONDAY) -> list[str]:
    """Send what is due on one way out, and give the keys of what left."""
    desk = Desk()
    name = REHEARSAL if medium is Medium.REHEARSAL else "mx.example:25"
    deliver(ledger, Transport(name=name, senders=(desk,), medium=medium), clock=lambda: now, owner="test")
    return desk.taken


def test_what_is_rehearsed_leaves_by_no_relay(rehearsing: Ledger) -> None:
    """It goes into the Maildir, once, and no relay finds anything to take."""
    run(rehearsing)
    written = [message.key for message in messages(rehearsing)]
    assert written
    assert all(message.is_rehearsal for message in messages(rehearsing))
    assert sent(rehearsing, Medium.MAIL) == []
    assert sorted(sent(rehearsing, Medium.REHEARSAL)) == sorted(written)
    assert sent(rehearsing, Medium.REHEARSAL) == []


def test_a_rehearsal_says_everything_once_as_the_real_thing_does(rehearsing: Ledger) -> None:
    """Two days of it give what two days give."""
    run(rehearsing)
    run(rehearsing)
    first = len(messages(rehearsing))
    run(rehearsing, TUESDAY)
    assert {message.kind for message in messages(rehearsing)[first:]} <= {
        LetterKind.DIGEST,
        LetterKind.PORTFOLIO,
    }


def test_no_channel_is_told_what_is_rehearsed(rehearsing: Ledger) -> None:
    """Nothing is even written for it."""
    give_channel(rehearsing, "甲局")
    assert run(rehearsing).noted == 0
    assert all(message.channel_id is None for message in messages(rehearsing))


def test_going_live_forgets_what_was_rehearsed(rehearsing: Ledger) -> None:
    """Everything is owed as if nothing had been written, and every mailbox gets a first mail again."""
    with rehearsing.reading() as session:
        strangers = readers.never_mailed(session)
    rehearsed = run(rehearsing)
    sent(rehearsing, Medium.REHEARSAL)
    go_live(rehearsing)
    with rehearsing.reading() as session:
        assert readers.never_mailed(session) == strangers
        for table in (Message, NoticeSent, ServedSlot):
            assert session.exec(select(table)).all() == []
    owed = run(rehearsing, TUESDAY)
    assert {letter.reader.key for letter in owed.letters} == {
        letter.reader.key for letter in rehearsed.letters
    }
    assert LetterKind.WEEKLY in {kind for letter in owed.letters for kind in letter.covers}
    assert LetterKind.URGING in {kind for letter in owed.letters for kind in letter.covers}
    assert not {letter.key for letter in owed.letters} & {letter.key for letter in rehearsed.letters}
    assert sent(rehearsing, Medium.REHEARSAL, TUESDAY) == []
    assert len(sent(rehearsing, Medium.MAIL, TUESDAY)) == len(owed.letters)


def test_going_live_twice_changes_nothing(rehearsing: Ledger) -> None:
    """What was sent since then is not forgotten."""
    go_live(rehearsing, MONDAY)
    run(rehearsing)
    count = len(messages(rehearsing))
    go_live(rehearsing)
    assert len(messages(rehearsing)) == count
    with rehearsing.reading() as session:
        assert rehearsal.live_since(session) == MONDAY
        assert len([event for event in session.exec(select(Event)) if event.kind == "went-live"]) == 1


def test_a_round_that_was_decided_in_rehearsal_is_decided_anew(rehearsing: Ledger) -> None:
    """The office goes live while letters are being written down: none of them stays a rehearsed one."""

    def compose(letter: Letter, mailbox: Mailbox) -> Envelope:
        go_live(rehearsing, MONDAY)
        return write_down(letter, mailbox)

    agenda = run_round(rehearsing, office(), compose, now=MONDAY)
    assert agenda.letters
    assert not any(message.is_rehearsal for message in messages(rehearsing))


def test_a_sender_that_took_a_rehearsed_mail_before_stamps_nothing(rehearsing: Ledger) -> None:
    """Going live took it out of the ledger; what follows is sent by the relay."""
    run(rehearsing)

    class Late(Desk):
        def send(self, envelope: Envelope) -> None:
            go_live(rehearsing, MONDAY)
            super().send(envelope)

    late = Transport(name=REHEARSAL, senders=(Late(),), medium=Medium.REHEARSAL)
    assert deliver(rehearsing, late, clock=lambda: MONDAY, owner="test").sent == 0
    assert messages(rehearsing) == []


def test_the_first_round_is_told_before_it_happens(rehearsing: Ledger) -> None:
    """Gone live at nine in the evening, the next day's mails are named, and nothing is changed."""
    run(rehearsing)
    with rehearsing.writing() as session:
        rehearsal.go_live(session, now=EVENING, by="test")
        found = first_round(session, office(), now=EVENING)
        session.rollback()
    assert found is not None
    moment, agenda = found
    assert moment == TUESDAY.replace(hour=8)
    go_live(rehearsing)
    assert run(rehearsing, EVENING).letters == ()
    assert {letter.key for letter in run(rehearsing, moment.replace(minute=30)).letters} == {
        letter.key for letter in agenda.letters
    }


def test_outside_office_hours_nothing_leaves(rehearsing: Ledger) -> None:
    """What waits since the afternoon leaves in the morning, by mail and by channel alike."""
    go_live(rehearsing, MONDAY)
    run(rehearsing)
    desk, day = Desk(), {"open": False}
    relay = Transport(name="mx.example:25", senders=(desk,), is_open=lambda _now: day["open"])
    assert deliver(rehearsing, relay, clock=lambda: EVENING, owner="test") == Delivered()
    assert {message.state for message in messages(rehearsing)} == {MessageState.QUEUED}
    day["open"] = True
    assert deliver(rehearsing, relay, clock=lambda: TUESDAY, owner="test").sent == len(desk.taken) > 0


@pytest.mark.parametrize("has_sent", [True, False])
def test_a_ledger_that_ever_sent_is_live_after_the_upgrade(rehearsing: Ledger, has_sent: bool) -> None:
    """One that never sent is in rehearsal."""
    go_live(rehearsing, MONDAY)
    run(rehearsing)
    if has_sent:
        sent(rehearsing, Medium.MAIL)
    migrations.downgrade(rehearsing, "0010")
    migrations.upgrade(rehearsing)
    with rehearsing.reading() as session:
        assert rehearsal.is_rehearsal(session) is not has_sent


def test_an_older_program_sends_nothing_that_was_rehearsed(rehearsing: Ledger) -> None:
    """It knows no rehearsal, so what waits is dropped on the way down."""
    run(rehearsing)
    migrations.downgrade(rehearsing, "0010")
    with rehearsing.engine.connect() as connection:
        assert set(connection.exec_driver_sql("SELECT state FROM message").scalars()) == {"dropped"}
    migrations.upgrade(rehearsing)
