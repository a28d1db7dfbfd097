# SPDX-License-Identifier: Apache-2.0
"""One way out for messages: its name in the ledger, its limit, a sender for each connection it may have."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.channels import Medium
from models.errors import DubanError
from scheduler.ports import Sender

MAILDIR = "maildir"
"""What the ledger calls the transport that needs no relay."""
CHANNELS = "channels"
"""What it calls the transport to everything beside mail."""
REHEARSAL = "rehearsal"
"""What it calls the Maildir that rehearsed mails go to, whether a relay is set or not."""
BATCH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Transport:
    """A relay, a Maildir or the channels, as this process uses it.

    All nodes share `mails_per_minute`, 0 is no limit.
    Each of `senders` is used by one thread at a time and keeps its connection until `close`.
    """

    name: str
    senders: tuple[Sender, ...]
    mails_per_minute: int = 0
    tell: Callable[[DubanError], str] = str
    """Say an error in the office's language, as the ledger and the office's mails show it."""
    medium: Medium = Medium.MAIL
    at_once: int = BATCH
    """How many messages a sender claims at a time."""
    is_open: Callable[[datetime], bool] = lambda _now: True
    """Whether messages may leave at a moment, in the office's time zone; outside its hours they wait."""

    def close(self) -> None:
        """Give all connections back; a later `send` opens new ones."""
        for sender in self.senders:
            sender.close()

    def abort(self) -> None:
        """Break off whatever is being sent at this moment."""
        for sender in self.senders:
            sender.abort()
