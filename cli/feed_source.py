"""The ledger as the web's feeds read it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.database import Ledger
from models.queries import feeds, log
from models.queries.views import task_views
from models.tables import Feed
from models.views import FeedView, Standing
from scheduler.decision import Office
from scheduler.signals import standing


class LedgerFeeds:
    """Answer `web.ports.FeedSource` from the ledger; every call is a reading session of its own."""

    def __init__(self, ledger: Ledger, office: Office, timezone: ZoneInfo) -> None:
        self._ledger = ledger
        self._office = office
        self._timezone = timezone

    def version(self) -> int:
        """Give the newest id of the log."""
        with self._ledger.reading() as session:
            return log.newest(session)

    def feed(self, feed_id: int) -> FeedView | None:
        """Give one subscription."""
        with self._ledger.reading() as session:
            return feeds.view(session, feed_id)

    def standings(self, feed: FeedView, on: date) -> tuple[Standing, ...]:
        """Give every task of a feed on a day, withdrawn ones included."""
        with self._ledger.reading() as session:
            tasks = task_views(session, on=on, with_withdrawn=True)
        calendar, policy = self._office.calendar, self._office.policy
        return tuple(
            standing(task, on=on, calendar=calendar, policy=policy) for task in feeds.tasks_of(feed, tasks)
        )

    def touch(self, feed_id: int, on: date) -> None:
        """Note the day a feed was last asked for."""
        with self._ledger.writing() as session:
            session.get_one(Feed, feed_id).last_used_at = datetime.combine(on, time(), self._timezone)
