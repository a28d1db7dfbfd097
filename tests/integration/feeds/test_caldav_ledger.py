# SPDX-License-Identifier: Apache-2.0
"""The calendars over a real ledger: what is done in the office is what a program is told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.kinds import Role
from models.queries import feeds, progress
from models.queries.feed_reading import FeedSource
from models.tables import Feed, Task
from notifiers.ical.feed import Component
from plans.drafts import UnitMention
from tests.builders import MONDAY, ZONE, bring_in, register, task
from tests.support.feeds.caldav import Clock
from tests.support.served import STYLE
from web.caldav_server.calendars import Calendars

pytestmark = pytest.mark.one_database

NUMBERS = range(1, 6)


class Town:
    """A ledger with five tasks of one unit, and the calendars over it."""

    def __init__(self, ledger) -> None:
        self.ledger = ledger
        self.clock = Clock(MONDAY.date())
        register(ledger)
        bring_in(ledger, [task(number) for number in NUMBERS])
        self.write(lambda session: feeds.add_missing(session, now=MONDAY, by="test"))
        with ledger.reading() as session:
            self.feed = next(each for each in feeds.views(session) if each.name == "甲局")
        self.calendars = Calendars(source=FeedSource(ledger, ZONE), now=self.clock, style=STYLE)

    def write(self, change: Callable[[Session], object]) -> None:
        """Change the ledger."""
        with self.ledger.writing() as session:
            change(session)

    def events(self):
        """Give the history of the unit's events."""
        return self.calendars.current(self.feed.id).histories[Component.EVENT]

    def told(self, token: str) -> list[str]:
        """Give what a program with a token is told: an href, with a minus when its item is gone."""
        history = self.events()
        hrefs = history.changed_since(token)
        return sorted(href if href in history.now.members else f"-{href}" for href in hrefs)

    def used_on(self) -> date | None:
        """Give the office's day on which the feed was last read."""
        with self.ledger.reading() as session:
            used_at = session.get_one(Feed, self.feed.id).last_used_at
        return used_at and used_at.astimezone(ZONE).date()

    def href(self, number: int) -> str:
        """Give the href of a task's event."""
        with self.ledger.reading() as session:
            uid = session.exec(select(Task.uid).where(Task.number == str(number))).one()
        return f"{uid}@duban.ics"


@pytest.fixture
def town(ledger):
    return Town(ledger)


def _close(session: Session, number: str) -> None:
    row = session.exec(select(Task).where(Task.number == number)).one()
    progress.close(session, row, at=MONDAY, by="test", text="")


def test_a_closing_is_told_to_who_asks_again(town):
    """One task closed is one event changed; the same question again is told the same."""
    token = town.events().now.token
    town.write(lambda session: _close(session, "2"))
    assert town.told(token) == town.told(token) == [town.href(2)]
    assert town.told(town.events().now.token) == []


def test_a_revised_plan_is_told_task_by_task(town):
    """A new date, a task for another unit, one more and one withdrawn: each of them and no other."""
    token, moved, withdrawn = town.events().now.token, town.href(3), town.href(5)
    revised = [
        task(1),
        task(2, due=date(2026, 12, 20)),
        task(3, units=(UnitMention(name="乙镇", role=Role.RESPONSIBLE),)),
        task(4),
        task(6, title="开办社区夜校并配齐师资"),
    ]
    bring_in(town.ledger, revised, at=MONDAY + timedelta(hours=1))
    assert town.told(token) == sorted([town.href(2), f"-{moved}", withdrawn, town.href(6)])


def test_a_new_process_that_knows_the_same_gives_the_same_token(town):
    """Who comes with a token to another node is told of no change when there is none."""
    other = Calendars(source=FeedSource(town.ledger, ZONE), now=town.clock, style=STYLE)
    assert (
        other.current(town.feed.id).histories[Component.EVENT].changed_since(town.events().now.token) == set()
    )


def test_an_unknown_feed_is_nobodys(town):
    """A number without a feed shows nothing and admits nobody."""
    assert town.calendars.current(999) is None
    assert not town.calendars.admits(999, 1)


def test_rotation_and_revoking_end_who_may_read(town):
    """The old address is let in to the end of its grace, the new one until it is revoked."""
    number, later = town.feed.id, MONDAY + timedelta(days=7)
    town.write(lambda session: feeds.rotate(session, number, now=MONDAY, by="test", ends_at=later))
    assert [town.calendars.admits(number, each) for each in (1, 2, 3)] == [True, True, False]
    town.clock.day = date(2026, 12, 1)
    assert [town.calendars.admits(number, each) for each in (1, 2)] == [False, True]
    town.write(lambda session: feeds.revoke(session, number, now=MONDAY, by="test"))
    assert not town.calendars.admits(number, 2)


def test_reading_is_noted_once_a_day_and_changes_no_calendar(town):
    """`duban feed list` tells the day a calendar was last read, whichever way it was."""
    token = town.events().now.token
    town.calendars.note_use(town.feed.id)
    first = town.used_on()
    town.write(lambda session: setattr(session.get_one(Feed, town.feed.id), "last_used_at", None))
    town.calendars.note_use(town.feed.id)
    assert (first, town.used_on()) == (MONDAY.date(), None)
    town.clock.day += timedelta(days=1)
    town.calendars.note_use(town.feed.id)
    assert town.used_on() == MONDAY.date() + timedelta(days=1)
    assert town.events().now.token == token


def test_a_use_that_cannot_be_noted_is_noted_the_next_time(town, monkeypatch, caplog):
    """A lost database costs the reader nothing but a line in the log."""
    with monkeypatch.context() as patched:
        patched.setattr(town.ledger, "writing", _away)
        town.calendars.note_use(town.feed.id)
    assert "could not be noted" in caplog.text
    town.calendars.note_use(town.feed.id)
    assert town.used_on() == MONDAY.date()


def _away() -> None:
    raise OSError("the database is away")
