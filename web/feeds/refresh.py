# SPDX-License-Identifier: Apache-2.0
"""What feeds need that takes time, off the event loop: reading the ledger, and what may come later."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from models.changes import Changes
from web.feeds.address import Address
from web.feeds.answer import CachedResponse, Gone
from web.feeds.cache import FeedCache

PATIENCE = 10.0
"""Seconds a reader waits for a ledger that does not answer, before the last good bytes are sent."""
LONGEST_PAUSE = 5.0
PAUSE_SHARE = 5
"""The ledger is left alone for five times as long as its failing took, so that nobody else has to wait."""
AT_ONCE = 0.1
"""A ledger that fails within that time keeps nobody waiting, and is asked again at the next poll."""
TELL_EVERY = 60.0
LATELY = timedelta(days=14)
Given = CachedResponse | Gone | None
Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class NothingCachedError(Exception):
    """The ledger is away, and the address was never built."""


class RefreshWorker:
    """Have one thread bring feeds up to date, once for all who ask; another does what nobody waits for."""

    def __init__(self, cache: FeedCache, *, changes: Changes, now: Callable[[], datetime]) -> None:
        self._cache = cache
        self._changes = changes
        self._now = now
        self._first = ThreadPoolExecutor(1, thread_name_prefix="feeds")
        self._later = ThreadPoolExecutor(1, thread_name_prefix="feeds-later")
        self._flights: dict[tuple[bytes, int, date], asyncio.Future[Given]] = {}
        self._paused_until = 0.0
        self._told_at = -TELL_EVERY

    async def current(self, address: Address) -> Given:
        """Give what an address shows, no older than this moment; None when there is no such feed.

        While the ledger is away it is what was last good; NothingHeldError when that is nothing.
        """
        loop, now = asyncio.get_running_loop(), self._now()
        begun = loop.time()
        if begun < self._paused_until:
            return self._last_good(address, now)
        try:
            return await asyncio.wait_for(asyncio.shield(self._flight(address, now)), PATIENCE)
        except Exception as failure:
            took = loop.time() - begun
            if took > AT_ONCE:
                self._paused_until = loop.time() + min(LONGEST_PAUSE, PAUSE_SHARE * took)
            self._tell(address, failure, loop.time())
            return self._last_good(address, now)

    async def warm_up(self) -> None:
        """Build the feeds that were read lately, one after the other, so that nobody has to wait for them."""
        try:
            day = self._now().date() - LATELY
            for address in await self._run(self._first, partial(self._cache.used_since, day)):
                await self.current(address)
        except Exception:
            logger.warning("The feeds are not warmed up; each is built when it is asked for.", exc_info=True)

    def later(self, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        """Do something that nobody waits for."""
        return self._run(self._later, work)

    def close(self) -> None:
        """Take no more work."""
        for item in (self._first, self._later):
            item.shutdown(wait=False, cancel_futures=True)

    def _flight(self, address: Address, now: datetime) -> "asyncio.Future[Given]":
        """Give the work on an address; a change after its beginning makes another one necessary."""
        counter = self._changes.counter()
        key = (address.target, counter, now.date())
        if key not in self._flights:
            work = partial(self._cache.current, address, counter=counter, now=now)
            self._flights[key] = self._run(self._first, work)
            self._flights[key].add_done_callback(partial(self._landed, key))
        return self._flights[key]

    def _landed(self, key: tuple[bytes, int, date], flight: "asyncio.Future[Given]") -> None:
        self._flights.pop(key, None)
        if not flight.cancelled():
            flight.exception()  # who waited has heard of it; who gave up must not leave it unheard

    def _last_good(self, address: Address, now: datetime) -> Given:
        known = self._cache.last_good(address, now)
        if known is None:
            raise NothingCachedError
        return known

    def _tell(self, address: Address, failure: Exception, at: float) -> None:
        if at - self._told_at < TELL_EVERY:
            return
        self._told_at = at
        told = "Feed %s cannot be built; while that lasts, feeds are served as they were last good."
        logger.error(told, address.feed_id, exc_info=failure)

    def _run(self, pool: ThreadPoolExecutor, work: Callable[[], Result]) -> "asyncio.Future[Result]":
        return asyncio.get_running_loop().run_in_executor(pool, work)
