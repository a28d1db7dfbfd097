"""The ticker: APScheduler only wakes the program; the ledger knows what is owed.

A tick that is missed or doubled changes nothing, so no job store is kept.
"""

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler


class Ticker:
    """Call `tick` once at the start and then every `every`, never twice at a time."""

    def __init__(self, tick: Callable[[], None], *, every: timedelta, timezone: str) -> None:
        self._tick = tick
        self._every = every
        self._scheduler = BackgroundScheduler(timezone=timezone)

    def start(self) -> None:
        """Start ticking in a thread, the first time at once."""
        job = self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=self._every.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start(paused=True)
        # APScheduler would wait one interval; asking it for "now" by our own clock would mix two of them
        job.modify(next_run_time=job.next_run_time - self._every)
        self._scheduler.resume()

    def stop(self) -> None:
        """Stop, after the tick that is running has come to its end."""
        self._scheduler.shutdown(wait=True)
