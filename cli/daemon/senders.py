# SPDX-License-Identifier: Apache-2.0
"""Who sends what a round wrote: a thread of this daemon, or the jobs of a cluster."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from sqlmodel import Session

from cli.wiring import Program
from models import job_tables
from models.errors import DubanError
from models.extras import install_command
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.threads import SenderThreads
from scheduler.delivery.transport import Transport
from scheduler.ports import Dispatch

logger = logging.getLogger(__name__)

LIMITED_SECONDS = 1.0
"""How soon to look again while the relay may take no more for the moment."""
T = TypeVar("T")


class SenderThread:
    """Send what is due at every look and whenever woken; connections are kept while mails are limited."""

    def __init__(
        self, program: Program, transport: Transport, *, owner: str, stopping: threading.Event
    ) -> None:
        self._program = program
        self._transport = transport
        self._owner = owner
        self._stopping = stopping
        self._wake = threading.Event()
        self._threads = SenderThreads(len(transport.senders), name=f"{transport.medium}-sender")
        self._thread = threading.Thread(target=self._run, name=transport.medium)

    def start(self) -> None:
        """Begin to send."""
        self._threads.start()
        self._thread.start()

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Do nothing: whoever looks finds what was written."""

    def look(self) -> None:
        """Send now what is due, because something may have been written."""
        self._wake.set()

    def is_alive(self) -> bool:
        """Tell whether it sends: both the thread that looks and those that hand messages over."""
        return self._thread.is_alive() and self._threads.is_alive()

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
                self._attempt(self._transport.close, None)
            self._wake.wait(LIMITED_SECONDS if limited else self._program.settings.tick_seconds)
        self._attempt(self._transport.close, None)

    def _deliver(self) -> Delivered:
        program, stopping = self._program, self._stopping.is_set
        return deliver(
            program.ledger,
            self._transport,
            clock=program.now,
            owner=self._owner,
            stopping=stopping,
            threads=self._threads,
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


class Sending(Dispatch, Protocol):
    """See that messages are sent, and send them oneself once started."""

    def start(self) -> None:
        """Begin to send."""

    def is_alive(self) -> bool:
        """Tell whether it sends, once started."""

    def join(self) -> None:
        """Wait for the end, which comes within half a minute once the daemon stops."""


class CombinedSenders:
    """Send mails one way and all else by threads of this node; none ever waits for another."""

    def __init__(self, mails: Sending, *beside: Sending) -> None:
        self._mails = mails
        self._all = (*beside, mails)

    def start(self) -> None:
        """Begin to send."""
        for sending in self._all:
            sending.start()

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Give the mails that the session wrote to whoever sends them."""
        self._mails.enlist(session, now=now)

    def look(self) -> None:
        """See that what is due is sent; mails come last, because their jobs may be refused."""
        for sending in self._all:
            sending.look()

    def is_alive(self) -> bool:
        """Tell whether all send."""
        return all(sending.is_alive() for sending in self._all)

    def join(self) -> None:
        """Wait for the end of all, which comes within half a minute once the daemon stops."""
        for sending in self._all:
            sending.join()


def sending_of(program: Program, *, owner: str, stopping: threading.Event) -> Sending:
    """Send mails as the ledger allows; by threads of their own what is rehearsed, and to channels.

    What those send they claim, as everybody does, so they need no jobs.
    """
    beside = (
        SenderThread(program, transport, owner=owner, stopping=stopping)
        for transport in (program.rehearsal_outlet(), program.channel_outlet())
    )
    return CombinedSenders(_mails(program, owner=owner, stopping=stopping), *beside)


def _mails(program: Program, *, owner: str, stopping: threading.Event) -> Sending:
    """Choose the job engine on PostgreSQL where the extra `cluster` is installed, else a thread of our own.

    That thread is safe beside other nodes: what it sends it claims, as jobs do.
    """
    ledger = program.raw_ledger
    if job_tables.are_wanted(ledger):
        from cli.daemon.cluster import JobSenders  # noqa: PLC0415  (an extra, which need not be there)

        return JobSenders(program, owner=owner, stopping=stopping)
    if not ledger.is_sqlite:
        logger.warning(
            "the extra [cluster] is not installed: this node sends without the job engine; to install it: %s",
            install_command("cluster"),
        )
    return SenderThread(program, program.transport(), owner=owner, stopping=stopping)
