"""What the web needs of the rest of the program; `cli/wiring.py` joins them."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.queries.log import Mark, News
from models.queries.vitals import Signs, Vitals
from models.views import FeedView, TaskView
from web.reader_page import ReaderFacts


class FeedReading(Protocol):
    """The ledger at one moment, as the feeds read it; raises what its database raises."""

    def news(self, since: Mark | None) -> News:
        """Tell what the log says of feeds since a mark; without one, only where it stands now."""

    def feed(self, feed_id: int) -> FeedView | None:
        """Give the subscription, or None when there is none."""

    def used_since(self, day: date) -> Sequence[FeedView]:
        """Give the subscriptions that were read on that day or later, the latest first."""

    def task_ids(self, feed: FeedView) -> frozenset[int]:
        """Give the ids of the tasks of a feed: open, closed and withdrawn, with or without a due date."""

    def tasks(self, ids: Collection[int], on: date) -> Sequence[TaskView]:
        """Give those of the tasks that exist, with the holders of posts as on a day."""


class FeedSource(Protocol):
    """The ledger behind the feeds; used from several threads at once."""

    def reading(self) -> AbstractContextManager[FeedReading]:
        """Open a reading of it."""

    def touch(self, feed_ids: Collection[int], on: date) -> None:
        """Note the day some feeds were last asked for; called once a day and feed."""


class ReaderPages(Protocol):
    """Tell what a reader's page shows; used from several threads at once, raises what its database raises."""

    @property
    def office(self) -> str:
        """Give the name of the supervision office."""

    def facts(self, feed_id: int, generation: int) -> ReaderFacts | None:
        """Give the page of a feed's owner now, None without such a feed or when its address has ended."""

    def task(self, uid: str) -> tuple[TaskView, date] | None:
        """Give the task of that uid and the office's day, None when there is no such task."""


class Watch(Protocol):
    """Tell how this process and the delivery stand; raises what the ledger's database raises."""

    @property
    def node(self) -> str:
        """Give the name under which this process gives its signs of life."""

    @property
    def started_at(self) -> datetime:
        """Give the moment at which this process says that it was started."""

    def signs(self) -> Signs:
        """Give the signs of life of all nodes alone, which costs less."""

    def vitals(self) -> Vitals:
        """Give the state of delivery now."""

    def owed(self) -> int:
        """Count the letters that are owed and not written yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where and for whom the program speaks: address without a slash at its end, locale, IANA time zone.

    `keep_done` is how many *calendar* days a closed or withdrawn task stays in its feeds.
    """

    base_url: str
    locale: str
    timezone: str
    keep_done: int
    former_hosts: frozenset[bytes] = frozenset()
    """Where calendars and mails may still point to, as a Host header spells it."""
