"""Which way a node sends: by itself, or with the others of a cluster through the job engine."""

import logging
import threading
from typing import Protocol

from cli.deliveries import Deliveries
from cli.wiring import Program
from models import job_tables
from scheduler.ports import Dispatch

logger = logging.getLogger(__name__)


class Sending(Dispatch, Protocol):
    """See that messages are sent, and send them oneself once started."""

    def start(self) -> None:
        """Begin to send."""

    def join(self) -> None:
        """Wait for the end, which comes within half a minute once the daemon stops."""


def sending_of(program: Program, *, owner: str, stopping: threading.Event) -> Sending:
    """Choose the job engine on PostgreSQL where the extra `cluster` is installed, else a thread of our own.

    That thread is safe beside other nodes: what it sends it claims, as jobs do.
    """
    ledger = program.raw_ledger
    if job_tables.are_wanted(ledger):
        from cli.job_deliveries import JobDeliveries  # noqa: PLC0415  (an extra, which need not be there)

        return JobDeliveries(program, owner=owner, stopping=stopping)
    if not ledger.is_sqlite:
        logger.warning("the extra [cluster] is not installed: this node sends without the job engine")
    return Deliveries(program, owner=owner, stopping=stopping)
