"""The ledger as the readers' pages read it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlmodel import select

from models.database import Ledger
from models.kinds import TaskState
from models.queries import feed_tasks, feeds
from models.queries.views import views_of
from models.tables import Task
from models.views import FeedView, Standing, TaskView
from scheduler.decision import Office
from scheduler.ports import Clock
from scheduler.signals import standing, worst_first
from web.reader_page import ReaderFacts


class LedgerPages:
    """Answer `web.ports.ReaderPages` from the ledger; every call is a reading session of its own."""

    def __init__(
        self, ledger: Ledger, rules: Office, *, name: str, clock: Clock, address: Callable[[FeedView], str]
    ) -> None:
        self._ledger = ledger
        self._rules = rules
        self._clock = clock
        self._address = address
        self.office = name

    def facts(self, feed_id: int, generation: int) -> ReaderFacts | None:
        """Read the page of the feed's owner, None when there is no such feed or its address has ended."""
        now = self._clock()
        with self._ledger.reading() as session:
            feed = feeds.view(session, feed_id)
            if feed is None or _has_ended(feed, generation, now):
                return None
            tasks = views_of(session, feed_tasks.task_ids(feed), on=now.date())
            theirs = feeds.of_reader(session, feed)
        return ReaderFacts(
            name=feed.name or self.office,
            on=now.date(),
            standings=self._standings(tasks, now.date()),
            done=self._done(tasks, now),
            feeds=tuple((each, self._address(each)) for each in theirs),
        )

    def task(self, uid: str) -> tuple[TaskView, date] | None:
        """Read one task as it stands today."""
        on = self._clock().date()
        with self._ledger.reading() as session:
            views = views_of(session, select(Task.id).where(Task.uid == uid), on=on)
        return (views[0], on) if views else None

    def _standings(self, tasks: tuple[TaskView, ...], on: date) -> tuple[Standing, ...]:
        calendar, policy = self._rules.calendar, self._rules.policy
        stands = (standing(task, on=on, calendar=calendar, policy=policy) for task in tasks if task.is_open)
        return tuple(sorted(stands, key=worst_first))

    def _done(self, tasks: tuple[TaskView, ...], now: datetime) -> tuple[tuple[TaskView, date], ...]:
        """Give what was closed as long ago as feeds still show it."""
        since = now.date() - timedelta(days=self._rules.policy.feeds.keep_done)
        closed = [
            (task, task.closed_at.astimezone(now.tzinfo).date())
            for task in tasks
            if task.state is TaskState.CLOSED and task.closed_at
        ]
        return tuple(sorted((each for each in closed if each[1] >= since), key=_latest_first))


def _latest_first(done: tuple[TaskView, date]) -> tuple[int, str, int]:
    task, day = done
    return -day.toordinal(), task.plan_key, task.position


def _has_ended(feed: FeedView, generation: int, now: datetime) -> bool:
    ended_at = feed.ended_at(generation)
    return ended_at is not None and ended_at <= now
