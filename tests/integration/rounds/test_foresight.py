# SPDX-License-Identifier: Apache-2.0
"""What is foreseen is what later rounds write."""

from datetime import date, datetime, time, timedelta

import pytest

from models.database import Ledger
from models.kinds import LetterKind, ReaderKind
from models.letters import Letter
from models.queries import readers
from scheduler.forecast import Forecast, LetterType, next_letters
from scheduler.round import run_round
from tests.builders import MONDAY, ZONE, bring_in, late_task, office, register, rich_task, task, write_down

PLACES: tuple[LetterType, ...] = (
    (LetterKind.WEEKLY, ReaderKind.UNIT),
    (LetterKind.THRESHOLD, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.LEADER),
    (LetterKind.DIGEST, ReaderKind.OFFICE),
    (LetterKind.PORTFOLIO, ReaderKind.LEADER),
)
DAYS = 12
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def full_ledger(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task, a near one and a rich one."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2, due=date(2026, 12, 1)), rich_task(3)])
    return ledger


def foreseen(ledger: Ledger, places: tuple[LetterType, ...] = PLACES, **choice: object) -> Forecast:
    """Look ahead from Monday."""
    with ledger.reading() as session:
        return next_letters(session, office(), places, now=MONDAY, days=DAYS, **choice)


def lived_through(ledger: Ledger) -> list[Letter]:
    """Run a round at each moment that something may open, and give all that was written, in order."""
    days = [MONDAY.date() + timedelta(days=nth) for nth in range(DAYS)]
    moments = [datetime.combine(day, at, tzinfo=ZONE) for day in days for at in (time(8), time(8, 30))]
    return [each for at in moments for each in run_round(ledger, office(), write_down, now=at).letters]


def test_what_is_foreseen_is_what_the_rounds_then_write(full_ledger: Ledger) -> None:
    """Each letter that stands by itself is, with every row of it, one that a later round writes."""
    ahead = foreseen(full_ledger).letters
    written = lived_through(full_ledger)
    assert set(ahead) == set(PLACES)
    for place, found in ahead.items():
        if found.within is None:
            first = next(each for each in written if (each.kind, each.reader.kind) == place)
            assert found.letter.period == first.period
            assert found.letter in written


def test_a_part_of_another_mail_says_of_which(full_ledger: Ledger) -> None:
    """On a Monday the urging notice of a unit is told within its weekly mail."""
    urging = foreseen(full_ledger).letters[LetterKind.URGING, ReaderKind.UNIT]
    assert (urging.letter.kind, urging.within) == (LetterKind.URGING, LetterKind.WEEKLY)
    assert urging.letter.notices


def test_looking_ahead_writes_nothing(full_ledger: Ledger) -> None:
    """Twice the same is foreseen, and a round still writes all of it."""
    assert foreseen(full_ledger) == foreseen(full_ledger)
    assert len(run_round(full_ledger, office(), write_down, now=MONDAY).letters) == 4


def test_only_the_chosen_reader_is_foreseen(full_ledger: Ledger) -> None:
    """A unit that is asked for is found even when another has more rows."""
    weekly = foreseen(full_ledger, chosen=lambda reader: reader.name == "乙镇").letters
    assert weekly[LetterKind.WEEKLY, ReaderKind.UNIT].letter.reader.name == "乙镇"
    assert (LetterKind.DIGEST, ReaderKind.OFFICE) not in weekly


def test_what_was_said_is_not_foreseen_again(full_ledger: Ledger) -> None:
    """After Monday's round the next weekly mail is that of the week after."""
    run_round(full_ledger, office(), write_down, now=MONDAY)
    weekly = foreseen(full_ledger).letters[LetterKind.WEEKLY, ReaderKind.UNIT]
    assert weekly.letter.written_at == datetime(2026, 11, 30, 8, tzinfo=ZONE)


def test_a_run_report_is_foreseen_for_the_rounds_before_it(full_ledger: Ledger) -> None:
    """What Monday's mails became is told in the evening; a ledger without mails has nothing to tell."""
    places = ((LetterKind.REPORT, ReaderKind.OFFICE),)
    assert foreseen(full_ledger, places=places).letters == {}
    run_round(full_ledger, office(), write_down, now=MONDAY)
    ahead = foreseen(full_ledger, places=places)
    evening = datetime.combine(MONDAY.date(), time(17), tzinfo=ZONE)
    (told,) = run_round(full_ledger, office(), write_down, now=evening).letters
    assert [each.letter for each in ahead.letters.values()] == [told]


def test_a_letter_to_nobody_is_told_apart_from_none(full_ledger: Ledger) -> None:
    """A leader whose mailbox is gone, or who declined, is owed an overview that goes nowhere."""
    place = (LetterKind.PORTFOLIO, ReaderKind.LEADER)
    register(full_ledger, "name,kind,mailbox\n李一,leader,-\n")
    assert foreseen(full_ledger).unreachable >= {place}
    register(full_ledger, "name,kind,mailbox\n李一,leader,li@office.example\n")
    reader = foreseen(full_ledger).letters[place].letter.reader
    with full_ledger.writing() as session:
        readers.mute(session, reader.key, LetterKind.PORTFOLIO, now=MONDAY, by=reader.key)
    ahead = foreseen(full_ledger)
    assert place in ahead.declined
    assert place not in ahead.letters
