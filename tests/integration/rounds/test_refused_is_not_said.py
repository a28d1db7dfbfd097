# SPDX-License-Identifier: Apache-2.0
"""What was refused is not said: it is owed again once its reader has a mailbox that was not tried for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from models.addresses import Mailbox
from models.database import Ledger
from models.kinds import BounceEffect, EventKind, LetterKind, MessageState, Outcome, ReaderKind, Role
from models.letters import Letter, Reader
from models.queries import bounces, claims, log, mailboxes, outbox, plans, progress
from models.queries import readers as mutes
from models.tables import Bounce, Message, NoticeSent
from models.tables.base import row_id
from plans.drafts import UnitMention
from scheduler import agenda as decision
from scheduler.agenda import Agenda, IdleCache, Office
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from tests.builders import MONDAY, SUPERVISOR, boxes, bring_in, late_task, office, register, task, write_down
from tests.support.mails.outboxes import Desk, messages

pytestmark = pytest.mark.one_database
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TUESDAY, WEDNESDAY = MONDAY + DAY, MONDAY + 2 * DAY
DEAD, QUEUED, SENT = MessageState.DEAD, MessageState.QUEUED, MessageState.SENT
MOOT, SUPERSEDED = MessageState.MOOT, MessageState.SUPERSEDED
REFUSED = Outcome.REFUSED


@pytest.fixture
def unit(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task and another one of one unit at jia@, without a leader's mailbox."""
    register(ledger, "name,mailbox\n甲局,jia@office.example\n")
    bring_in(ledger, [late_task(1), task(2, due=date(2027, 6, 30))])
    return ledger


def run(
    ledger: Ledger, now: datetime = MONDAY, *, idle: IdleCache | None = None, rules: Office | None = None
) -> Agenda:
    """Run one round with plain letters."""
    return run_round(ledger, rules or office(), write_down, now=now, idle=idle)


def send(ledger: Ledger, now: datetime = MONDAY, **endings: Outcome) -> list[str]:
    """Send what is due, the attempts of some readers end as told; give the recipients who took a mail."""
    desk = Desk({name: [outcome] * 9 for name, outcome in endings.items()})
    deliver(ledger, Transport(name="test", senders=(desk,)), clock=lambda: now, owner="test")
    return [each.recipient for each in desk.tried if each.key in desk.taken]


def correct(ledger: Ledger, mailbox: str = "new@office.example", at: datetime = MONDAY) -> None:
    """Give the unit other mailboxes."""
    register(ledger, f'name,mailbox\n甲局,"{mailbox}"\n', at=at)


def to_unit(agenda: Agenda) -> list[Letter]:
    """Give the letters of a round to the unit."""
    return [letter for letter in agenda.letters if letter.reader.name == "甲局"]


def states(ledger: Ledger, reader: str = "甲局") -> list[tuple[str, MessageState]]:
    """Give recipient and state of the messages to a reader, in the order they were written."""
    return [
        (each.recipient.partition("@")[0], each.state)
        for each in messages(ledger)
        if each.reader_name == reader
    ]


def number(ledger: Ledger, recipient: str) -> int:
    """Give the number of the last message to an address."""
    return row_id([each for each in messages(ledger) if each.recipient.startswith(recipient)][-1])


def retry(ledger: Ledger, recipient: str, now: datetime = MONDAY) -> None:
    """Ask for a message once more."""
    with ledger.writing() as session:
        outbox.retry(session, outbox.find(session, number(ledger, recipient)), now=now)


def said(ledger: Ledger) -> set[str]:
    """Give what counts as said."""
    with ledger.reading() as session:
        return set(session.exec(select(NoticeSent.key)))


def test_what_was_refused_is_said_to_the_corrected_mailbox(unit: Ledger) -> None:
    """The next round writes the week and the urging anew, under a key of its own, and says since when."""
    (refused,) = to_unit(run(unit))
    assert send(unit, jia=REFUSED) == ["sup@office.example"]
    correct(unit)
    (letter,) = to_unit(run(unit, MONDAY + MINUTE))
    assert letter.covers == refused.covers
    assert [each.threshold for each in letter.notices] == [each.threshold for each in refused.notices] == [-5]
    assert (letter.key, letter.due_at) == (f"{refused.key}~2", MONDAY)
    assert states(unit) == [("jia", SUPERSEDED), ("new", QUEUED)]
    assert send(unit, MONDAY + MINUTE) == ["new@office.example"]
    for moment in (MONDAY + 2 * MINUTE, TUESDAY, WEDNESDAY):
        assert to_unit(run(unit, moment)) == []


def test_with_the_same_mailbox_nothing_is_composed_again(unit: Ledger) -> None:
    """Not at the next tick, nor on the days after, and nothing is said twice."""
    run(unit)
    send(unit, jia=REFUSED)
    before, idle = said(unit), IdleCache()
    for moment in (MONDAY + nth * MINUTE for nth in range(4)):
        assert run(unit, moment, idle=idle).letters == ()
    for moment in (TUESDAY, WEDNESDAY):
        assert to_unit(run(unit, moment)) == []
    assert states(unit) == [("jia", DEAD)]
    assert said(unit) >= before


def test_a_message_that_fails_makes_no_tick_read_a_task(
    unit: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tick looks at what failed, and no further as long as no mailbox is another one."""
    idle = IdleCache()
    run(unit, idle=idle)
    run(unit, MONDAY + MINUTE, idle=idle)
    send(unit, jia=REFUSED)
    monkeypatch.delattr(decision, "view_of")
    assert run(unit, MONDAY + 2 * MINUTE, idle=idle).letters == ()
    assert idle.quiet is not None
    assert idle.quiet.failed


def test_an_urging_is_said_whenever_the_mailbox_is_corrected(ledger: Ledger) -> None:
    """Ten days late and refused on Monday, corrected on Wednesday: urged by the next round."""
    register(ledger, "name,mailbox\n甲局,jia@office.example\n")
    bring_in(ledger, [task(1, due=date(2026, 11, 9))])
    run(ledger)
    send(ledger, jia=REFUSED)
    run(ledger, TUESDAY)
    correct(ledger, at=WEDNESDAY)
    (letter,) = to_unit(run(ledger, WEDNESDAY))
    assert LetterKind.URGING in letter.covers
    assert [notice.threshold for notice in letter.notices] == [-5]
    assert letter.due_at == MONDAY


def test_a_correction_in_the_next_week_says_what_is_still_owed(unit: Ledger) -> None:
    """The weekly mail of a week that is over is not written again; what it had to say is."""
    run(unit)
    send(unit, jia=REFUSED)
    monday = MONDAY + 7 * DAY
    run(unit, monday)
    send(unit, monday, jia=REFUSED)
    tuesday = monday + DAY
    correct(unit, at=tuesday)
    (letter,) = to_unit(run(unit, tuesday))
    assert letter.key == "weekly:2026-W49:unit:1~2"
    assert [notice.threshold for notice in letter.notices] == [-5]
    assert letter.due_at == MONDAY
    assert states(unit) == [("jia", SUPERSEDED), ("jia", SUPERSEDED), ("new", QUEUED)]


def test_nothing_is_written_anew_that_is_owed_no_more(unit: Ledger) -> None:
    """Its tasks are closed meanwhile."""
    run(unit)
    send(unit, jia=REFUSED)
    with unit.writing() as session:
        for name in ("1", "2"):
            progress.close(session, plans.find_task(session, "2026", name), at=MONDAY, by="test", text="")
    correct(unit)
    assert to_unit(run(unit, MONDAY + MINUTE)) == []
    assert states(unit) == [("jia", MOOT)]


def test_what_waits_for_a_former_address_goes_to_the_one_of_today(unit: Ledger) -> None:
    """It waits no longer, and the reader gets one mail."""
    run(unit)
    send(unit, jia=Outcome.DEFERRED)
    correct(unit)
    (letter,) = to_unit(run(unit, MONDAY + MINUTE))
    assert letter.due_at == MONDAY
    assert states(unit) == [("jia", SUPERSEDED), ("new", QUEUED)]
    assert send(unit, MONDAY + DAY) == ["new@office.example"]


def test_what_is_in_hand_is_left_to_whoever_sends_it(unit: Ledger) -> None:
    """Only once that has failed it is owed again."""
    run(unit)
    with unit.writing() as session:
        (held, _digest) = claims.claim(session, now=MONDAY, limit=10, owner="daemon")
    correct(unit)
    assert to_unit(run(unit, MONDAY + MINUTE)) == []
    with unit.writing() as session:
        claims.stamp_failed(
            session, held, now=MONDAY, outcome=REFUSED, code=550, reason="no such user", next_at=None
        )
    assert len(to_unit(run(unit, MONDAY + 2 * MINUTE))) == 1


def test_what_waits_for_a_mailbox_that_was_taken_away_is_unsaid(unit: Ledger) -> None:
    """The unit has none now: what it was to hear is owed, and told as soon as it has one again."""
    run(unit)
    correct(unit, "-")
    agenda = run(unit, MONDAY + MINUTE)
    assert [each.reader.name for each in agenda.unreachable] == ["甲局", "李一"]
    assert states(unit) == [("jia", MessageState.UNWRITTEN)]
    assert send(unit) == ["sup@office.example"]
    assert to_unit(run(unit, MONDAY + 20 * MINUTE)) == []
    correct(unit)
    (letter,) = to_unit(run(unit, MONDAY + 21 * MINUTE))
    assert (letter.key, letter.due_at) == ("weekly:2026-W48:unit:1~2", MONDAY)
    assert len(letter.notices) == 1


def test_a_matter_is_said_once_one_mailbox_took_it(unit: Ledger) -> None:
    """A further mailbox gets the next letter; the refused copy is listed until its address is another one."""
    correct(unit, "jia@office.example; yi@office.example")
    run(unit)
    send(unit, jia=REFUSED)
    correct(unit, "jia@office.example; yi@office.example; bing@office.example")
    assert to_unit(run(unit, MONDAY + MINUTE)) == []
    assert states(unit) == [("jia", DEAD), ("yi", SENT)]
    correct(unit, "yi@office.example; bing@office.example")
    assert to_unit(run(unit, MONDAY + 2 * MINUTE)) == []
    assert states(unit) == [("jia", MOOT), ("yi", SENT)]


def test_a_mailbox_that_is_added_gets_what_the_others_refused(unit: Ledger) -> None:
    """The letter goes to all of them again."""
    run(unit)
    send(unit, jia=REFUSED)
    correct(unit, "jia@office.example; yi@office.example")
    (letter,) = to_unit(run(unit, MONDAY + MINUTE))
    assert [each.address for each in letter.reader.mailboxes] == ["jia@office.example", "yi@office.example"]
    assert send(unit, MONDAY + MINUTE, jia=REFUSED) == ["yi@office.example"]
    assert to_unit(run(unit, MONDAY + 2 * MINUTE)) == []


def test_a_mailbox_that_works_again_was_not_tried(unit: Ledger) -> None:
    """While it was stopped the letter went to the other one alone, which refused it."""
    correct(unit, "jia@office.example; yi@office.example")
    with unit.writing() as session:
        facts = {"is_hard": True, "effect": BounceEffect.STOPS, "status": "5.1.1", "text": "gone"}
        yi = "yi@office.example"
        session.add(Bounce(source="1", mailbox=yi, recipient=yi, at=MONDAY, **facts))
        log.record(session, EventKind.MAILBOX_FAILED, at=MONDAY, by="mail", detail={"mailbox": yi})
    run(unit)
    send(unit, jia=REFUSED)
    assert to_unit(run(unit, MONDAY + MINUTE)) == []
    with unit.writing() as session:
        bounces.restore(session, "yi@office.example", now=MONDAY, by="test")
    assert len(to_unit(run(unit, MONDAY + 2 * MINUTE))) == 1
    assert send(unit, MONDAY + 2 * MINUTE, jia=REFUSED) == ["yi@office.example"]


@pytest.mark.parametrize("other", ["wu@office..example", "yi@office.example，"])
def test_a_mailbox_that_no_mail_can_carry_does_not_count_as_untried(unit: Ledger, other: str) -> None:
    """Or a refused letter would be written again at every tick."""
    with unit.writing() as session:
        mailboxes.put(session, "unit:1", boxes("jia@office.example", other))
    run(unit)
    send(unit, jia=REFUSED)
    for nth in range(1, 4):
        assert to_unit(run(unit, MONDAY + nth * MINUTE)) == []
    assert states(unit) == [("jia", DEAD)]


def test_a_mailbox_that_declined_does_not_count_as_untried(unit: Ledger) -> None:
    """It would not get the overview that the other one refused."""
    register(unit, 'name,kind,mailbox\n李一,leader,"li@office.example; mi@office.example"\n')
    with unit.writing() as session:
        mutes.mute(session, "person:1@mi@office.example", LetterKind.PORTFOLIO, now=MONDAY, by="test")
    run(unit)
    send(unit)
    run(unit, TUESDAY)
    send(unit, TUESDAY, li=REFUSED)
    for nth in range(1, 4):
        assert run(unit, TUESDAY + nth * MINUTE).letters == ()


def test_a_person_may_ask_for_a_refused_mail_with_the_same_mailbox(unit: Ledger) -> None:
    """Whatever was wrong there is mended: it is written anew, on a Sunday too."""
    run(unit)
    send(unit, jia=REFUSED)
    sunday = MONDAY + 6 * DAY
    retry(unit, "jia", sunday)
    (letter,) = run(unit, sunday).letters
    assert (letter.reader.name, letter.key, letter.due_at) == ("甲局", "weekly:2026-W48:unit:1~2", MONDAY)
    assert send(unit, sunday) == ["jia@office.example"]


def test_a_person_who_asks_gets_it_to_the_address_of_today(unit: Ledger) -> None:
    """Not to the former one, which refused it."""
    run(unit)
    send(unit, jia=REFUSED)
    correct(unit)
    retry(unit, "jia")
    run(unit, MONDAY + MINUTE)
    assert send(unit, MONDAY + MINUTE) == ["new@office.example"]


def test_one_mail_of_a_letter_that_another_mailbox_has_keeps_its_bytes(unit: Ledger) -> None:
    """What is said already need not be said anew; who asks gets the very copy."""
    correct(unit, "jia@office.example; yi@office.example")
    run(unit)
    send(unit, jia=REFUSED)
    retry(unit, "jia")
    assert run(unit, MONDAY + MINUTE).letters == ()
    assert send(unit, MONDAY + MINUTE) == ["jia@office.example"]
    assert states(unit) == [("jia", SENT), ("yi", SENT)]


def test_a_week_that_a_later_mail_told_is_not_told_again(unit: Ledger) -> None:
    """The relay refused the one of this week for another reason, and took that of the next."""
    run(unit)
    send(unit, jia=REFUSED)
    monday = MONDAY + 7 * DAY
    run(unit, monday)
    send(unit, monday)
    correct(unit, "jia@office.example; yi@office.example", at=monday)
    letters = to_unit(run(unit, monday + MINUTE))
    assert [letter.kind for letter in letters] == [LetterKind.URGING]
    assert to_unit(run(unit, monday + 2 * MINUTE)) == []


def test_what_was_dropped_comes_again_only_with_another_address(unit: Ledger) -> None:
    """Who tidies the list up does not silence a unit whose mailbox is corrected later."""
    run(unit)
    send(unit, jia=REFUSED)
    with unit.writing() as session:
        outbox.drop(outbox.find(session, number(unit, "jia")))
    correct(unit, "jia@office.example; yi@office.example")
    assert to_unit(run(unit, MONDAY + MINUTE)) == []
    correct(unit)
    assert len(to_unit(run(unit, MONDAY + 2 * MINUTE))) == 1


def supervised(*addresses: str) -> Office:
    """Give an office with other supervisors."""
    readers = (
        Reader(kind=ReaderKind.OFFICE, key=f"office:{each}", name=SUPERVISOR.name, mailboxes=boxes(each))
        for each in addresses
    )
    return Office(policy=office().policy, calendar=office().calendar, supervisors=tuple(readers))


@pytest.mark.parametrize("ending", [REFUSED, Outcome.DEFERRED])
def test_the_supervisors_of_today_get_what_a_former_one_did_not(unit: Ledger, ending: Outcome) -> None:
    """Each once: who has the digest of the day gets no second one."""
    run(unit, rules=supervised("bad@office.example", "sup@office.example"))
    assert send(unit, bad=ending) == ["jia@office.example", "sup@office.example"]
    rules = supervised("good@office.example", "sup@office.example")
    letters = run(unit, MONDAY + MINUTE, rules=rules).letters
    assert [(each.kind, each.reader.key) for each in letters] == [
        (LetterKind.DIGEST, "office:good@office.example")
    ]
    assert run(unit, MONDAY + 2 * MINUTE, rules=rules).letters == ()
    assert {each.state for each in messages(unit) if each.recipient.startswith("bad")} == {SUPERSEDED}


def test_a_leaders_copy_follows_the_holder_of_the_post(ledger: Ledger) -> None:
    """What waits for the former holder of a post goes to the present one."""
    register(ledger, "name,kind,mailbox,contact\n甲局,,jia@office.example,\n区长,post,,李一\n"
             "李一,leader,li@office.example,\n王二,leader,wang@office.example,\n")  # fmt: skip
    bring_in(ledger, [replace(late_task(1), leaders=("区长",))])
    run(ledger)
    register(ledger, "name,kind,contact\n区长,post,王二\n", at=TUESDAY)
    letters = run(ledger, TUESDAY).letters
    told = [each for each in letters if each.reader.name == "区长"]
    assert [each.reader.mailboxes for each in told] == [boxes("wang@office.example")]
    assert LetterKind.URGING in told[0].covers


def test_two_rounds_at_once_write_it_once(unit: Ledger) -> None:
    """Whoever comes second finds the messages in other states, and decides anew."""
    run(unit)
    send(unit, jia=REFUSED)
    correct(unit)
    again: list[Agenda] = []

    def slow(letter: Letter, mailbox: Mailbox):
        if not again:
            again.append(Agenda())
            again[0] = run(unit, MONDAY + MINUTE)
        return write_down(letter, mailbox)

    assert run_round(unit, office(), slow, now=MONDAY + MINUTE).letters == ()
    assert len(to_unit(again[0])) == 1
    assert states(unit) == [("jia", SUPERSEDED), ("new", QUEUED)]


def test_nothing_is_lost_of_a_ledger_with_many_failures(ledger: Ledger) -> None:
    """Dead mails of all units, each of another day; every second unit is corrected, and hears of it once."""
    names = [f"第{nth}局" for nth in range(12)]
    rows: Iterable[str] = (f"{name},u{nth}@office.example" for nth, name in enumerate(names))
    register(ledger, "name,mailbox\n" + "\n".join(rows) + "\n")
    bring_in(
        ledger, [task(nth, due=date(2026, 11, 2), units=_one(name)) for nth, name in enumerate(names, 1)]
    )
    run(ledger)
    send(ledger, **{f"u{nth}": REFUSED for nth in range(12)})
    changed = "\n".join(f"{name},new{nth}@office.example" for nth, name in enumerate(names) if nth % 2)
    register(ledger, f"name,mailbox\n{changed}\n")
    run(ledger, MONDAY + MINUTE)
    assert sorted(send(ledger, MONDAY + MINUTE)) == sorted(
        f"new{nth}@office.example" for nth in range(1, 12, 2)
    )
    with ledger.reading() as session:
        counted = [each.state for each in session.exec(select(Message)) if each.reader_key != SUPERVISOR.key]
    assert {state: counted.count(state) for state in set(counted)} == {DEAD: 6, SUPERSEDED: 6, SENT: 6}


def _one(name: str) -> tuple[UnitMention, ...]:
    return (UnitMention(name=name, role=Role.RESPONSIBLE),)
