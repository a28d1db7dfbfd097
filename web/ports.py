"""What the web needs of the rest of the program; `cli/wiring.py` joins them."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from models.queries.vitals import Vitals
from models.views import FeedView, Standing


class FeedSource(Protocol):
    """Read the ledger for the feeds; called from several threads at once, raises what its database raises."""

    def version(self) -> int:
        """Give the newest id of the log: it rises with every change a feed can show, a rotation too."""

    def feed(self, feed_id: int) -> FeedView | None:
        """Give the subscription, or None when there is none."""

    def standings(self, feed: FeedView, on: date) -> tuple[Standing, ...]:
        """Give every task of the feed on a day: open, closed and withdrawn, with or without a due date."""

    def touch(self, feed_id: int, on: date) -> None:
        """Note the day a feed was last asked for; called once a day and feed."""


class Watch(Protocol):
    """Tell how this process and the delivery stand; raises what the ledger's database raises."""

    @property
    def node(self) -> str:
        """Give the name under which this process gives its signs of life."""

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
