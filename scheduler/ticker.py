# SPDX-License-Identifier: Apache-2.0
"""The ticker: APScheduler only wakes the program; the ledger knows what is owed.

A tick that is missed or doubled changes nothing, so no job store is kept.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

MISSED_TICKS, SHORTEST_SILENCE = 20, 60.0
"""A ticker that let so many ticks pass, and so many seconds, ticks no more."""


class Ticker:
    """Call `tick` once at the start and then every `every`, never twice at a time."""

    def __init__(self, tick: Callable[[], None], *, every: timedelta, timezone: str) -> None:
        self._tick = tick
        self._every = every
        self._scheduler = BackgroundScheduler(timezone=timezone)
        self._is_in_tick = False
        self._heard_at = time.monotonic()

    def start(self) -> None:
        """Start ticking in a thread, the first time at once."""
        job = self._scheduler.add_job(
            self._run,
            "interval",
            seconds=self._every.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start(paused=True)
        self._heard_at = time.monotonic()
        # APScheduler would wait one interval; asking it for "now" by our own clock would mix two of them
        job.modify(next_run_time=job.next_run_time - self._every)
        self._scheduler.resume()

    def is_alive(self) -> bool:
        """Tell whether it still ticks, or is in a long tick; its thread may have died of want of memory."""
        silence = max(MISSED_TICKS * self._every.total_seconds(), SHORTEST_SILENCE)
        return self._is_in_tick or time.monotonic() - self._heard_at < silence

    def stop(self) -> None:
        """Stop, after the tick that is running has come to its end."""
        self._scheduler.shutdown(wait=True)

    def _run(self) -> None:
        self._is_in_tick = True
        try:
            self._tick()
        finally:
            self._is_in_tick, self._heard_at = False, time.monotonic()
