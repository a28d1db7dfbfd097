"""Which feeds were read today, noted in the ledger some seconds later and together."""

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import date

from web.feed_work import FeedWork

GATHER_SECONDS = 5.0
logger = logging.getLogger(__name__)


class FeedUse:
    """Note each feed once a day; losing a note harms nobody."""

    def __init__(
        self,
        touch: Callable[[Collection[int], date], None],
        work: FeedWork,
        *,
        gather_seconds: float = GATHER_SECONDS,
    ) -> None:
        self._touch = touch
        self._work = work
        self._gather_seconds = gather_seconds
        self._day: date | None = None
        self._noted: set[int] = set()
        self._waiting: set[int] = set()

    def note(self, feed_id: int, day: date) -> None:
        """Tell that a feed was read."""
        if feed_id in self._noted and day == self._day:
            return
        if day != self._day:
            self._day = day
            self._noted.clear()
        self._noted.add(feed_id)
        if not self._waiting:
            asyncio.get_running_loop().call_later(self._gather_seconds, self._begin, day)
        self._waiting.add(feed_id)

    def _begin(self, day: date) -> None:
        gathered, self._waiting = self._waiting, set()
        self._work.later(lambda: self._write(gathered, day))

    def _write(self, feed_ids: set[int], day: date) -> None:
        try:
            self._touch(feed_ids, day)
        except Exception:
            self._noted -= feed_ids
            logger.warning("The use of %d feeds could not be noted.", len(feed_ids), exc_info=True)
