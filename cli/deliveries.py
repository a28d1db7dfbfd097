"""The daemon's sending: a thread of its own for each way out, so that a slow one never holds up a round."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from cli.wiring import Program
from models.errors import DubanError
from scheduler.delivery import Delivered, deliver
from scheduler.outlet import Outlet
from scheduler.side_by_side import Crew

LIMITED_SECONDS = 1.0
"""How soon to look again while the relay may take no more for the moment."""
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Deliveries:
    """Send what is due at every look and whenever woken; connections are kept while mails are limited."""

    def __init__(self, program: Program, outlet: Outlet, *, owner: str, stopping: threading.Event) -> None:
        self._program = program
        self._outlet = outlet
        self._owner = owner
        self._stopping = stopping
        self._wake = threading.Event()
        self._crew = Crew(len(outlet.senders), name=f"{outlet.way}-sender")
        self._thread = threading.Thread(target=self._run, name=outlet.way)

    def start(self) -> None:
        """Begin to send."""
        self._crew.start()
        self._thread.start()

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Do nothing: whoever looks finds what was written."""

    def look(self) -> None:
        """Send now what is due, because something may have been written."""
        self._wake.set()

    def is_alive(self) -> bool:
        """Tell whether it sends."""
        return self._thread.is_alive()

    def join(self) -> None:
        """Wait for the end, which comes within half a minute once `stopping` is set."""
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            limited = self._attempt(self._deliver, Delivered()).limited
            if not limited:
                self._attempt(self._outlet.close, None)
            self._wake.wait(LIMITED_SECONDS if limited else self._program.settings.tick_seconds)
        self._attempt(self._outlet.close, None)

    def _deliver(self) -> Delivered:
        program, stopping = self._program, self._stopping.is_set
        return deliver(
            program.ledger,
            self._outlet,
            clock=program.now,
            owner=self._owner,
            stopping=stopping,
            crew=self._crew,
        )

    def _attempt(self, step: Callable[[], T], otherwise: T) -> T:
        """Do a step; one that fails, for whatever reason, must not end the sending."""
        try:
            return step()
        except DubanError as failure:
            logger.error("%s", failure)
        except Exception:
            logger.exception("a delivery failed; the next one makes up for it")
        return otherwise
