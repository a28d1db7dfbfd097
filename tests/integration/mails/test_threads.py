# SPDX-License-Identifier: Apache-2.0
"""Mails of a week hang under the reader's first one, and a unit's very first brings its calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import pytest
from sqlalchemy import event
from sqlmodel import select

from cli.mail_context import Addresses, MailContext
from models.database import Ledger
from models.kinds import LetterKind, MessageState
from models.letters import Letter
from models.queries import feeds
from models.tables import Message
from notifiers.ical.entries import CalendarStyle
from notifiers.ical.feed import build_feed
from notifiers.mail.compose import compose
from scheduler.agenda import plan_round
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, task, tasks_of
from tests.support.mails.letters import identity

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
BASE = "https://duban.example.org"
STYLE = CalendarStyle(base_url=BASE, locale="zh_CN", timezone="Asia/Shanghai")
ADDRESSES = Addresses(
    feed=lambda feed: f"{BASE}/feeds/{feed.id}.ics",
    page=lambda feed: f"{BASE}/units/{feed.id}",
    unsubscribe=lambda reader, kind, _is_rehearsal: f"{BASE}/mails/unsubscribe/{kind}-{reader}",
)


@pytest.fixture
def desk(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task, an early one, and feeds for everybody."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2)])
    with ledger.writing() as session:
        feeds.add_missing(session, now=MONDAY, by="test")
    return ledger


def composer(ledger: Ledger):
    """Give a function that writes the letters of one round down."""
    surroundings = MailContext(ledger, ADDRESSES, lambda: STYLE)
    return lambda letter, mailbox: compose(
        letter, mailbox, identity=identity(), context=surroundings.of(letter, mailbox)
    )


def round_at(ledger: Ledger, now: datetime) -> dict[str, EmailMessage]:
    """Write everything owed at a moment and give the mails by the reader's key."""
    agenda = run_round(ledger, office(), composer(ledger), now=now, full=True)
    with ledger.reading() as session:
        written = {row.key: row.content for row in session.exec(select(Message))}
    return {each.reader.key: read(written[each.key]) for each in agenda.letters}


def read(content: bytes) -> EmailMessage:
    """Read a mail as a mail program does."""
    return message_from_bytes(content, policy=policy.default)


def key_of(mails: dict[str, EmailMessage], kind: str) -> str:
    """Give the key of the only reader of a kind."""
    (key,) = (key for key in mails if key.startswith(kind))
    return key


def test_what_follows_in_a_week_hangs_under_the_first(desk):
    """Tuesday's and Wednesday's overview name Monday's as what they follow; next Monday begins anew."""
    days = [round_at(desk, MONDAY + n * DAY) for n in (0, 1, 2, 7)]
    leader = key_of(days[0], "person")
    first, *followers, next_week = [mails[leader] for mails in days]
    assert first["In-Reply-To"] is None
    for each in followers:
        assert each["In-Reply-To"] == each["References"] == first["Message-ID"]
    assert next_week["In-Reply-To"] is None


def test_the_weekly_mail_begins_a_thread(desk):
    """A weekly mail follows nothing, even where another mail came before it in its week."""
    letters = plan_round(desk, office(), now=MONDAY, full=True).letters
    weekly = next(letter for letter in letters if letter.kind is LetterKind.WEEKLY)
    round_at(desk, MONDAY - timedelta(hours=1))
    context = MailContext(desk, ADDRESSES, lambda: STYLE).of(weekly, *weekly.reader.mailboxes)
    assert context.thread is not None
    assert read(compose(weekly, identity=identity(), context=context).content)["References"] is None


@pytest.mark.parametrize("state", [MessageState.DEAD, MessageState.DROPPED, MessageState.MOOT])
def test_a_mail_that_never_left_begins_no_thread(desk, state):
    """What was given up, dropped or moot is nothing a reader could find."""
    leader = key_of(round_at(desk, MONDAY), "person")
    with desk.writing() as session:
        for row in session.exec(select(Message)):
            row.state = state
    assert round_at(desk, MONDAY + DAY)[leader]["References"] is None


def test_the_same_letters_and_ledger_give_the_same_bytes(desk):
    """Two composers that see the same ledger write the same mails."""
    round_at(desk, MONDAY)
    letters = plan_round(desk, office(), now=MONDAY + DAY, full=True).letters
    one, other = (
        [write(letter, *letter.reader.mailboxes) for letter in letters]
        for write in (composer(desk), composer(desk))
    )
    assert letters
    assert one == other


def test_a_round_asks_the_ledger_once_not_once_a_letter(desk):
    """Four times as many letters need not one statement more."""
    letters = plan_round(desk, office(), now=MONDAY, full=True).letters
    assert statements(desk, letters) == statements(desk, letters * 4) > 0


def statements(ledger: Ledger, letters: tuple[Letter, ...]) -> int:
    """Count the statements that writing letters down puts to the ledger."""
    asked = []
    write = composer(ledger)
    with ledger.reading() as session:
        engine = session.get_bind().engine

    def note(*facts: object) -> None:
        asked.append(facts[2])

    event.listen(engine, "before_cursor_execute", note)
    for letter in letters:
        write(letter, *letter.reader.mailboxes)
    event.remove(engine, "before_cursor_execute", note)
    return len(asked)


def calendar_in(mail: EmailMessage) -> bytes | None:
    """Give the calendar that is attached to a mail."""
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return found[0].get_payload(decode=True) if found else None


def test_the_first_mail_to_a_unit_brings_its_calendar_and_no_later_one_does(desk):
    """The file has the events of the feed, published by the office, with nobody invited."""
    mails = round_at(desk, MONDAY)
    unit = key_of(mails, "unit")
    content = calendar_in(mails[unit])
    with desk.reading() as session:
        feed = feeds.by_owner(session)[unit]
    served = icalendar.Calendar.from_ical(
        build_feed(feed, tasks_of(desk).values(), on=MONDAY.date(), address="", style=STYLE)
    )
    brought = icalendar.Calendar.from_ical(content)
    assert brought["METHOD"] == "PUBLISH"
    assert uids(brought) == uids(served) != set()
    assert all(each["ORGANIZER"] == "mailto:dcs@example.org" for each in brought.walk("VEVENT"))
    assert b"ATTENDEE" not in content
    assert mails[unit].get_content_type() == "multipart/mixed"
    assert [key for key, mail in mails.items() if calendar_in(mail)] == [unit]
    assert calendar_in(round_at(desk, MONDAY + 7 * DAY)[unit]) is None


def test_a_first_mail_that_was_given_up_was_no_first_one(desk):
    """The next mail brings the calendar that never arrived, whole although it is a notice of no task."""
    weekly = next(
        each for each in plan_round(desk, office(), now=MONDAY, full=True).letters if each.kind.is_duty
    )
    round_at(desk, MONDAY)
    notice = replace(weekly, kind=LetterKind.THRESHOLD, covers=(LetterKind.THRESHOLD,), sections=())
    assert introduced(desk, notice) is None
    with desk.writing() as session:
        for row in session.exec(select(Message)):
            row.state = MessageState.DEAD
    assert introduced(desk, notice) == ["1", "2"]


def introduced(ledger: Ledger, letter: Letter) -> list[str] | None:
    """Give the numbers of the tasks in the calendar that a letter's mail brings, None when it brings none."""
    introduction = (
        MailContext(ledger, ADDRESSES, lambda: STYLE).of(letter, *letter.reader.mailboxes).introduction
    )
    return sorted(task.number for task in introduction.tasks) if introduction else None


def uids(calendar: icalendar.Calendar) -> set[str]:
    """Give the names of the events for life."""
    return {str(each["UID"]) for each in calendar.walk("VEVENT")}
