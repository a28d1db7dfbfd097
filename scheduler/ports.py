# SPDX-License-Identifier: Apache-2.0
"""What the schedule needs from the rest: somebody to write letters down, and somebody to take them away."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from models.addresses import Mailbox
from models.channels import ChannelMessage
from models.letters import Envelope, Letter, Notification

Compose = Callable[[Letter, Mailbox], Envelope]
"""Write a letter down for one of its reader's mailboxes, purely; called outside of every transaction."""

Shorten = Callable[[Letter], ChannelMessage]
"""Put a letter into a few words for channels, purely; called outside of every transaction."""

Clock = Callable[[], datetime]
"""Give the moment, aware, in the office's time zone."""


class Dispatch(Protocol):
    """Whoever sees to it that what is written gets sent: a thread of the daemon, or the jobs of a cluster."""

    def enlist(self, session: Session, *, now: datetime) -> None:
        """Take over what a session has written, within its transaction; called before it is committed."""

    def look(self) -> None:
        """Take over what is due and in nobody's care; called at every tick."""


class Inbox(Protocol):
    """Where mails come back to."""

    def collect(self, take: Callable[[Notification], None], *, leave: bool = False) -> None:
        """Give everything new to `take`, again when `take` failed; DeliveryError when it cannot be read.

        With `leave` all of it stays new.
        """

    def probe(self) -> None:
        """Open it and read nothing; DeliveryError when it cannot be read."""


class Proof(Protocol):
    """What tells a notification about one of our mails from one that anybody could have written."""

    def senders(self, sent_to: Sequence[str]) -> Collection[str]:
        """Give the return paths that the addresses of a notification stand for, whatever their capitals."""

    def holds(self, key: str, sent_to: Sequence[str]) -> bool:
        """Tell whether a notification went to the return path of the message of that key, by its MAC."""


class Sender(Protocol):
    """A way for messages to leave."""

    def send(self, envelope: Envelope) -> None:
        """Hand one message over, or raise DeliveryError; returning means it was accepted."""

    def close(self) -> None:
        """Give connections back; a later `send` may open new ones."""

    def abort(self) -> None:
        """Break off, from another thread, what is being sent; that `send` raises, as does any later one."""
