# SPDX-License-Identifier: Apache-2.0
"""A plan that reaches into a year whose official working days are not known yet, and then are."""

from datetime import date, datetime, timedelta

import pytest

from models.database import Ledger
from models.findings import Finding
from models.kinds import EventKind, LetterKind, Role
from models.letters import Letter
from models.queries import log
from plans.drafts import UnitMention
from scheduler.agenda import Agenda, Office, plan_round
from scheduler.problems import ledger_problems
from scheduler.round import run_round
from scheduler.workdays import WorkingCalendar, read_overrides
from tests.builders import ZONE, bring_in, late_task, office, register, task, write_down
from tests.support.official_days import ARRANGEMENT, unpublished_2027  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("unpublished_2027")]

BEGIN = datetime(2026, 10, 30, 9, tzinfo=ZONE)
LAST = datetime(2026, 12, 31, 9, tzinfo=ZONE)
KNOWN = datetime(2027, 1, 5, 9, tzinfo=ZONE)
"""The first working day after an update on the days off."""


def unit_of(name: str) -> dict[str, object]:
    """Give a task to one unit and to no leader."""
    return {"units": (UnitMention(name=name, role=Role.RESPONSIBLE),), "leaders": ()}


@pytest.fixture
def into_2027(ledger: Ledger) -> Ledger:
    """Give a ledger in which one unit has tasks of January and February, and the other none."""
    register(ledger)
    bring_in(
        ledger,
        [
            late_task(1),
            task(2, due=date(2027, 1, 8)),
            task(3, due=date(2027, 2, 26)),
            task(4, due=date(2026, 12, 15), **unit_of("乙镇")),
        ],
        at=BEGIN - timedelta(hours=1),
    )
    return ledger


def arranged() -> Office:
    """Give the office once the working days of 2027 stand in its calendar file."""
    own = read_overrides(ARRANGEMENT, source="holidays.csv")
    shipped = office()
    return Office(
        policy=shipped.policy, calendar=WorkingCalendar(overrides=own), supervisors=shipped.supervisors
    )


def rounds(ledger: Ledger, start: datetime, end: datetime, *, by: Office | None = None) -> list[Agenda]:
    """Run a round each morning, and give what each wrote."""
    nth = range((end - start).days + 1)
    chosen = by or office()
    return [run_round(ledger, chosen, write_down, now=start + timedelta(days=day)) for day in nth]


def letters_of(agendas: list[Agenda]) -> list[Letter]:
    """Give all letters of some rounds."""
    return [letter for agenda in agendas for letter in agenda.letters]


def about_years(findings: tuple[Finding, ...]) -> list[str]:
    """Give what is told of years, in English."""
    codes = ("calendar-provisional", "calendar-known", "letter-moved")
    return [str(finding) for finding in findings if finding.code in codes]


def checked(ledger: Ledger, by: Office, now: datetime) -> list[str]:
    """Give what `duban check` tells of years."""
    with ledger.reading() as session:
        return about_years(ledger_problems(session, calendar=by.calendar, policy=by.policy, now=now))


def digests(agendas: list[Agenda]) -> list[Letter]:
    """Give the office's digests among the letters of some rounds."""
    return [letter for letter in letters_of(agendas) if letter.kind is LetterKind.DIGEST]


PROVISIONAL = "The official working days of 2027 are not known; distances into it are provisional."
IN_JANUARY = [
    "The official working days of 2027 are known now; until then they were counted provisionally. "
    "Moved to another day: weekly mails of 2 weeks, 6 reminders.",
    "The weekly mail of week 1 of 2027 moves from 2027-01-04 to 2027-01-05.",
    "The weekly mail of week 6 of 2027 moves from 2027-02-11 to 2027-02-13.",
    "Tasks 2: the reminder 30 working day(s) before 2027-01-08 was told on 2026-11-30; "
    "by the official working days it belongs on 2026-11-25.",
    "Tasks 2: the reminder 14 working day(s) before 2027-01-08 was told on 2026-12-21; "
    "by the official working days it belongs on 2026-12-17.",
    "Tasks 2: the reminder 7 working day(s) before 2027-01-08 was told on 2026-12-29; "
    "by the official working days it belongs on 2026-12-28.",
]


def test_each_letter_that_reaches_into_the_year_tells_it(into_2027: Ledger) -> None:
    """From the first one on, before November; a unit without a deadline in it reads nothing of it."""
    written = letters_of(rounds(into_2027, BEGIN, LAST))
    mine = [letter for letter in written if letter.reader.name == "甲局"]
    others = [letter for letter in written if letter.reader.name == "乙镇"]
    assert mine[0].written_at == BEGIN
    assert {LetterKind.WEEKLY, LetterKind.THRESHOLD, LetterKind.URGING} <= {each.kind for each in mine}
    assert {letter.provisional_years for letter in mine if letter.kind is not LetterKind.URGING} == {(2027,)}
    assert others
    assert {letter.provisional_years for letter in others if letter.written_at.day < 30} == {()}
    late = [letter for letter in others if letter.written_at.date() == LAST.date()]
    assert {letter.provisional_years for letter in late} <= {(2027,)}


def test_the_leader_is_told_where_a_task_reaches_into_the_year(ledger: Ledger) -> None:
    """A milestone is late, and the deadline of the same task lies beyond the end of the year."""
    register(ledger)
    late = late_task(1)
    bring_in(ledger, [late], at=BEGIN)
    (soon,) = [
        letter
        for letter in letters_of(rounds(ledger, datetime(2026, 11, 3, 9, tzinfo=ZONE), LAST - timedelta(2)))
        if letter.kind is LetterKind.PORTFOLIO and letter.written_at.date() == date(2026, 11, 3)
    ]
    assert soon.provisional_years == ()
    (at_the_end,) = [
        letter for letter in letters_of(rounds(ledger, LAST, LAST)) if letter.kind is LetterKind.PORTFOLIO
    ]
    assert at_the_end.answer_by == date(2027, 1, 5)
    assert at_the_end.provisional_years == (2027,)


def test_check_and_every_digest_tell_it(into_2027: Ledger) -> None:
    """Before November because a task falls due in the year, and from then on in any case."""
    assert [told.partition(" Once")[0] for told in checked(into_2027, office(), BEGIN)] == [PROVISIONAL]
    written = digests(rounds(into_2027, BEGIN, LAST))
    assert len(written) > 40
    for digest in written:
        assert [told.partition(" Once")[0] for told in about_years(digest.findings)] == [PROVISIONAL]


def test_nothing_is_told_before_november_as_long_as_nothing_reaches_into_the_year(ledger: Ledger) -> None:
    """From 1 November on it is, whatever the plan."""
    register(ledger)
    bring_in(ledger, [late_task(1)], at=BEGIN)
    assert checked(ledger, office(), datetime(2026, 10, 31, 9, tzinfo=ZONE)) == []
    assert len(checked(ledger, office(), datetime(2026, 11, 1, 0, tzinfo=ZONE))) == 1


def test_the_letters_that_moved_are_listed_the_day_the_year_is_known(into_2027: Ledger) -> None:
    """In the digest and by check: what was told on another day, what will be, and the weekly mails."""
    rounds(into_2027, BEGIN, LAST)
    assert checked(into_2027, arranged(), KNOWN)[: len(IN_JANUARY)] == IN_JANUARY
    (digest,) = digests(rounds(into_2027, KNOWN, KNOWN, by=arranged()))
    told = about_years(digest.findings)
    assert told == [
        *IN_JANUARY,
        "Tasks 2: the notice 1 working day(s) after 2027-01-08 moves from 2027-01-11 to 2027-01-10.",
        "Tasks 2: the notice 5 working day(s) after 2027-01-08 moves from 2027-01-15 to 2027-01-14.",
        "Tasks 3: the reminder 14 working day(s) before 2027-02-26 moves from 2027-02-02 to 2027-02-01.",
    ]


def test_a_threshold_that_moves_is_told_on_its_new_day(into_2027: Ledger) -> None:
    """Known in December: seven working days before 8 January are on the 28th, a day earlier than before."""
    known = datetime(2026, 12, 21, 9, tzinfo=ZONE)
    rounds(into_2027, BEGIN, known - timedelta(days=1))
    moves = "Tasks 2: the reminder 7 working day(s) before 2027-01-08 moves from 2026-12-29 to 2026-12-28."
    assert moves in checked(into_2027, arranged(), known)
    written = rounds(into_2027, known, known + timedelta(days=7), by=arranged())
    days = [
        letter.written_at.date()
        for letter in letters_of(written)
        for notice in letter.notices
        if (notice.deadline.task.number, notice.threshold) == ("2", 7)
    ]
    assert set(days) == {date(2026, 12, 28)}
    assert moves in about_years(digests(written)[-1].findings)


def test_what_moved_is_told_for_a_week_and_then_no_more(into_2027: Ledger) -> None:
    """Counted from the first digest that did; nobody is reminded again because of it."""
    rounds(into_2027, BEGIN, LAST)
    written = rounds(into_2027, KNOWN, KNOWN + timedelta(days=14), by=arranged())
    told = {digest.written_at.date(): about_years(digest.findings) for digest in digests(written)}
    assert sorted(day for day in told if told[day]) == [
        day for day in sorted(told) if day <= date(2027, 1, 12)
    ]
    assert any(day > date(2027, 1, 12) for day in told)
    assert checked(into_2027, arranged(), KNOWN + timedelta(days=8)) == []
    assert {letter.provisional_years for letter in letters_of(written)} == {()}
    said = [notice.key_for(letter.reader.key) for letter in letters_of(written) for notice in letter.notices]
    assert len(said) == len(set(said))


def test_a_year_that_no_letter_counted_is_no_news_once_it_is_known(ledger: Ledger) -> None:
    """An office that begins when everything is known hears nothing of it."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2, due=date(2027, 1, 8))], at=BEGIN)
    written = rounds(ledger, BEGIN, LAST, by=arranged())
    assert {letter.provisional_years for letter in letters_of(written)} == {()}
    assert {told for digest in digests(written) for told in about_years(digest.findings)} == set()
    with ledger.reading() as session:
        assert log.of_kinds(session, EventKind.CALENDAR_PROVISIONAL, EventKind.CALENDAR_KNOWN) == []


def test_the_log_keeps_a_year_once_as_long_as_its_days_stay_the_same(into_2027: Ledger) -> None:
    """A look at what would be sent keeps nothing; a day off of the office's own is another year."""
    plan_round(into_2027, office(), now=BEGIN)
    with into_2027.reading() as session:
        assert log.of_kinds(session, EventKind.CALENDAR_PROVISIONAL) == []
    rounds(into_2027, BEGIN, BEGIN + timedelta(days=20))
    own = WorkingCalendar(overrides=read_overrides("date,kind,name\n2027-03-01,rest\n", source="own.csv"))
    changed = Office(policy=office().policy, calendar=own, supervisors=office().supervisors)
    rounds(into_2027, BEGIN + timedelta(days=21), BEGIN + timedelta(days=30), by=changed)
    with into_2027.reading() as session:
        kept = log.of_kinds(session, EventKind.CALENDAR_PROVISIONAL)
    assert [event.detail["year"] for event in kept] == [2027, 2027]
    assert set(kept[1].detail["rest"]) - set(kept[0].detail["rest"]) == {"2027-03-01"}
