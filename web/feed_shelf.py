"""The feeds as they are served, each brought up to date by what the log says has changed."""

import logging
from array import array
from contextlib import suppress
from datetime import date, datetime
from threading import Lock

from models.queries.log import Mark
from models.views import TaskView
from notifiers.calendar_style import Options, Style
from web.feed_addresses import Address, make_address
from web.feed_answers import Ended, Rendering
from web.feed_blocks import Blocks
from web.feed_holdings import MOST_FEEDS, Holdings
from web.feed_writing import Shown, is_over, until, write_ending, write_feed
from web.ports import FeedReading, FeedSource

MOST_BLOCKS = 40_000
"""Some sixty megabytes of events."""
MOST_AT_ONCE = 50
"""So many tasks are taken up at once; after more, each feed reads its own again when it is asked for."""
logger = logging.getLogger(__name__)


class FeedShelf:
    """Give each address what it shows now, out of blocks that all feeds share.

    `current` reads the ledger and takes its time, one call after the other.
    The event loop reads `ready`: what is in it, by canonical target, holds while `counter` is the number of
    changes and `day` the office's day, and until its own `expires`.
    """

    def __init__(self, *, source: FeedSource, style: Style, key: bytes) -> None:
        self.counter: int | None = None
        self.day: date | None = None
        self._source = source
        self._key = key
        self._blocks = Blocks(style)
        self._holdings = Holdings(lambda: len(self._blocks) > MOST_BLOCKS)
        self.ready = self._holdings.ready
        self._mark: Mark | None = None
        self._turn = Lock()

    def current(self, address: Address, *, counter: int, now: datetime) -> Rendering | Ended | None:
        """Give what an address shows, no older than `counter`; None when there is no such feed.

        Raises what the ledger's database raises.
        """
        with self._turn:
            if (self.counter, self.day) != (counter, now.date()):
                self._catch_up(now.date())
                self.counter, self.day = counter, now.date()
            ready = self.ready.get(address.target)
            return self._made(address, now) if ready is None or is_over(ready, now) else ready

    def last_good(self, address: Address, now: datetime) -> Rendering | Ended | None:
        """Give what was last known of an address, None when that is nothing or has run out."""
        shown = self._holdings.get(address.target)
        known = shown.given if shown else None
        return None if known is None or is_over(known, now) else known

    def used_since(self, day: date) -> list[Address]:
        """Give the addresses of the feeds that were read since a day, as most readers spell them."""
        with self._source.reading() as reading:
            used = reading.used_since(day)[:MOST_FEEDS]
        return [make_address(feed.id, feed.generation, Options(), key=self._key) for feed in used]

    def note_read(self, target: bytes) -> None:
        """Tell that what is ready of an address was read."""
        with suppress(KeyError):  # outdated at this very moment
            self.ready.move_to_end(target)

    def _catch_up(self, day: date) -> None:
        if self.day and day < self.day:
            self._holdings.clear()  # the clock was set back: what was late may not be any more
        with self._source.reading() as reading:
            news = reading.news(self._mark)
            if news.everything or len(news.task_ids) > MOST_AT_ONCE:
                self._blocks.doubt_everything()
                self._holdings.doubt_all()
            else:
                self._take_up(reading, news.task_ids, day)
        self._holdings.end(news.feed_ids)
        self._holdings.outdate(self._blocks.doubt_due(day))
        self._mark = news.mark

    def _take_up(self, reading: FeedReading, task_ids: frozenset[int], day: date) -> None:
        tasks = reading.tasks(task_ids, day) if task_ids else ()
        for task in tasks:
            self._take(task, day)
        self._holdings.lose(task_ids.difference(task.id for task in tasks))

    def _take(self, task: TaskView, day: date) -> None:
        try:
            is_other = self._blocks.take(task, day)
        except Exception:
            logger.exception("Task %s cannot be written; its feeds keep their last good bytes.", task.id)
            is_other = True
        self._holdings.take(task, is_other=is_other)

    def _made(self, address: Address, now: datetime) -> Rendering | Ended | None:
        with self._source.reading() as reading:
            shown = self._known(reading, address)
            if shown is None:
                self._holdings.forget(address.target)
                return None
            shows, expires = until(shown.feed, address.generation, now)
            if shows:
                self._fill(reading, shown, now.date())
        given = self._written(shown, expires, now, shows=shows)
        self._holdings.keep(shown, given)
        return given

    def _known(self, reading: FeedReading, address: Address) -> Shown | None:
        """Give what is held of an address, the feed and its tasks read again when they are in doubt."""
        shown = self._holdings.get(address.target)
        if shown and not shown.is_doubted:
            return shown
        feed = reading.feed(address.feed_id)
        if feed is None or feed.generation < address.generation:
            return None
        ids = array("q", sorted(reading.task_ids(feed)))
        return Shown(address=address, feed=feed, ids=ids, given=shown.given if shown else None)

    def _fill(self, reading: FeedReading, shown: Shown, day: date) -> None:
        shown.blocks = self._blocks.of(shown.ids, shown.address.options)
        unread = [held.task_id for held in shown.blocks if not self._blocks.is_read(held)]
        for task in reading.tasks(unread, day) if unread else ():
            if self._blocks.take(task, day):
                self._holdings.outdate(frozenset({task.id}))  # shown elsewhere with other options

    def _written(
        self, shown: Shown, expires: datetime | None, now: datetime, *, shows: bool
    ) -> Rendering | Ended:
        address, feed = shown.address, shown.feed
        style = self._blocks.style(address.options)
        if not shows:
            return write_ending(feed, address=address, expires=expires, now=now, style=style)
        blocks = [held.block for held in shown.blocks if held.block]
        return write_feed(feed, blocks, address=address, expires=expires, style=style)
