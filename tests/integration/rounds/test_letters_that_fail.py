# SPDX-License-Identifier: Apache-2.0
"""Letters that cannot be written: they stop nobody else, and are written anew when their cause is gone."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models import migrations
from models.addresses import Mailbox
from models.database import Ledger
from models.errors import LedgerError, MachineError
from models.kinds import LetterKind, MessageState
from models.letters import Envelope, Letter
from models.queries import failed, outbox, plans, progress
from models.queries.outbox import run_report
from models.tables import LetterFault, Message, NoticeSent, ServedSlot
from models.tables.base import row_id
from scheduler.agenda import Agenda, IdleCache, count_owed
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.problems import ledger_problems
from scheduler.round import run_round
from tests.builders import (
    MONDAY,
    boxes,
    bring_in,
    late_task,
    message,
    office,
    register,
    rich_task,
    task,
    write_down,
)
from tests.support.mails.outboxes import Desk, messages

MINUTE = timedelta(minutes=1)
UNWRITTEN = MessageState.UNWRITTEN
BROKEN_OFF = (MachineError, LedgerError)


class Pen:
    """Write letters down as plainly as can be, unless their readers are `refused`; count what is tried."""

    def __init__(self, **refused: Exception | Callable[[], Exception | None]) -> None:
        self.refused = refused
        self.tried: list[str] = []

    def __call__(self, letter: Letter, mailbox: Mailbox) -> Envelope:
        self.tried.append(letter.reader.name)
        failure = self.refused.get(letter.reader.name)
        failure = failure() if callable(failure) else failure
        if failure:
            raise failure
        return write_down(letter, mailbox)


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """Give a ledger that owes four letters on a Monday: to 甲局, 乙镇, 李一 and the office."""
    register(ledger)
    bring_in(ledger, [late_task(1), rich_task(3)])
    return ledger


def run(ledger: Ledger, pen: Pen, now: datetime = MONDAY, *, idle: IdleCache | None = None) -> Agenda:
    """Run one round."""
    return run_round(ledger, office(), pen, now=now, idle=idle)


def of(ledger: Ledger, reader: str) -> list[Message]:
    """Give the messages to a reader."""
    return [message for message in messages(ledger) if message.reader_name == reader]


def send(ledger: Ledger, now: datetime = MONDAY) -> list[str]:
    """Send what waits, and give the keys of what left."""
    desk = Desk()
    deliver(ledger, Transport(name="test", senders=(desk,)), clock=lambda: now, owner="test")
    return desk.taken


def told(ledger: Ledger, now: datetime = MONDAY) -> list[str]:
    """Give what the office is told of letters that could not be written."""
    with ledger.reading() as session:
        found = ledger_problems(session, calendar=office().calendar, policy=office().policy, now=now)
    return [str(finding) for finding in found if finding.code == "letter-unwritten"]


def retry(ledger: Ledger, reader: str, *, now: datetime = MONDAY) -> None:
    """Ask for the reader's last message once more."""
    with ledger.writing() as session:
        outbox.retry(session, outbox.find(session, row_id(of(ledger, reader)[-1])), now=now)


def test_one_letter_that_cannot_be_written_stops_no_other(full: Ledger) -> None:
    """The others leave, the slots are served, and the office is told who and why."""
    agenda = run(full, Pen(乙镇=ValueError("a comma")))
    assert [each.letter.reader.name for each in agenda.unwritten] == ["乙镇"]
    assert sorted(letter.reader.name for letter in agenda.letters) == ["李一", "甲局", "督查室"]
    assert len(send(full)) == 3
    (unwritten,) = of(full, "乙镇")
    assert (unwritten.state, unwritten.last_error, unwritten.attempts) == (UNWRITTEN, "a comma", 1)
    with full.reading() as session:
        assert {each.kind for each in session.exec(select(ServedSlot))} == {"weekly", "digest"}
    assert len(told(full)) == 1
    assert "乙镇" in told(full)[0]
    assert "a comma" in told(full)[0]
    assert "2026-11-23 09:05" in told(full)[0]


def test_what_is_not_written_counts_neither_as_sent_nor_as_given_up(full: Ledger) -> None:
    """The run report has a figure of its own for it."""
    run(full, Pen(乙镇=ValueError("a comma")))
    send(full)
    with full.reading() as session:
        report = run_report(session, earliest=MONDAY - timedelta(days=1))
    figures = report.planned, report.sent, report.failed, report.waiting, report.unwritten
    assert figures == (4, 3, 0, 0, 1)
    assert report.is_worth_telling


@pytest.mark.one_database
def test_it_is_tried_again_after_five_minutes_and_then_twice_as_long(full: Ledger) -> None:
    """Nothing is composed at the ticks in between; once it can be written, the same message leaves."""
    pen, idle, tried = Pen(乙镇=ValueError("a comma")), IdleCache(), []
    for nth in range(40):
        run(full, pen, MONDAY + nth * MINUTE, idle=idle)
        tried += [nth] * pen.tried.count("乙镇")
        pen.tried.clear()
    assert tried == [0, 5, 15, 35]
    pen.refused.clear()
    run(full, pen, MONDAY + 75 * MINUTE, idle=idle)
    (message,) = of(full, "乙镇")
    assert (message.state, message.key) == (MessageState.QUEUED, "weekly:2026-W48:unit:2")
    assert message.due_at == MONDAY
    assert send(full, MONDAY + 75 * MINUTE).count(message.key) == 1
    assert told(full) == []


@pytest.mark.one_database
def test_it_is_written_at_once_when_the_mailbox_is_mended(full: Ledger) -> None:
    """The next round writes to the new mailbox, and says since when the mail was due."""
    run(full, Pen(乙镇=ValueError("a comma")))
    register(full, "name,mailbox\n乙镇,mended@office.example\n")
    (letter,) = run(full, Pen(), MONDAY + MINUTE).letters
    assert (letter.reader.mailboxes, letter.due_at) == (boxes("mended@office.example"), MONDAY)
    assert LetterKind.WEEKLY in letter.covers
    assert letter.notices
    (message,) = of(full, "乙镇")
    assert (message.state, message.recipient) == (MessageState.QUEUED, "mended@office.example")
    assert run(full, Pen(), MONDAY + 2 * MINUTE).letters == ()


@pytest.mark.parametrize("bad", ["CAST(x'd2d24067782e636e' AS TEXT)", "x'd2d24067782e636e'"])
def test_an_address_in_another_coding_stops_nobody_else(tmp_path: Path, bad: str) -> None:
    """SQLite keeps what bytes another program gives it, as text or not: the office is told whose they are."""
    with closing(Ledger(f"sqlite:///{tmp_path / 'duban.db'}")) as ledger:
        migrations.upgrade(ledger)
        register(ledger)
        bring_in(ledger, [late_task(1), rich_task(3)])
        with closing(sqlite3.connect(tmp_path / "duban.db")) as other, other:
            other.execute(f"UPDATE mailbox SET address = {bad}, label = {bad} WHERE owner_key = 'unit:1'")
        agenda = run(ledger, Pen())
        assert {each.reader.name for each in agenda.letters} >= {"甲局", "乙镇", "李一", "督查室"}
        with ledger.reading() as session:
            told = [
                str(each)
                for each in ledger_problems(
                    session, calendar=office().calendar, policy=office().policy, now=MONDAY
                )
            ]
        assert any("��@gx.cn" in each for each in told), told


@pytest.mark.one_database
def test_a_daemon_that_starts_tries_everything_again_at_once(full: Ledger) -> None:
    """With the settings or the program the cause may be gone."""
    run(full, Pen(乙镇=ValueError("a bad sender"), 督查室=ValueError("a bad sender")))
    with full.writing() as session:
        assert failed.hasten(session) == 2
    readers = {letter.reader.name for letter in run(full, Pen(), MONDAY + MINUTE).letters}
    assert readers == {"乙镇", "督查室"}


@pytest.mark.one_database
def test_a_person_may_ask_for_it_at_any_hour(full: Ledger) -> None:
    """On a Sunday too: who asks for it now wants it now."""
    run(full, Pen(乙镇=ValueError("a comma")))
    sunday = MONDAY + timedelta(days=6)
    assert run(full, Pen(), sunday).letters == ()
    retry(full, "乙镇", now=sunday)
    (letter,) = run(full, Pen(), sunday).letters
    assert (letter.reader.name, letter.kind) == ("乙镇", LetterKind.WEEKLY)
    assert len(of(full, "乙镇")) == 1


@pytest.mark.one_database
def test_what_fails_again_waits_from_the_beginning_once_asked_for(full: Ledger) -> None:
    """It stays one message, however often it fails."""
    pen = Pen(乙镇=ValueError("a comma"))
    for nth in (0, 5, 15):
        run(full, pen, MONDAY + nth * MINUTE)
    retry(full, "乙镇")
    run(full, pen, MONDAY + 16 * MINUTE)
    (message,) = of(full, "乙镇")
    assert (message.attempts, message.next_at) == (1, MONDAY + 21 * MINUTE)


@pytest.mark.one_database
def test_what_nobody_is_owed_any_more_becomes_moot(full: Ledger) -> None:
    """Once its tasks are closed there is nothing left to write."""
    run(full, Pen(乙镇=ValueError("a comma")))
    with full.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "3"), at=MONDAY, by="test", text="")
    assert run(full, Pen(), MONDAY + 5 * MINUTE).letters == ()
    (message,) = of(full, "乙镇")
    assert message.state is MessageState.MOOT
    assert told(full) == []


@pytest.mark.one_database
def test_the_letter_of_the_next_day_takes_the_place_of_one_that_never_was(full: Ledger) -> None:
    """A digest of yesterday is not written today; today's is, and one message stands for both."""
    pen = Pen(督查室=ValueError("a bad sender"))
    run(full, pen)
    tuesday = MONDAY + timedelta(days=1)
    run(full, pen, tuesday)
    states = [(each.key, each.state) for each in of(full, "督查室")]
    assert states == [("digest:2026-11-24:office:sup@office.example", UNWRITTEN)]
    pen.refused.clear()
    (digest,) = [
        each for each in run(full, pen, tuesday + 10 * MINUTE).letters if each.reader.name == "督查室"
    ]
    assert digest.due_at == tuesday
    assert {each.state for each in of(full, "督查室")} == {MessageState.QUEUED}


@pytest.mark.parametrize("nth", range(4))
def test_a_passing_fault_at_any_letter_settles_nothing(full: Ledger, nth: int) -> None:
    """No slot, no message and no notice is written; the next round writes all of them, each once."""
    composed: list[str] = []

    def short_of_files(letter: Letter, mailbox: Mailbox) -> Envelope:
        composed.append(letter.key)
        if len(composed) == nth + 1:
            raise OSError(errno.EMFILE, "Too many open files")
        return write_down(letter, mailbox)

    with pytest.raises(MachineError):
        run_round(full, office(), short_of_files, now=MONDAY)
    with full.reading() as session:
        assert [
            *session.exec(select(Message)),
            *session.exec(select(ServedSlot)),
            *session.exec(select(NoticeSent)),
        ] == []
        assert session.exec(select(LetterFault)).all() == []
    assert len(run_round(full, office(), short_of_files, now=MONDAY).letters) == 4
    assert len(send(full)) == 4


def test_a_letter_at_which_three_rounds_fail_is_set_aside(full: Ledger) -> None:
    """The third round writes the others and tells why; from then on that letter is tried alone."""
    pen = Pen(乙镇=OSError(errno.EIO, "Input/output error"))
    for _round in range(2):
        with pytest.raises(MachineError):
            run(full, pen)  # as a process of its own would: nothing is remembered but by the ledger
        assert messages(full) == []
    agenda = run(full, pen)
    assert [each.letter.reader.name for each in agenda.unwritten] == ["乙镇"]
    assert len(agenda.letters) == 3
    assert "Input/output error" in told(full)[0]
    tuesday = MONDAY + timedelta(days=1)
    bring_in(full, [late_task(1), rich_task(3), task(4)], at=tuesday)
    later = run(full, pen, tuesday)
    assert "督查室" in {letter.reader.name for letter in later.letters}
    assert {each.state for each in of(full, "乙镇")} == {UNWRITTEN}
    pen.refused.clear()
    run(full, pen, tuesday + timedelta(hours=4))
    assert {each.state for each in of(full, "乙镇")} == {MessageState.QUEUED}
    with full.reading() as session:
        assert session.exec(select(LetterFault)).all() == []


def test_what_rounds_fail_at_is_remembered_while_the_ledger_cannot_be_told(
    full: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process itself counts then, from tick to tick."""

    def refuse(*_arguments: object, **_named: object) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(failed, "note_failed_rounds", refuse)
    pen, idle = Pen(乙镇=OSError(errno.EIO, "Input/output error")), IdleCache()
    for _round in range(2):
        with pytest.raises(MachineError):
            run(full, pen, idle=idle)
    assert len(run(full, pen, idle=idle).letters) == 3


def test_a_fault_that_is_over_at_the_second_look_is_nobodys(full: Ledger) -> None:
    """However often the database leaves for a moment at the same letter, it is never set aside."""
    pen, leaves = Pen(), iter([LedgerError("away"), None] * 4)
    pen.refused["乙镇"] = lambda: next(leaves, None)
    for _round in range(4):
        with pytest.raises(LedgerError):
            run(full, pen)
    assert len(run(full, pen).letters) == 4
    with full.reading() as session:
        assert session.exec(select(LetterFault)).all() == []


def test_a_letter_that_the_database_refuses_is_condemned_alone(full: Ledger) -> None:
    """What a text of it holds spoils nobody else's letter."""

    def spoiled(letter: Letter, mailbox: Mailbox) -> Envelope:
        envelope = write_down(letter, mailbox)
        return replace(envelope, subject="\ud800") if letter.reader.name == "乙镇" else envelope

    agenda = run_round(full, office(), spoiled, now=MONDAY)
    assert [each.letter.reader.name for each in agenda.unwritten] == ["乙镇"]
    assert len(send(full)) == 3


def test_a_key_that_is_taken_makes_no_round_fail(full: Ledger) -> None:
    """Whatever message has the key already, the letter gets one of its own."""
    with full.writing() as session:
        key = "weekly:2026-W48:unit:2"
        taken = message(
            2, key=key, letter_key=key, message_id=key, reader_name="乙镇", state=MessageState.DROPPED
        )
        session.add(taken)
    assert len(run(full, Pen()).letters) == 4
    keys = [each.key for each in of(full, "乙镇")]
    assert keys == ["weekly:2026-W48:unit:2", "weekly:2026-W48:unit:2~2"]


@pytest.mark.one_database
def test_what_is_dropped_is_not_written_anew(full: Ledger) -> None:
    """Who takes an unwritten letter off the list is not asked again at every tick."""
    run(full, Pen(乙镇=ValueError("a comma")))
    with full.writing() as session:
        outbox.drop(outbox.find(session, row_id(of(full, "乙镇")[0])))
    assert run(full, Pen(), MONDAY + timedelta(hours=2)).letters == ()
    assert told(full) == []


def test_a_letter_that_waits_to_be_written_costs_a_tick_nothing(
    full: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until its time has come no tick looks for it, and it does not count as owed."""
    idle = IdleCache()
    run(full, Pen(乙镇=ValueError("a comma")), idle=idle)
    run(full, Pen(), MONDAY + MINUTE, idle=idle)
    with monkeypatch.context() as patch:
        patch.delattr(failed, "read")
        run(full, Pen(), MONDAY + 2 * MINUTE, idle=idle)
        with pytest.raises(AttributeError):
            run(full, Pen(), MONDAY + 5 * MINUTE, idle=idle)
    assert count_owed(full, office(), now=MONDAY + 3 * MINUTE, idle=IdleCache()) == 0
    assert count_owed(full, office(), now=MONDAY + 5 * MINUTE, idle=IdleCache()) == 1
