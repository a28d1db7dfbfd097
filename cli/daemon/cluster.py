# SPDX-License-Identifier: Apache-2.0
"""The sending of a cluster's node: what is written goes to jobs, and a worker takes jobs and sends.

Imported only where the extra `cluster` is installed.
"""

import threading
from datetime import datetime

from sqlmodel import Session

from cli.wiring import Program
from scheduler.delivery.cluster import Jobs, JobWorker, Rhythm

BEATS_PER_TICK = 3
POLLS_PER_TICK = 6
SHORTEST_SECONDS = 0.5


class JobSenders:
    """Give what is due to jobs; once started, do jobs until `stopping`."""

    def __init__(self, program: Program, *, owner: str, stopping: threading.Event) -> None:
        self._program = program
        self._transport = program.transport()
        self._owner = owner
        self._stopping = stopping
        self._jobs = Jobs(
            program.raw_ledger,
            relay=self._transport.name,
            clock=program.now,
            is_open=self._transport.is_open,
        )
        self._thread = threading.Thread(target=self._run, name="jobs")

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Give what the session wrote to jobs, which are there if and only if it commits."""
        self._jobs.enlist(session, now=now)

    def look(self) -> None:
        """Give out what is due and in no job."""
        self._jobs.look()

    def is_alive(self) -> bool:
        """Tell whether it does jobs."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait for the end, which comes within half a minute once `stopping` is set."""
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        program = self._program
        rhythm = _rhythm(program.settings.tick_seconds)
        worker = JobWorker(
            program.ledger, self._transport, clock=program.now, owner=self._owner, rhythm=rhythm
        )
        worker.run(self._stopping.is_set)
        self._transport.close()


def _rhythm(tick: float) -> Rhythm:
    return Rhythm(
        heartbeat=max(SHORTEST_SECONDS, tick / BEATS_PER_TICK),
        poll=max(SHORTEST_SECONDS, tick / POLLS_PER_TICK),
    )
