"""The sending of one node of a cluster: Procrastinate's worker in an event loop, its jobs in threads.

Whatever ends the worker (a database that went away, above all), it is begun anew until told to stop.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from psycopg import Error as DriverError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from models.database import Ledger
from scheduler.batches import BatchSender
from scheduler.delivery import Stopping
from scheduler.job_care import forget_failed, restart_stalled
from scheduler.jobs import TASK, queue_of
from scheduler.outlet import Outlet
from scheduler.ports import Clock
from scheduler.side_by_side import side_by_side

AWAY = (ProcrastinateException, DriverError, PoolTimeout, OSError)
CONNECT_SECONDS = 5.0
PAUSES = (0.5, 1.0, 2.0, 4.0, 5.0)
"""Seconds before the worker begins anew, by how often it failed in a row; the last one is kept."""
BEATS_TO_OBLIVION = 10
"""Missed heartbeats after which a worker's own row is removed."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How often a worker gives a sign of life, and asks for jobs that nobody told it of, in seconds."""

    heartbeat: float = 10.0
    poll: float = 5.0


class JobWorker:
    """Take jobs of the outlet's queue and send their batches, as many at once as the outlet has senders."""

    def __init__(self, ledger: Ledger, outlet: Outlet, *, clock: Clock, owner: str, rhythm: Rhythm) -> None:
        self._arguments = ledger.driver_arguments
        self._outlet = outlet
        self._rhythm = rhythm
        self._halted = threading.Event()
        self._wake: Callable[[], object] = self._halted.set
        self._batches = BatchSender(ledger, outlet, clock=clock, owner=owner, halted=self._halted)

    def run(self, stopping: Stopping) -> None:
        """Work until `stopping`; then each connection finishes its mail, or is broken off after 20 s."""
        side_by_side(
            [self._live], name="jobs", stopping=stopping, halt=self._stop, break_off=self._outlet.abort
        )

    def _stop(self) -> None:
        self._halted.set()
        with suppress(RuntimeError):  # that loop has ended already
            self._wake()

    def _live(self) -> None:
        failed = 0
        while not self._halted.is_set():
            try:
                asyncio.run(self._work())
                failed = 0
            except AWAY as failure:
                logger.error("the job engine stopped: %s", failure.__cause__ or failure)
                failed += 1
            except Exception:
                logger.exception("the job engine stopped")
                failed += 1
            self._halted.wait(PAUSES[min(failed, len(PAUSES) - 1)])

    async def _work(self) -> None:
        halt, loop = asyncio.Event(), asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(halt.set)
        if self._halted.is_set():
            return
        loop.set_exception_handler(lambda _loop, lost: _begin_anew(halt, lost))
        loop.set_default_executor(_started(len(self._outlet.senders)))
        async with self._pool() as pool:
            await pool.wait(CONNECT_SECONDS)
            app = App(connector=PsycopgConnector())
            app.task(name=TASK)(self._batches.send)
            await app.open_async(pool)
            beat = self._rhythm.heartbeat
            stalled = restart_stalled(app, heartbeat=beat)
            await _until_first(self._worker(app), stalled, forget_failed(app), halt.wait())

    def _pool(self) -> "AsyncConnectionPool[Any]":
        return AsyncConnectionPool(
            kwargs=self._arguments(),
            min_size=1,
            max_size=4,
            timeout=CONNECT_SECONDS,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )

    def _worker(self, app: App) -> Coroutine[Any, Any, None]:
        return app.run_worker_async(
            queues=[queue_of(self._outlet.name)],
            concurrency=len(self._outlet.senders),
            fetch_job_polling_interval=self._rhythm.poll,
            update_heartbeat_interval=self._rhythm.heartbeat,
            stalled_worker_timeout=BEATS_TO_OBLIVION * self._rhythm.heartbeat,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


def _started(size: int) -> ThreadPoolExecutor:
    """Give threads that run already: a new one may hang the loop while memory is short (see `Crew`)."""
    executor, all_there = ThreadPoolExecutor(size, thread_name_prefix="sender"), threading.Barrier(size)
    try:
        for _each in range(size):
            executor.submit(all_there.wait)
    except RuntimeError:
        all_there.abort()  # those that run already are not left waiting for one that never comes
        executor.shutdown(wait=False)
        raise
    return executor


def _begin_anew(halt: asyncio.Event, lost: Mapping[str, Any]) -> None:
    """End a worker that could not tell the database of a job's end: its successor repeats that job."""
    logger.error("the job engine begins anew: %s", lost.get("exception") or lost["message"])
    halt.set()


async def _until_first(*works: Coroutine[Any, Any, Any]) -> None:
    """Let all work until one ends, end the others in an orderly way, and raise what went wrong."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for each in ended:
        if isinstance(each, Exception):
            raise each
