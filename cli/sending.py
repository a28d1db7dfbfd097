"""Which ways a node sends: mails by itself or with a cluster through the job engine, and to channels."""

import logging
import threading
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from cli.deliveries import Deliveries
from cli.wiring import Program
from models import job_tables
from models.extras import install_command
from scheduler.ports import Dispatch

logger = logging.getLogger(__name__)


class Sending(Dispatch, Protocol):
    """See that messages are sent, and send them oneself once started."""

    def start(self) -> None:
        """Begin to send."""

    def is_alive(self) -> bool:
        """Tell whether it sends, once started."""

    def join(self) -> None:
        """Wait for the end, which comes within half a minute once the daemon stops."""


class BothWays:
    """Send mails one way and to channels by a thread of this node; neither ever waits for the other."""

    def __init__(self, mails: Sending, beside: Sending) -> None:
        self._mails = mails
        self._beside = beside

    def start(self) -> None:
        """Begin to send."""
        self._mails.start()
        self._beside.start()

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Give the mails that the session wrote to whoever sends them."""
        self._mails.enlist(session, now=now)

    def look(self) -> None:
        """See that what is due is sent, to channels also when the jobs of mails cannot be written."""
        self._beside.look()
        self._mails.look()

    def is_alive(self) -> bool:
        """Tell whether both send."""
        return self._mails.is_alive() and self._beside.is_alive()

    def join(self) -> None:
        """Wait for the end of both, which comes within half a minute once the daemon stops."""
        self._mails.join()
        self._beside.join()


def sending_of(program: Program, *, owner: str, stopping: threading.Event) -> Sending:
    """Send mails as the ledger allows, and to channels by a thread that is safe beside those of other nodes.

    What it sends it claims, as everybody does, so it needs no jobs.
    """
    beside = Deliveries(program, program.channel_outlet(), owner=owner, stopping=stopping)
    return BothWays(_mails(program, owner=owner, stopping=stopping), beside)


def _mails(program: Program, *, owner: str, stopping: threading.Event) -> Sending:
    """Choose the job engine on PostgreSQL where the extra `cluster` is installed, else a thread of our own.

    That thread is safe beside other nodes: what it sends it claims, as jobs do.
    """
    ledger = program.raw_ledger
    if job_tables.are_wanted(ledger):
        from cli.job_deliveries import JobDeliveries  # noqa: PLC0415  (an extra, which need not be there)

        return JobDeliveries(program, owner=owner, stopping=stopping)
    if not ledger.is_sqlite:
        logger.warning(
            "the extra [cluster] is not installed: this node sends without the job engine; to install it: %s",
            install_command("cluster"),
        )
    return Deliveries(program, program.outlet(), owner=owner, stopping=stopping)
