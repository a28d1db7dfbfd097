# SPDX-License-Identifier: Apache-2.0
"""What a round writes for channels: with the mails, once, and also where no mail reaches."""

import multiprocessing
from dataclasses import replace
from datetime import date, time, timedelta
from multiprocessing.synchronize import Barrier

import pytest
from sqlmodel import select

from models.channels import QuietHours
from models.database import Ledger
from models.kinds import EventKind, LetterKind, MessageState, ReaderKind
from models.letters import Letter, Reader
from models.queries import channels, plans, progress, readers
from models.queries.outbox import run_report
from models.tables import Event, Message, NoticeSent, ServedSlot
from plans.units.succession import merge
from scheduler.agenda import IdleCache
from scheduler.problems import ledger_problems
from scheduler.round import run_round
from tests.builders import (
    MONDAY,
    SUPERVISOR,
    ZONE,
    boxes,
    bring_in,
    late_task,
    office,
    register,
    rich_task,
    task,
    write_down,
)
from tests.support.mails.channels import give_channel, notes, run, shortened

pytestmark = pytest.mark.one_database

TUESDAY = MONDAY + timedelta(days=1)
NIGHT = QuietHours(start=time(8), end=time(10))


@pytest.fixture
def full_ledger(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task, a near one and a rich one."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2, due=date(2026, 12, 1)), rich_task(3)])
    return ledger


def mails(ledger: Ledger) -> list[Message]:
    with ledger.reading() as session:
        return [each for each in session.exec(select(Message)) if each.channel_id is None]


def test_every_channel_of_a_reader_is_told_beside_the_mail(full_ledger: Ledger) -> None:
    """Two of the unit, one of its leader, one of the office; the mails are those without channels."""
    told = [give_channel(full_ledger, reader) for reader in ("甲局", "第一局", "李一", "office")]
    assert run(full_ledger).noted == 4
    assert [each.channel_id for each in notes(full_ledger)] == [each.id for each in told]
    assert {each.state for each in notes(full_ledger)} == {MessageState.QUEUED}
    assert len(mails(full_ledger)) == 4


def test_a_message_for_a_channel_is_named_after_its_letter(full_ledger: Ledger) -> None:
    """Key, recipient and bytes; no mailbox of a supervisor is in it."""
    give_channel(full_ledger, "甲局")
    give_channel(full_ledger, "office")
    run(full_ledger)
    unit, overview = notes(full_ledger)
    assert (unit.key, unit.recipient) == ("weekly:2026-W48:unit:1@channel:1", "channel:1")
    assert unit.content == b'{"key": "weekly:2026-W48:unit:1"}'
    assert (unit.kind, unit.reader_key, unit.reader_name) == (LetterKind.WEEKLY, "unit:1", "甲局")
    assert overview.key == "digest:2026-11-23:office@channel:2"


def test_ten_rounds_tell_a_channel_once(full_ledger: Ledger) -> None:
    """Running a round again adds nothing, and neither does another node."""
    give_channel(full_ledger, "甲局")
    assert [run(full_ledger, MONDAY + timedelta(minutes=each)).noted for each in range(3)] == [1, 0, 0]
    assert len(notes(full_ledger)) == 1


def _round_in_a_process(url: str, barrier: Barrier) -> None:
    ledger = Ledger(url)
    barrier.wait()
    run(ledger)
    ledger.close()


def test_two_rounds_at_the_same_instant_tell_a_channel_once(full_ledger: Ledger) -> None:
    """Also where only a channel is to be told."""
    give_channel(full_ledger, "甲局")
    spawn = multiprocessing.get_context("fork")
    barrier = spawn.Barrier(2)
    pair = [spawn.Process(target=_round_in_a_process, args=(full_ledger.url, barrier)) for _each in range(2)]
    full_ledger.close()
    for process in pair:
        process.start()
    for process in pair:
        process.join(timeout=240)
    assert [process.exitcode for process in pair] == [0, 0]
    assert (len(notes(full_ledger)), len(mails(full_ledger))) == (1, 4)


def test_a_round_that_fails_leaves_nothing_for_channels(full_ledger: Ledger) -> None:
    """They are written in the mails' own transaction."""
    give_channel(full_ledger, "甲局")

    class Failing:
        def enlist(self, session, *, now):
            assert len(session.exec(select(Message)).all()) == 5
            raise RuntimeError

        def look(self):
            """Nobody looks."""

    with pytest.raises(RuntimeError):
        run_round(full_ledger, office(), write_down, now=MONDAY, shorten=shortened, dispatch=Failing())
    assert (notes(full_ledger), mails(full_ledger)) == ([], [])
    assert run(full_ledger).noted == 1


def test_a_channel_carries_what_it_is_for(full_ledger: Ledger) -> None:
    """A letter counts as every duty it fulfils."""
    give_channel(full_ledger, "甲局", carries=(LetterKind.URGING,))
    give_channel(full_ledger, "甲局", carries=(LetterKind.REPORT,))
    give_channel(full_ledger, "乙镇", carries=(LetterKind.URGING,))
    run(full_ledger)
    assert [each.channel_id for each in notes(full_ledger)] == [1]


def test_a_removed_channel_is_told_nothing_more(full_ledger: Ledger) -> None:
    """And what waited for it is dropped."""
    give_channel(full_ledger, "甲局")
    run(full_ledger)
    with full_ledger.writing() as session:
        channels.remove(session, 1, now=MONDAY, by="test")
    assert [each.state for each in notes(full_ledger)] == [MessageState.DROPPED]
    assert run(full_ledger, TUESDAY, full=True).noted == 0


def test_in_quiet_hours_the_channel_waits_and_the_mail_does_not(full_ledger: Ledger) -> None:
    """It leaves at their end."""
    give_channel(full_ledger, "甲局", quiet=NIGHT)
    run(full_ledger)
    (note,) = notes(full_ledger)
    assert note.next_at.astimezone(ZONE).time() == time(10)
    assert {each.next_at for each in mails(full_ledger)} == {MONDAY}


def test_several_supervisors_are_one_office(full_ledger: Ledger) -> None:
    """Each has a mail, their channel has one message."""
    second = Reader(
        kind=ReaderKind.OFFICE,
        key="office:b@office.example",
        name="督查室",
        mailboxes=boxes("b@office.example"),
    )
    both = replace(office(), supervisors=(*office().supervisors, second))
    give_channel(full_ledger, "office")
    assert run_round(full_ledger, both, write_down, now=MONDAY, shorten=shortened).noted == 1
    assert len(mails(full_ledger)) == 5


def test_who_has_no_mailbox_is_told_by_the_channel_and_still_owed_the_mail(ledger: Ledger) -> None:
    """Mail is the duty: the finding stays, and once there is a mailbox the mail says it all."""
    bring_in(ledger, [late_task()])
    give_channel(ledger, "甲局")
    first = run(ledger)
    assert ([each.reader.name for each in first.unreachable], first.noted) == (["甲局", "李一"], 1)
    assert [each.reader_name for each in mails(ledger)] == ["督查室"]
    with ledger.reading() as session:
        found = ledger_problems(session, calendar=office().calendar, policy=office().policy, now=MONDAY)
    assert "no-mailbox" in {each.code for each in found}
    register(ledger)
    second = run(ledger, TUESDAY)
    assert {letter.reader.name for letter in second.letters} == {"甲局", "李一", "督查室"}
    assert second.noted == 0


def test_who_has_no_mailbox_is_not_told_the_same_every_day(ledger: Ledger) -> None:
    """A threshold is said once to a channel, although it stays owed by mail; the next one is said again."""
    bring_in(ledger, [late_task()])
    give_channel(ledger, "甲局", carries=(LetterKind.URGING, LetterKind.THRESHOLD))
    days = (MONDAY, *(MONDAY + timedelta(days=day) for day in (1, 2, 3)))
    assert [run(ledger, day).noted for day in days] == [1, 0, 0, 0]
    bring_in(ledger, [late_task(), task(2, due=date(2026, 11, 30))], at=TUESDAY)
    assert run(ledger, MONDAY + timedelta(days=3)).noted == 1


def test_a_tick_remembers_that_nothing_is_left_to_tell(ledger: Ledger) -> None:
    """A quiet look is not repeated; one whose messages for channels could not be written is."""
    bring_in(ledger, [late_task()])
    idle = IdleCache()
    for _tick in range(2):
        run(ledger, idle=idle)
    assert idle.quiet is not None
    give_channel(ledger, "甲局")

    class Failing:
        def enlist(self, session, *, now):
            raise RuntimeError

        def look(self):
            """Nobody looks."""

    told = {"now": MONDAY, "shorten": shortened, "idle": idle}
    with pytest.raises(RuntimeError):
        run_round(ledger, office(), write_down, dispatch=Failing(), **told)
    assert [run(ledger, idle=idle).noted for _tick in range(2)] == [1, 0]
    assert idle.quiet is not None


def test_what_cannot_be_shortened_is_listed_as_unwritten_and_its_mail_leaves(full_ledger: Ledger) -> None:
    """Nothing is lost silently."""
    give_channel(full_ledger, "甲局")

    def broken(_letter: Letter):
        raise ValueError("a word is missing")

    run_round(full_ledger, office(), write_down, now=MONDAY, shorten=broken)
    (note,) = notes(full_ledger)
    assert (note.state, note.last_error) == (MessageState.UNWRITTEN, "a word is missing")
    assert {each.state for each in mails(full_ledger)} == {MessageState.QUEUED}


def test_what_cannot_be_shortened_leaves_what_was_told_before_alone(ledger: Ledger) -> None:
    """Whom no mail reaches is owed one weekly letter all week; what it says later is a message of its own."""
    bring_in(ledger, [late_task()])
    give_channel(ledger, "甲局")
    run(ledger)
    bring_in(ledger, [late_task(), task(2, due=date(2026, 11, 30))], at=TUESDAY)

    def broken(_letter: Letter):
        raise ValueError("a word is missing")

    run_round(ledger, office(), write_down, now=TUESDAY, shorten=broken)
    first, later = notes(ledger)
    assert (first.state, first.last_error) == (MessageState.QUEUED, None)
    assert (later.state, later.last_error) == (MessageState.UNWRITTEN, "a word is missing")


def test_what_could_not_be_shortened_is_told_later_and_its_mail_not_twice(full_ledger: Ledger) -> None:
    """The channel gets it once its words are there, with the facts of then; what the mail said stays said."""
    give_channel(full_ledger, "甲局")
    give_channel(full_ledger, "office")

    def broken(_letter: Letter):
        raise ValueError("a word is missing")

    run_round(full_ledger, office(), write_down, now=MONDAY, shorten=broken)
    assert [each.state for each in notes(full_ledger)] == [MessageState.UNWRITTEN] * 2
    written = len(mails(full_ledger))
    assert run(full_ledger, MONDAY + timedelta(minutes=4)).noted == 0
    assert run(full_ledger, MONDAY + timedelta(minutes=5)).noted == 2
    told = notes(full_ledger)
    assert [(each.state, each.recipient) for each in told] == [
        (MessageState.QUEUED, "channel:1"),
        (MessageState.QUEUED, "channel:2"),
    ]
    assert [each.key.partition("@")[0] for each in told] == [
        "weekly:2026-W48:unit:1",
        "digest:2026-11-23:office",
    ]
    assert all(each.content for each in told)
    assert run(full_ledger, MONDAY + timedelta(minutes=30)).noted == 0
    assert len(mails(full_ledger)) == written


def test_what_a_removed_channel_was_to_be_told_is_moot(full_ledger: Ledger) -> None:
    """Nobody is told of it any more."""
    channel = give_channel(full_ledger, "甲局")

    def broken(_letter: Letter):
        raise ValueError("a word is missing")

    run_round(full_ledger, office(), write_down, now=MONDAY, shorten=broken)
    with full_ledger.writing() as session:
        channels.remove(session, channel.id, now=MONDAY, by="test")
    assert run(full_ledger, MONDAY + timedelta(minutes=5)).noted == 0
    assert [each.state for each in notes(full_ledger)] == [MessageState.MOOT]


def test_what_channels_were_told_is_said_to_them_alone(full_ledger: Ledger) -> None:
    """Each threshold has a row for the mail and one for the channel, each with its own message."""
    give_channel(full_ledger, "甲局")
    run(full_ledger)
    (note,) = notes(full_ledger)
    with full_ledger.reading() as session:
        said = session.exec(select(NoticeSent)).all()
    by_channel = [each for each in said if each.key.endswith("@channel:1")]
    assert by_channel
    assert {each.message_id for each in by_channel} == {note.id}
    assert {each.key.partition("@")[0] for each in by_channel} <= {each.key for each in said}


def test_the_run_report_counts_mails(full_ledger: Ledger) -> None:
    """A channel that fails is a finding of its own."""
    give_channel(full_ledger, "甲局")
    run(full_ledger)
    with full_ledger.reading() as session:
        assert run_report(session, earliest=MONDAY - timedelta(days=1)).planned == 4


def test_the_log_tells_of_channels_and_never_their_addresses(full_ledger: Ledger) -> None:
    """Added, changed and removed, by whom and which fields."""
    made = give_channel(full_ledger, "甲局", "https://oa.example/in/very-secret")
    with full_ledger.writing() as session:
        changed = replace(made.settings, url="https://oa.example/in/other-secret", label="群")
        channels.change(session, made.id, changed, now=MONDAY, by="test")
        channels.change(session, made.id, changed, now=MONDAY, by="test")
        channels.remove(session, made.id, now=MONDAY, by="test")
    kinds = (EventKind.CHANNEL_ADDED, EventKind.CHANNEL_CHANGED, EventKind.CHANNEL_REMOVED)
    with full_ledger.reading() as session:
        told = [each for each in session.exec(select(Event)) if each.kind in kinds]
    assert [each.kind for each in told] == list(kinds)
    assert told[1].detail == {"channel": 1, "reader": "unit:1", "changed": ["url", "label"]}
    assert not any("secret" in str(each.detail) for each in told)


def test_a_task_closed_before_a_channel_heard_of_it(full_ledger: Ledger) -> None:
    """The next round says nothing of it to the channel either."""
    give_channel(full_ledger, "甲局", carries=(LetterKind.THRESHOLD, LetterKind.URGING))
    with full_ledger.writing() as session:
        for number in ("1", "2", "3"):
            found = plans.find_task(session, "2026", number)
            progress.close(session, found, at=MONDAY, by="test", text="")
    assert run(full_ledger).noted == 0


def test_what_is_muted_by_mail_is_told_by_channel_and_its_slot_is_served(full_ledger: Ledger) -> None:
    """Also on a day on which nobody gets a mail."""
    give_channel(full_ledger, "office")
    run(full_ledger)
    with full_ledger.writing() as session:
        readers.mute(session, SUPERVISOR.key, LetterKind.DIGEST, now=MONDAY, by="test")
        readers.mute(session, "person:1", LetterKind.PORTFOLIO, now=MONDAY, by="test")
    tuesday = run(full_ledger, TUESDAY)
    assert (tuesday.letters, tuesday.noted) == ((), 1)
    with full_ledger.reading() as session:
        assert session.exec(
            select(ServedSlot).where(ServedSlot.label == "2026-11-24", ServedSlot.kind == "digest")
        ).one()
    assert run(full_ledger, TUESDAY + timedelta(minutes=1)).noted == 0


@pytest.mark.parametrize(("is_renaming", "key"), [(True, "unit:2"), (False, "unit:1")])
def test_a_renamed_unit_takes_its_channels_along(full_ledger: Ledger, is_renaming: bool, key: str) -> None:
    """Another body that takes over has its own."""
    give_channel(full_ledger, "甲局")
    with full_ledger.writing() as session:
        since = MONDAY.date()
        merge(session, "甲局", "乙镇", since=since, is_renaming=is_renaming, now=MONDAY, by="test")
    with full_ledger.reading() as session:
        assert list(channels.live(session)) == [key]
