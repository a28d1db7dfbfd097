# SPDX-License-Identifier: Apache-2.0
"""A ledger that is a list, the state of an office, and the site, as feeds and pages are given them."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from models.kinds import MessageState, Outcome
from models.queries.feed_scope import shows
from models.queries.log import LogPosition, News
from models.queries.nodes import DeliveryStats, Signs
from models.tables import Heartbeat
from models.views import FeedView, TaskView
from notifiers.ical.entries import CalendarStyle
from tests.builders import ZONE, feed_view
from web.site import Site

KEY = b"k" * 32
ON = date(2026, 11, 22)


class ListedSource:
    """A FeedSource over a list of tasks and one feed, and the Changes of it.

    `away` makes it raise as a lost database does.
    """

    def __init__(self, *tasks: TaskView) -> None:
        self.tasks_held = list(tasks)
        self.feeds = {7: feed_view()}
        self.lines: list[dict[str, Any]] = [{}]
        self.away = False
        self.touched: list[tuple[int, date]] = []
        self.read: list[int] = []
        """The ids of the tasks read so far."""

    def change(self, index: int, **facts: Any) -> None:
        """Change a task as the ledger does: revision and log rise with it."""
        task = self.tasks_held[index]
        self.tasks_held[index] = replace(task, revision=task.revision + 1, **facts)
        self.tell(task_ids=frozenset({task.id}))

    def add(self, task: TaskView) -> None:
        """Write another task down."""
        self.tasks_held.append(task)
        self.tell(task_ids=frozenset({task.id}))

    def change_feed(self, feed_id: int = 7, **facts: Any) -> None:
        """Rotate or revoke a feed."""
        self.feeds[feed_id] = replace(self.feeds[feed_id], **facts)
        self.tell(feed_ids=frozenset({feed_id}))

    def tell(self, **news: Any) -> None:
        """Add a line to the log."""
        self.lines.append(news)

    def counter(self) -> int:
        return len(self.lines)

    def close(self) -> None:
        pass

    @contextmanager
    def reading(self) -> Iterator["ListedSource"]:
        if self.away:
            raise OSError("the database is away")
        yield self

    def news(self, since: LogPosition | None) -> News:
        told = self.lines[since.newest :] if since else []
        return News(
            mark=LogPosition(newest=len(self.lines)),
            task_ids=frozenset().union(*(line.get("task_ids", ()) for line in told)),
            feed_ids=frozenset().union(*(line.get("feed_ids", ()) for line in told)),
            everything=any(line.get("everything") for line in told),
        )

    def feed(self, feed_id: int) -> FeedView | None:
        return self.feeds.get(feed_id)

    def used_since(self, day: date) -> list[FeedView]:
        return [feed for feed in self.feeds.values() if feed.last_used_at and feed.last_used_at.date() >= day]

    def task_ids(self, feed: FeedView) -> frozenset[int]:
        return frozenset(task.id for task in self.tasks_held if shows(feed, task))

    def tasks(self, ids: Collection[int], on: date) -> list[TaskView]:
        found = [task for task in self.tasks_held if task.id in ids]
        self.read += [task.id for task in found]
        return found

    def touch(self, feed_ids: Collection[int], on: date) -> None:
        self.touched += [(feed_id, on) for feed_id in sorted(feed_ids)]


def noon(day: date = ON) -> datetime:
    """Give the middle of a day in the office."""
    return datetime.combine(day, time(12), ZONE)


STYLE = CalendarStyle(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai")
SITE = Site(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai", keep_done=30)
AT = datetime(2026, 11, 22, 0, 31, tzinfo=UTC)


def stats(**facts: object) -> DeliveryStats:
    """Give the state of a healthy office at `AT`; facts replace the usual ones."""
    usual = {
        "at": AT,
        "messages": {MessageState.QUEUED: 3, MessageState.DEAD: 1, MessageState.SENT: 57},
        "for_channels": {MessageState.QUEUED: 1},
        "oldest_waiting": AT - timedelta(minutes=2),
        "attempts": {Outcome.SENT: 57, Outcome.REFUSED: 1, Outcome.AMBIGUOUS: 2},
        "last_round_at": datetime(2026, 11, 22, 0, 30, tzinfo=UTC),
        "skipped_slots": 0,
        "failing_mailboxes": 0,
        "relays": (),
        "nodes": (beat(),),
    }
    return DeliveryStats(**{**usual, **facts})


def beat(node: str = "one", *, seconds_ago: int = 10) -> Heartbeat:
    """Give the sign of life of a node that ticks every 30 seconds."""
    return Heartbeat(
        node=node,
        roles="web,scheduler,worker",
        started_at=AT - timedelta(days=1),
        at=AT - timedelta(seconds=seconds_ago),
        every_seconds=30,
        round_seconds=0.25,
    )


class Told:
    """Tell what a test says."""

    node = "one"
    started_at = AT - timedelta(days=1)

    def __init__(self, vitals_of: Callable[[], DeliveryStats] = stats, owed: int = 0) -> None:
        self.stats = vitals_of
        self._owed = owed

    def signs(self) -> Signs:
        """Give the signs of life alone."""
        return Signs(at=AT, nodes=self.stats().nodes)

    def owed(self) -> int:
        """Give the count."""
        return self._owed
