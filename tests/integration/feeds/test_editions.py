# SPDX-License-Identifier: Apache-2.0
"""Editions of the calendar events, kept in the ledger that all nodes share."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from sqlmodel import select

from models.database import Ledger
from models.queries import editions, progress
from models.tables import Edition, Task
from models.views import EditionView
from tests.builders import MONDAY, bring_in, task, tasks_of

LATER = MONDAY + timedelta(days=1)


def renew(ledger: Ledger, fingerprint: str, now: datetime = MONDAY) -> EditionView:
    with ledger.writing() as session:
        return editions.renew(session, fingerprint, now=now)


def test_an_empty_ledger_is_in_its_first_edition(ledger: Ledger) -> None:
    """Before any row there is a number that raises nothing."""
    with ledger.reading() as session:
        assert editions.current(session) == EditionView()


def test_the_first_row_changes_nothing(ledger: Ledger) -> None:
    """It says how the events were written so far, so no event becomes newer by it."""
    assert renew(ledger, "a") == EditionView()


def test_the_same_settings_stay_in_their_edition(ledger: Ledger) -> None:
    """However often a daemon starts, there is one row."""
    assert renew(ledger, "a") == renew(ledger, "a", LATER) == EditionView()
    with ledger.reading() as session:
        assert len(session.exec(select(Edition)).all()) == 1


def test_other_settings_begin_another_edition(ledger: Ledger) -> None:
    """Also when they come back to what they were: the events change again."""
    numbers = [renew(ledger, each).number for each in ("a", "b", "b", "a")]
    assert numbers == [0, 1, 1, 2]


def test_an_edition_is_newer_than_every_task_and_edition_before(ledger: Ledger) -> None:
    """Even within the second in which a task changed, and when the clock went back."""
    bring_in(ledger, [task(1)], at=LATER)
    renew(ledger, "a")
    second, third = renew(ledger, "b"), renew(ledger, "c")
    assert tasks_of(ledger)["1"].updated_at < second.at < third.at


def test_a_task_that_changes_at_once_is_newer_than_the_edition(ledger: Ledger) -> None:
    """Nothing that a client took up with the edition hides the change after it."""
    bring_in(ledger, [task(1)])
    renew(ledger, "a")
    edition = renew(ledger, "b")
    with ledger.writing() as session:
        progress.touch(session.exec(select(Task)).one(), now=MONDAY)
    assert tasks_of(ledger)["1"].updated_at > edition.at


def test_its_moment_is_a_whole_second_in_utc(ledger: Ledger) -> None:
    """iCalendar knows no fraction of a second."""
    renew(ledger, "a")
    moment = renew(ledger, "b", MONDAY.replace(microsecond=1)).at
    assert (moment.microsecond, moment.astimezone(UTC) > MONDAY) == (0, True)


def test_nodes_that_start_together_make_one_row(ledger: Ledger) -> None:
    """Each of eight waits for the others, and all speak of the same edition."""
    renew(ledger, "a")
    together = Barrier(8)

    def start(_node: int) -> EditionView:
        together.wait()
        return renew(ledger, "b")

    with ThreadPoolExecutor(8) as nodes:
        made = set(nodes.map(start, range(8)))
    assert [edition.number for edition in made] == [1]
