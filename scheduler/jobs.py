"""Jobs of about a hundred messages, given to Procrastinate in the very transaction that writes the messages.

A job only says who sends which messages next. That each is sent once is guarded by its claim, so a job that
is lost costs time until the next look, and one that runs twice costs nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ProcrastinateException
from sqlmodel import Session

from models.database import Ledger
from models.errors import LedgerError
from models.queries import jobs, relays
from scheduler.ports import Clock
from scheduler.relay_rules import is_stopped

TASK = "duban.send_batch"
BATCH_OF_A_JOB = 100
UNHEEDED = timedelta(minutes=10)
"""How long a job may wait in the queue of another relay before its messages are taken out of it."""
LONGEST_QUEUE_NAME = 100


class Jobs:
    """Give what is due and in no job's care to jobs in one relay's queue."""

    def __init__(self, ledger: Ledger, *, relay: str, clock: Clock) -> None:
        self._ledger = ledger
        self._relay = relay
        self._clock = clock
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

        What a stopped relay would have to send waits in no job, so that no job starts only to give up.
        """
        if is_stopped(relays.find(session, self._relay), now=now):
            return 0
        session.flush()
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
