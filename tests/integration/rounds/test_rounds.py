# SPDX-License-Identifier: Apache-2.0
"""Rounds write what is owed, once, whatever happens around them."""

import multiprocessing
from dataclasses import replace
from datetime import date, datetime, timedelta
from multiprocessing.synchronize import Barrier

import pytest
from sqlmodel import select

from models.addresses import Mailbox
from models.database import Ledger
from models.errors import DeliveryError
from models.kinds import LetterKind, MessageState, Outcome, Role
from models.letters import Envelope, Letter
from models.queries import claims, plans, progress
from models.tables import Delivery, Message, NoticeSent
from plans.drafts import UnitMention
from scheduler.agenda import Agenda, IdleCache, count_owed, plan_round
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.relay import next_attempt
from scheduler.delivery.transport import Transport
from scheduler.policy import read_policy
from scheduler.round import run_round, wait_of
from tests.builders import MONDAY, bring_in, late_task, office, register, rich_task, task, write_down

OF_YI = (UnitMention(name="乙镇", role=Role.RESPONSIBLE),)
SUNDAY = MONDAY - timedelta(days=1)


class Postbox:
    """Take every message, or refuse the recipients it was told to refuse."""

    def __init__(self, refusals: dict[str, DeliveryError] | None = None) -> None:
        self.taken: list[str] = []
        self._refusals = refusals or {}

    def send(self, envelope: Envelope) -> None:
        """Take one message."""
        if envelope.recipient in self._refusals:
            raise self._refusals[envelope.recipient]
        self.taken.append(envelope.key)

    def close(self) -> None:
        """Keep nothing open."""

    def abort(self) -> None:
        """Wait for nothing."""


@pytest.fixture
def full_ledger(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task, a near one and a rich one."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2, due=date(2026, 12, 1)), rich_task(3)])
    return ledger


def run(ledger: Ledger, now: datetime = MONDAY, *, full: bool = False) -> Agenda:
    """Run one round with plain letters."""
    return run_round(ledger, office(), write_down, now=now, full=full)


def send(ledger: Ledger, postbox: Postbox, now: datetime = MONDAY) -> Delivered:
    """Deliver everything that is due."""
    transport = Transport(name="test", senders=(postbox,))
    return deliver(ledger, transport, clock=lambda: now, owner="test")


def messages(ledger: Ledger) -> list[Message]:
    """Give all messages in the ledger."""
    with ledger.reading() as session:
        return list(session.exec(select(Message).order_by(Message.id)))


@pytest.mark.one_database
def test_a_monday_round_tells_units_leader_and_office(full_ledger: Ledger) -> None:
    """Each reader gets one letter that says all its reasons."""
    letters = {letter.reader.name: letter for letter in run(full_ledger).letters}
    assert set(letters) == {"甲局", "乙镇", "李一", "督查室"}
    assert letters["甲局"].covers == (LetterKind.WEEKLY, LetterKind.URGING, LetterKind.THRESHOLD)
    assert letters["李一"].covers == (LetterKind.PORTFOLIO, LetterKind.URGING)
    assert letters["督查室"].kind is LetterKind.DIGEST


def test_ten_rounds_write_one_set(full_ledger: Ledger) -> None:
    """Running a round again adds nothing."""
    first = run(full_ledger)
    again = [run(full_ledger, MONDAY + timedelta(minutes=each)) for each in range(1, 10)]
    assert len(first.letters) == len(messages(full_ledger)) == 4
    assert [agenda.letters for agenda in again] == [()] * 9


def _round_in_a_process(url: str, barrier: Barrier) -> None:
    ledger = Ledger(url)
    barrier.wait()
    run(ledger)
    send(ledger, Postbox())
    ledger.close()


def test_two_rounds_at_the_same_instant_write_one_set(full_ledger: Ledger) -> None:
    """Two processes that start together send every letter once."""
    spawn = multiprocessing.get_context("fork")
    barrier = spawn.Barrier(2)
    pair = [spawn.Process(target=_round_in_a_process, args=(full_ledger.url, barrier)) for _each in range(2)]
    full_ledger.close()
    for process in pair:
        process.start()
    for process in pair:
        process.join(timeout=240)
    assert [process.exitcode for process in pair] == [0, 0]
    with full_ledger.reading() as session:
        deliveries = session.exec(select(Delivery)).all()
    assert len(messages(full_ledger)) == len(deliveries) == 4
    assert all(message.state is MessageState.SENT for message in messages(full_ledger))


def test_a_dry_run_writes_nothing(full_ledger: Ledger) -> None:
    """Looking ahead leaves everything owed."""
    agenda = plan_round(full_ledger, office(), now=MONDAY)
    assert len(agenda.letters) == 4
    assert messages(full_ledger) == []


@pytest.mark.one_database
def test_nothing_goes_out_on_a_day_off_but_by_hand(full_ledger: Ledger) -> None:
    """A Sunday's duties wait for Monday, unless everything is asked for."""
    assert run(full_ledger, SUNDAY).letters == ()
    assert len(run(full_ledger, SUNDAY, full=True).letters) == 4


@pytest.mark.one_database
def test_an_outage_is_made_good_by_one_letter(full_ledger: Ledger) -> None:
    """After three silent days a reader gets one letter, not four."""
    run(full_ledger)
    thursday = run(full_ledger, MONDAY + timedelta(days=3))
    assert [letter.reader.name for letter in thursday.letters].count("甲局") == 1


@pytest.mark.one_database
def test_what_was_said_is_not_said_again_the_next_day(full_ledger: Ledger) -> None:
    """On Tuesday the unit hears nothing new; the office's digest comes again."""
    run(full_ledger)
    tuesday = run(full_ledger, MONDAY + timedelta(days=1))
    assert [letter.kind for letter in tuesday.letters if letter.reader.name == "督查室"] == [
        LetterKind.DIGEST
    ]
    assert not [letter for letter in tuesday.letters if letter.reader.name == "乙镇"]


@pytest.mark.one_database
def test_a_closed_task_is_silent_at_once(full_ledger: Ledger) -> None:
    """Nothing speaks of a task from the moment it is closed."""
    with full_ledger.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "1"), at=MONDAY, by="test", text="")
    letters = run(full_ledger).letters
    assert "1" not in {line.status.task.number for letter in letters for line in letter.lines}
    assert LetterKind.DIGEST not in {letter.kind for letter in letters}


@pytest.mark.one_database
def test_a_queued_notice_of_a_task_closed_meanwhile_is_not_sent(full_ledger: Ledger) -> None:
    """A message that speaks only of closed tasks is taken back before it leaves."""
    run(full_ledger)
    send(full_ledger, Postbox())
    tuesday = MONDAY + timedelta(days=1)
    bring_in(
        full_ledger,
        [late_task(1), task(2, due=date(2026, 12, 1)), rich_task(3), task(4, due=date(2026, 11, 25))],
        at=tuesday,
    )
    (notice,) = [letter for letter in run(full_ledger, tuesday).letters if letter.reader.name == "甲局"]
    assert notice.kind is LetterKind.THRESHOLD
    with full_ledger.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "4"), at=tuesday, by="test", text="")
    postbox = Postbox()
    send(full_ledger, postbox, tuesday)
    assert notice.key not in postbox.taken
    assert [each.state for each in messages(full_ledger) if each.key == notice.key] == [MessageState.MOOT]


@pytest.mark.one_database
def test_a_reader_without_a_mailbox_is_told_nothing_and_nothing_is_marked_as_said(ledger: Ledger) -> None:
    """What could not be said stays owed until the mailbox is there."""
    bring_in(ledger, [late_task()])
    assert [each.reader.name for each in run(ledger).unreachable] == ["甲局", "李一"]
    register(ledger)
    assert {letter.reader.name for letter in run(ledger).letters} == {"甲局", "李一"}


@pytest.mark.one_database
def test_an_import_on_monday_noon_still_gets_its_weekly(ledger: Ledger) -> None:
    """A round that found nothing to say does not use the week up."""
    register(ledger)
    assert run(ledger).letters == ()
    bring_in(ledger, [task(1)], at=MONDAY + timedelta(hours=3))
    (letter,) = run(ledger, MONDAY + timedelta(hours=4)).letters
    assert letter.kind is LetterKind.WEEKLY


def test_a_letter_that_cannot_be_written_stops_nobody_elses(full_ledger: Ledger) -> None:
    """It stays on the list as unwritten with its reason, and the others leave."""

    def choosy(letter: Letter, mailbox: Mailbox) -> Envelope:
        if letter.reader.name == "乙镇":
            raise ValueError("a template is broken")
        return write_down(letter, mailbox)

    run_round(full_ledger, office(), choosy, now=MONDAY)
    assert send(full_ledger, Postbox()).sent == 3
    (unwritten,) = [each for each in messages(full_ledger) if each.state is MessageState.UNWRITTEN]
    assert (unwritten.reader_name, unwritten.last_error) == ("乙镇", "a template is broken")


def test_a_round_that_is_told_to_stop_writes_nothing(full_ledger: Ledger) -> None:
    """A slot is wholly there or wholly absent, and the next round writes it."""
    composed: list[Letter] = []

    def noted(letter: Letter, mailbox: Mailbox) -> Envelope:
        composed.append(letter)
        return write_down(letter, mailbox)

    stopped = run_round(full_ledger, office(), noted, now=MONDAY, stopping=lambda: len(composed) == 2)
    assert (stopped.letters, len(composed), messages(full_ledger)) == ((), 2, [])
    assert len(run(full_ledger).letters) == 4


def test_an_import_between_deciding_and_writing_makes_the_round_decide_anew(full_ledger: Ledger) -> None:
    """A task closed while letters were being written is not in what is sent."""
    closed = []

    def slow(letter: Letter, mailbox: Mailbox) -> Envelope:
        if not closed:
            with full_ledger.writing() as session:
                found = plans.find_task(session, "2026", "1")
                progress.close(session, found, at=MONDAY, by="test", text="")
            closed.append(True)
        return write_down(letter, mailbox)

    agenda = run_round(full_ledger, office(), slow, now=MONDAY)
    assert "1" not in {line.status.task.number for letter in agenda.letters for line in letter.lines}


@pytest.mark.one_database
def test_an_extended_task_starts_its_ladder_anew(full_ledger: Ledger) -> None:
    """A new deadline is reminded of again."""
    run(full_ledger)
    tuesday = MONDAY + timedelta(days=1)
    bring_in(
        full_ledger,
        [replace(late_task(1), due=date(2026, 12, 3)), task(2, due=date(2026, 12, 1)), rich_task(3)],
        at=tuesday,
    )
    (letter,) = [each for each in run(full_ledger, tuesday).letters if each.reader.name == "甲局"]
    assert [(notice.deadline.task.number, notice.threshold) for notice in letter.notices] == [("1", 7)]


@pytest.mark.one_database
def test_weekly_mails_of_a_spread_week_wait_for_their_own_minute(ledger: Ledger) -> None:
    """Nothing leaves before, everything by then; what carries a notice leaves at once."""
    register(ledger)
    bring_in(ledger, [task(1, due=date(2027, 6, 30)), task(2, due=date(2026, 12, 1), units=OF_YI)])
    policy = read_policy("[spread]\nweekly = 60\n", source="own.toml")
    agenda = run_round(ledger, replace(office(), policy=policy), write_down, now=MONDAY)
    waits = {letter.key: wait_of(letter, policy=policy) for letter in agenda.letters}
    assert {message.letter_key: message.next_at - MONDAY for message in messages(ledger)} == waits
    (waiting,) = (wait for wait in waits.values() if wait)
    postbox = Postbox()
    assert send(ledger, postbox).sent == len(waits) - 1
    assert send(ledger, postbox, MONDAY + waiting - timedelta(seconds=1)).sent == 0
    assert send(ledger, postbox, MONDAY + waiting).sent == 1


@pytest.mark.one_database
def test_what_is_owed_is_counted_alike_at_every_look(full_ledger: Ledger) -> None:
    """Until it is written; then nothing is owed, however often somebody asks."""
    idle = IdleCache()
    owed = [count_owed(full_ledger, office(), now=MONDAY, idle=idle) for _each in range(3)]
    assert owed == [len(plan_round(full_ledger, office(), now=MONDAY).letters)] * 3
    assert owed[0] > 0
    run(full_ledger)
    assert [count_owed(full_ledger, office(), now=MONDAY, idle=idle) for _each in range(2)] == [0, 0]


def test_a_message_leaves_once(full_ledger: Ledger) -> None:
    """Delivering again finds nothing to do."""
    run(full_ledger)
    postbox = Postbox()
    assert send(full_ledger, postbox).sent == 4
    assert send(full_ledger, postbox) == Delivered()
    assert len(set(postbox.taken)) == len(postbox.taken) == 4


def test_a_passing_fault_is_tried_again_later_with_the_same_bytes(full_ledger: Ledger) -> None:
    """The message waits, then leaves; both attempts are on record."""
    run(full_ledger)
    greylisted = {"yi@office.example": DeliveryError("come back later", outcome=Outcome.DEFERRED, code=450)}
    assert send(full_ledger, Postbox(greylisted)) == Delivered(sent=3, waiting=1)
    before = [each.content for each in messages(full_ledger)]
    assert send(full_ledger, Postbox(), MONDAY + timedelta(minutes=1)) == Delivered()
    assert send(full_ledger, Postbox(), MONDAY + timedelta(minutes=10)) == Delivered(sent=1)
    assert [each.content for each in messages(full_ledger)] == before
    with full_ledger.reading() as session:
        told = sorted((each.outcome, each.code or 0) for each in session.exec(select(Delivery)))
    assert told == [("deferred", 450), ("sent", 0), ("sent", 0), ("sent", 0), ("sent", 0)]


def test_a_lasting_refusal_is_given_up_and_told_to_the_office(full_ledger: Ledger) -> None:
    """A dead message is in the next digest with its reason."""
    run(full_ledger)
    refused = {"yi@office.example": DeliveryError("no such user", outcome=Outcome.REFUSED, code=550)}
    assert send(full_ledger, Postbox(refused)) == Delivered(sent=3, dead=1)
    digests = [
        each
        for each in run(full_ledger, MONDAY + timedelta(days=1)).letters
        if each.kind is LetterKind.DIGEST
    ]
    assert "message-dead" in {finding.code for finding in digests[0].findings}


def test_a_broken_relay_keeps_every_message(full_ledger: Ledger) -> None:
    """When the relay itself fails, no further message is tried and none is lost."""

    run(full_ledger)
    away = {
        each.recipient: DeliveryError("not reachable", outcome=Outcome.RELAY)
        for each in messages(full_ledger)
    }
    assert send(full_ledger, Postbox(away)) == Delivered(waiting=1, relay_failed=True)
    assert send(full_ledger, Postbox(), MONDAY + timedelta(minutes=10)).sent == 4


def test_a_sender_that_died_gives_its_messages_back(full_ledger: Ledger) -> None:
    """What the dead one had claimed is released by its successor, or when the lease runs out."""
    run(full_ledger)
    with full_ledger.writing() as session:
        claims.claim(session, now=MONDAY, limit=10, owner="daemon")
    assert send(full_ledger, Postbox()) == Delivered()
    with full_ledger.writing() as session:
        assert claims.release(session, owner="hand") == 0
        assert claims.release(session, owner="daemon") == 4
    assert send(full_ledger, Postbox()).sent == 4


def test_a_lease_that_ran_out_frees_the_message_and_fences_the_late_sender(full_ledger: Ledger) -> None:
    """A sender that slept past its lease cannot stamp what another one has taken over."""
    run(full_ledger)
    with full_ledger.writing() as session:
        (late, *_rest) = claims.claim(session, now=MONDAY, limit=10, owner="slow")
    after = MONDAY + claims.LEASE
    with full_ledger.writing() as session:
        assert len(claims.claim(session, now=after, limit=10, owner="fast")) == 4
    with full_ledger.writing() as session:
        assert not claims.stamp_sent(session, late, now=after)


def test_waiting_doubles_up_to_four_hours_and_ends_after_three_days() -> None:
    """The ladder of attempts is that of a patient mail server."""
    waits = [
        (moment - MONDAY).total_seconds() / 60
        for attempts in range(1, 9)
        if (moment := next_attempt(attempts, failing_since=MONDAY, now=MONDAY, jitter=0.0))
    ]
    assert waits == [5, 10, 20, 40, 80, 160, 240, 240]
    long_ago = MONDAY - timedelta(days=3, minutes=1)
    assert next_attempt(9, failing_since=long_ago, now=MONDAY, jitter=0.0) is None


def test_what_a_letter_says_is_kept_with_its_message(full_ledger: Ledger) -> None:
    """Every threshold said is a row that names its message and its task."""
    agenda = run(full_ledger)
    owed = sum(len(letter.notices) for letter in agenda.letters)
    with full_ledger.reading() as session:
        assert len(session.exec(select(NoticeSent)).all()) == owed > 0
