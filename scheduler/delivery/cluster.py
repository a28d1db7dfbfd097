# SPDX-License-Identifier: Apache-2.0
"""Sending on several machines: jobs of Procrastinate, their batches, and what becomes of lost ones."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from queue import SimpleQueue
from typing import Any

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from psycopg import Error as DriverError
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlmodel import Session

from models.database import Ledger
from models.errors import DubanError, LedgerError
from models.queries import jobs, nodes
from scheduler.delivery.deliver import Stopping, deliver_batch
from scheduler.delivery.relay import is_stopped
from scheduler.delivery.threads import in_threads
from scheduler.delivery.transport import Transport
from scheduler.ports import Clock, Sender

logger = logging.getLogger(__name__)

# Jobs of about a hundred messages, given to Procrastinate in the very transaction that writes the messages.
# A job only says who sends which messages next. That each is sent once is guarded by its claim, so a job
# that is lost costs time until the next look, and one that runs twice costs nothing.

TASK = "duban.send_batch"
BATCH_OF_A_JOB = 100
UNHEEDED = timedelta(minutes=10)
"""How long a job may wait in the queue of another relay before its messages are taken out of it."""
LONGEST_QUEUE_NAME = 100


class Jobs:
    """Give what is due and in no job's care to jobs in one relay's queue."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        relay: str,
        clock: Clock,
        is_open: Callable[[datetime], bool] = lambda _now: True,
    ) -> None:
        self._ledger = ledger
        self._relay = relay
        self._clock = clock
        self._is_open = is_open
        self._app = App(connector=SyncPsycopgConnector())

    def look(self) -> int:
        """Give out what no job has: retries, what a dead node had in hand, lost jobs; tell how many."""
        with self._ledger.turn("sweep") as mine:
            if not mine:
                return 0
            with self._ledger.writing() as session:
                return self.enlist(session, now=self._clock())

    def enlist(self, session: Session, *, now: datetime) -> int:
        """Give out what is due as of `now`, as the session sees it; nothing remains if it rolls back.

        What a stopped relay would have to send waits in no job, so that no job starts only to give up;
        nor does what is due outside office hours.
        """
        if not self._is_open(now) or is_stopped(nodes.find(session, self._relay), now=now):
            return 0
        loose = jobs.loose(session, now=now, queue=queue_of(self._relay), unheeded_since=now - UNHEEDED)
        for ids in _hundreds(loose):
            batch = f"{ids[0]}-{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
            jobs.gather(session, ids, batch=batch)
            self._defer(session, batch)
        return len(loose)

    def _defer(self, session: Session, batch: str) -> None:
        task = self._app.configure_task(
            TASK,
            queue=queue_of(self._relay),
            queueing_lock=batch,
            connection=session.connection().connection.driver_connection,
            allow_unknown=True,
        )
        try:
            with session.begin_nested():
                task.defer(batch=batch)
        except AlreadyEnqueued:
            return  # the job that waits under this name sends these messages as well
        except ProcrastinateException as failure:
            raise LedgerError(
                "The job engine takes no job: {reason}.",
                cure="Look at the database; what is owed is written down at the next look.",
                reason=failure.__cause__ or failure,
            ) from failure


def queue_of(relay: str) -> str:
    """Name the queue of a relay, in the length that the engine keeps."""
    if len(relay) <= LONGEST_QUEUE_NAME:
        return relay
    return f"{relay[:60]}…{sha256(relay.encode()).hexdigest()[:16]}"


def _hundreds(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH_OF_A_JOB):
        yield ids[start : start + BATCH_OF_A_JOB]


LIMITED_SECONDS = 1.0
"""How soon to look again while the relay may take no more for the moment."""


class BatchSender:
    """Send batches over a transport; as many threads may call `send` at once as it has senders."""

    def __init__(
        self, ledger: Ledger, transport: Transport, *, clock: Clock, owner: str, halted: threading.Event
    ) -> None:
        self._ledger = ledger
        self._transport = transport
        self._clock = clock
        self._owner = owner
        self._halted = halted
        self._senders: SimpleQueue[Sender] = SimpleQueue()
        for sender in transport.senders:
            self._senders.put(sender)

    def send(self, batch: str) -> None:
        """Send the messages of one batch; what it leaves, for whatever reason, must be given out anew."""
        sender = self._senders.get()
        try:
            self._send_over(sender, batch)
        except DubanError as failure:
            logger.error("%s", failure)
        except Exception:
            logger.exception("a batch was broken off; the next look gives its messages out again")
        finally:
            sender.close()
            self._senders.put(sender)

    def _send_over(self, sender: Sender, batch: str) -> None:
        while not self._halted.is_set():
            delivered = deliver_batch(
                self._ledger,
                self._transport,
                sender,
                clock=self._clock,
                owner=self._owner,
                batch=batch,
                stopping=self._halted.is_set,
            )
            if not delivered.limited:
                return
            self._halted.wait(LIMITED_SECONDS)


BEATS_TO_SILENCE = 2
"""Heartbeats that a worker may miss before its jobs start again."""
KEEP_FAILED_HOURS = 7 * 24
FORGET_EVERY_SECONDS = 3600.0


async def restart_stalled(app: App, *, heartbeat: float) -> None:
    """Start the jobs of workers again that fell silent, within three heartbeats (seconds); never ends."""
    while True:
        silence = BEATS_TO_SILENCE * heartbeat
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence):
            with suppress(ProcrastinateException):  # another node was faster
                await app.job_manager.retry_job(job)
                logger.warning("job %s of a worker that fell silent starts again", job.id)
        await asyncio.sleep(heartbeat / 2)


async def forget_failed(app: App) -> None:
    """Remove jobs that ended a week ago otherwise than well, who did is removed at once; never ends."""
    while True:
        await app.job_manager.delete_old_jobs(
            KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await asyncio.sleep(FORGET_EVERY_SECONDS)


# The sending of one node of a cluster: Procrastinate's worker in an event loop, its jobs in threads.
# Whatever ends the worker (a database that went away, above all), it is begun anew until told to stop.

AWAY = (ProcrastinateException, DriverError, PoolTimeout, OSError)
CONNECT_SECONDS = 5.0
PAUSES = (0.5, 1.0, 2.0, 4.0, 5.0)
"""Seconds before the worker begins anew, by how often it failed in a row; the last one is kept."""
BEATS_TO_OBLIVION = 10
"""Missed heartbeats after which a worker's own row is removed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How often a worker gives a sign of life, and asks for jobs that nobody told it of, in seconds."""

    heartbeat: float = 10.0
    poll: float = 5.0


class JobWorker:
    """Take jobs of the transport's queue and send their batches, as many at once as it has senders."""

    def __init__(
        self, ledger: Ledger, transport: Transport, *, clock: Clock, owner: str, rhythm: Rhythm
    ) -> None:
        self._arguments = ledger.driver_arguments
        self._transport = transport
        self._rhythm = rhythm
        self._halted = threading.Event()
        self._wake: Callable[[], object] = self._halted.set
        self._batches = BatchSender(ledger, transport, clock=clock, owner=owner, halted=self._halted)

    def run(self, stopping: Stopping) -> None:
        """Work until `stopping`; then each connection finishes its mail, or is broken off after 20 s."""
        in_threads(
            [self._live], name="jobs", stopping=stopping, halt=self._stop, break_off=self._transport.abort
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
        loop.set_default_executor(_started(len(self._transport.senders)))
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
            queues=[queue_of(self._transport.name)],
            concurrency=len(self._transport.senders),
            fetch_job_polling_interval=self._rhythm.poll,
            update_heartbeat_interval=self._rhythm.heartbeat,
            stalled_worker_timeout=BEATS_TO_OBLIVION * self._rhythm.heartbeat,
            delete_jobs="successful",
            install_signal_handlers=False,
        )


def _started(size: int) -> ThreadPoolExecutor:
    """Give threads that run already: a new one may hang the loop while memory is short (`SenderThreads`)."""
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
    for item in ended:
        if isinstance(item, Exception):
            raise item
