# SPDX-License-Identifier: Apache-2.0
"""Feeds kept ready in memory, and what makes them old."""

import logging
from array import array
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from models.queries.feed_reading import FeedReading, FeedSource
from models.queries.feed_scope import shows
from models.queries.log import LogPosition
from models.views import FeedView, TaskView
from notifiers.ical.entries import CalendarStyle, Options, whole_second
from notifiers.ical.feed import END, Block, calendar_header, ended_feed, feed_changed_at
from web.feeds.address import Address, make_address
from web.feeds.answer import CachedResponse, Gone, rendering
from web.feeds.blocks import Blocks, CachedEvents

logger = logging.getLogger(__name__)

NOTICE_LASTS = timedelta(days=30)


@dataclass(kw_only=True, slots=True, eq=False)
class CachedFeed:
    """What is held of one address; `given` stays when it is outdated, for when the ledger is away."""

    address: Address
    feed: FeedView
    ids: "array[int]"
    """Its tasks, in the order of their ids."""
    blocks: list[CachedEvents] = field(default_factory=list)
    given: CachedResponse | Gone | None = None
    is_doubted: bool = False
    """The feed itself and which tasks it has must be read again."""

    def has(self, task_id: int) -> bool:
        """Tell whether a task is one of its own."""
        place = bisect_left(self.ids, task_id)
        return place < len(self.ids) and self.ids[place] == task_id

    def take(self, task: TaskView) -> bool:
        """Let a task in or out as it stands now; tell whether that was a change."""
        is_in, was_in = shows(self.feed, task), self.has(task.id)
        if is_in and not was_in:
            insort(self.ids, task.id)
        elif was_in and not is_in:
            self.ids.remove(task.id)
        return is_in != was_in


def until(feed: FeedView, generation: int, now: datetime) -> tuple[bool, datetime | None]:
    """Tell whether an address still shows its feed, and until when this answer holds, None for ever."""
    ends = feed.ended_at(generation)
    if ends is None or now < ends:
        return True, ends
    return False, ends + NOTICE_LASTS


def is_over(given: CachedResponse | Gone, now: datetime) -> bool:
    """Tell whether the time of an answer has run out."""
    return isinstance(given, CachedResponse) and given.expires is not None and now >= given.expires


def write_feed(
    feed: FeedView,
    blocks: Iterable[Block],
    *,
    address: Address,
    expires: datetime | None,
    style: CalendarStyle,
) -> CachedResponse:
    """Write a calendar out of the blocks of its tasks."""
    placed = sorted(blocks, key=lambda block: block.order)
    changed_at = feed_changed_at(placed)
    head = calendar_header(feed, changed_at=changed_at, address=address.url(style.base_url), style=style)
    parts = [head, *(block.content for block in placed if block.content), END]
    return rendering(feed.id, parts, changed_at=changed_at, expires=expires)


def write_ending(
    feed: FeedView, *, address: Address, expires: datetime | None, now: datetime, style: CalendarStyle
) -> CachedResponse | Gone:
    """Write the notice of an address that has ended, as long as there is one."""
    ended_at = feed.ended_at(address.generation)
    if ended_at is None or (expires and now >= expires):
        return Gone()
    content = ended_feed(feed, ended_at=ended_at, address=address.url(style.base_url), style=style)
    changed_at = whole_second(max(ended_at, style.edition.at))
    return rendering(feed.id, [content], changed_at=changed_at, expires=expires)


MOST_FEEDS = 4_096


class CachedFeeds:
    """The addresses by canonical target; `ready` has those up to date, with what was read last at its end.

    The event loop reads `ready` and moves what it read to the end, everything else is for one thread.
    """

    def __init__(self, is_full: Callable[[], bool], *, most: int = MOST_FEEDS) -> None:
        self.ready: OrderedDict[bytes, CachedResponse | Gone] = OrderedDict()
        self._shown: dict[bytes, CachedFeed] = {}
        self._is_full = is_full
        self._most = most

    def __len__(self) -> int:
        return len(self._shown)

    def get(self, target: bytes) -> CachedFeed | None:
        """Give what is held of an address."""
        return self._shown.get(target)

    def keep(self, shown: CachedFeed, given: CachedResponse | Gone) -> None:
        """Hold what an address shows now; without room, what is outdated or was read longest ago goes."""
        target = shown.address.target
        shown.given = given
        self._shown[target], self.ready[target] = shown, given
        while len(self._shown) > 1 and (len(self._shown) > self._most or self._is_full()):
            outdated = (item for item in self._shown if item not in self.ready)
            self.forget(next(outdated, None) or next(iter(self.ready)))

    def forget(self, target: bytes) -> None:
        """Hold nothing of an address any more."""
        self.ready.pop(target, None)
        self._shown.pop(target, None)

    def clear(self) -> None:
        """Hold nothing."""
        self.ready.clear()
        self._shown.clear()

    def invalidate_all(self) -> None:
        """Have every feed and its membership read again."""
        self._doubt(self._shown.values())

    def end(self, feed_ids: Collection[int]) -> None:
        """Doubt feeds whose addresses changed, and keep nothing of them that an outage could serve."""
        ended = [shown for shown in self._shown.values() if shown.feed.id in feed_ids]
        for shown in ended:
            shown.given = None
        self._doubt(ended)

    def invalidate(self, task_ids: frozenset[int]) -> None:
        """Have the feeds of some tasks written again."""
        for shown in self._shown.values() if task_ids else ():
            if not task_ids.isdisjoint(shown.ids):
                self._outdate(shown)

    def take(self, task: TaskView, *, is_other: bool) -> None:
        """Let a task into its feeds and out of others; `is_other` when its events changed."""
        for shown in self._shown.values():
            if shown.take(task) or (is_other and shown.has(task.id)):
                self._outdate(shown)

    def lose(self, task_ids: frozenset[int]) -> None:
        """Doubt the feeds of tasks that do not exist any more."""
        for shown in self._shown.values() if task_ids else ():
            if not task_ids.isdisjoint(shown.ids):
                self._doubt([shown])

    def _doubt(self, doubted: Iterable[CachedFeed]) -> None:
        for shown in doubted:
            shown.is_doubted = True
            self._outdate(shown)

    def _outdate(self, shown: CachedFeed) -> None:
        self.ready.pop(shown.address.target, None)


MOST_BLOCKS = 40_000
"""Some sixty megabytes of events."""
MOST_AT_ONCE = 50
"""So many tasks are taken up at once; after more, each feed reads its own again when it is asked for."""


class FeedCache:
    """Give each address what it shows now, out of blocks that all feeds share.

    `current` reads the ledger and takes its time, one call after the other.
    The event loop reads `ready`: what is in it, by canonical target, holds while `counter` is the number of
    changes and `day` the office's day, and until its own `expires`.
    """

    def __init__(self, *, source: FeedSource, style: CalendarStyle, key: bytes) -> None:
        self.counter: int | None = None
        self.day: date | None = None
        self._source = source
        self._key = key
        self._blocks = Blocks(style)
        self._holdings = CachedFeeds(lambda: len(self._blocks) > MOST_BLOCKS)
        self.ready = self._holdings.ready
        self._mark: LogPosition | None = None
        self._turn = Lock()

    def current(self, address: Address, *, counter: int, now: datetime) -> CachedResponse | Gone | None:
        """Give what an address shows, no older than `counter`; None when there is no such feed.

        Raises what the ledger's database raises.
        """
        with self._turn:
            if (self.counter, self.day) != (counter, now.date()):
                self._catch_up(now.date())
                self.counter, self.day = counter, now.date()
            ready = self.ready.get(address.target)
            return self._made(address, now) if ready is None or is_over(ready, now) else ready

    def last_good(self, address: Address, now: datetime) -> CachedResponse | Gone | None:
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
                self._blocks.invalidate_all()
                self._holdings.invalidate_all()
            else:
                self._take_up(reading, news.task_ids, day)
        self._holdings.end(news.feed_ids)
        self._holdings.invalidate(self._blocks.invalidate_due(day))
        self._mark = news.mark

    def _take_up(self, reading: FeedReading, task_ids: frozenset[int], day: date) -> None:
        tasks = reading.tasks(task_ids, day) if task_ids else ()
        for task in tasks:
            try:
                is_other = self._blocks.take(task, day)
            except Exception:
                logger.exception("Task %s cannot be written; its feeds keep their last good bytes.", task.id)
                is_other = True
            self._holdings.take(task, is_other=is_other)
        self._holdings.lose(task_ids.difference(task.id for task in tasks))

    def _made(self, address: Address, now: datetime) -> CachedResponse | Gone | None:
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

    def _known(self, reading: FeedReading, address: Address) -> CachedFeed | None:
        """Give what is held of an address, the feed and its tasks read again when they are in doubt."""
        shown = self._holdings.get(address.target)
        if shown and not shown.is_doubted:
            return shown
        feed = reading.feed(address.feed_id)
        if feed is None or feed.generation < address.generation:
            return None
        ids = array("q", sorted(reading.task_ids(feed)))
        return CachedFeed(address=address, feed=feed, ids=ids, given=shown.given if shown else None)

    def _fill(self, reading: FeedReading, shown: CachedFeed, day: date) -> None:
        shown.blocks = self._blocks.of(shown.ids, shown.address.options)
        unread = [held.task_id for held in shown.blocks if not self._blocks.is_read(held)]
        for task in reading.tasks(unread, day) if unread else ():
            if self._blocks.take(task, day):
                self._holdings.invalidate(frozenset({task.id}))  # shown elsewhere with other options

    def _written(
        self, shown: CachedFeed, expires: datetime | None, now: datetime, *, shows: bool
    ) -> CachedResponse | Gone:
        address, feed = shown.address, shown.feed
        style = self._blocks.style(address.options)
        if not shows:
            return write_ending(feed, address=address, expires=expires, now=now, style=style)
        blocks = [held.block for held in shown.blocks if held.block]
        return write_feed(feed, blocks, address=address, expires=expires, style=style)
