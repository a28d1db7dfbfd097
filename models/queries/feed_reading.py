# SPDX-License-Identifier: Apache-2.0
"""The ledger as the web's feeds read it."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, select, update

from models.database import Ledger
from models.queries import feed_scope, feeds, log
from models.queries.chunks import chunks
from models.queries.log import LogPosition, News
from models.queries.tasks import views_of
from models.tables import Feed, Task
from models.views import FeedView, TaskView


class FeedSource:
    """Answer `web.site.FeedSource` from the ledger."""

    def __init__(self, ledger: Ledger, timezone: ZoneInfo) -> None:
        self._ledger = ledger
        self._timezone = timezone

    @contextmanager
    def reading(self) -> Iterator["FeedReading"]:
        """Open a reading session."""
        with self._ledger.reading() as session:
            yield FeedReading(session, self._timezone)

    def touch(self, feed_ids: Collection[int], on: date) -> None:
        """Note the day some feeds were last asked for."""
        day = datetime.combine(on, time(), self._timezone)
        with self._ledger.writing() as session:
            for some in chunks(feed_ids):
                session.exec(update(Feed).where(col(Feed.id).in_(some)).values(last_used_at=day))


class FeedReading:
    """Answer `web.site.FeedReading` within one session."""

    def __init__(self, session: Session, timezone: ZoneInfo) -> None:
        self._session = session
        self._timezone = timezone

    def news(self, since: LogPosition | None) -> News:
        """Tell what the log says of feeds since a mark."""
        return log.news(self._session, since)

    def feed(self, feed_id: int) -> FeedView | None:
        """Give one subscription."""
        return feeds.view(self._session, feed_id)

    def used_since(self, day: date) -> Sequence[FeedView]:
        """Give the subscriptions in use, the latest first."""
        since = datetime.combine(day, time(), self._timezone)
        known = feeds.views(self._session)
        used = [(feed.last_used_at, feed) for feed in known if feed.last_used_at]
        newest_first = sorted(used, key=lambda item: item[0], reverse=True)
        return [feed for at, feed in newest_first if at >= since]

    def task_ids(self, feed: FeedView) -> frozenset[int]:
        """Give the ids of a feed's tasks, withdrawn ones included."""
        theirs = select(Task.id).where(col(Task.id).in_(feed_scope.task_ids(feed)))
        return frozenset(row for row in self._session.exec(theirs) if row)

    def tasks(self, ids: Collection[int], on: date) -> Sequence[TaskView]:
        """Read those tasks as on a day."""
        return [view for some in chunks(ids) for view in views_of(self._session, _chosen(some), on=on)]


def _chosen(ids: Collection[int]) -> SelectBase:
    return select(Task.id).where(col(Task.id).in_(ids))
