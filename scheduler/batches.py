"""Sending one batch after the other, each over a connection that nobody else uses meanwhile."""

import logging
import threading
from queue import SimpleQueue

from models.database import Ledger
from models.errors import DubanError
from scheduler.delivery import deliver_batch
from scheduler.outlet import Outlet
from scheduler.ports import Clock, Sender

LIMITED_SECONDS = 1.0
"""How soon to look again while the relay may take no more for the moment."""
logger = logging.getLogger(__name__)


class BatchSender:
    """Send batches over an outlet; as many threads may call `send` at once as the outlet has senders."""

    def __init__(
        self, ledger: Ledger, outlet: Outlet, *, clock: Clock, owner: str, halted: threading.Event
    ) -> None:
        self._ledger = ledger
        self._outlet = outlet
        self._clock = clock
        self._owner = owner
        self._halted = halted
        self._senders: SimpleQueue[Sender] = SimpleQueue()
        for sender in outlet.senders:
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
                self._outlet,
                sender,
                clock=self._clock,
                owner=self._owner,
                batch=batch,
                stopping=self._halted.is_set,
            )
            if not delivered.limited:
                return
            self._halted.wait(LIMITED_SECONDS)
