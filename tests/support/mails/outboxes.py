# SPDX-License-Identifier: Apache-2.0
"""An outbox with messages in it, and a desk that takes them or not."""

import threading
from collections import Counter
from datetime import datetime

from sqlmodel import select

from models.database import Ledger
from models.errors import DeliveryError
from models.kinds import MessageState, Outcome
from models.letters import Envelope
from models.tables import Message
from tests.builders import MONDAY, message


class Desk:
    """Take every message, except that a recipient's first attempts end as told; or end `always` so."""

    def __init__(
        self, endings: dict[str, list[Outcome]] | None = None, *, always: Outcome | None = None
    ) -> None:
        self.tried: list[Envelope] = []
        self.taken: list[str] = []
        self.aborted = threading.Event()
        self._endings = endings or {}
        self._always = always

    def send(self, envelope: Envelope) -> None:
        """Take one message, or end as told."""
        self.tried.append(envelope)
        due = self._endings.get(envelope.recipient.partition("@")[0])
        outcome = self._always or (due.pop(0) if due else None)
        if outcome is not None:
            raise DeliveryError(f"it is {outcome}", outcome=outcome)
        self.taken.append(envelope.key)

    def close(self) -> None:
        """Keep nothing open."""

    def abort(self) -> None:
        """Remember that somebody lost patience."""
        self.aborted.set()


def queue(
    ledger: Ledger, count: int, *, at: datetime = MONDAY, batch: str | None = None, first: int = 0
) -> None:
    """Put plain messages into the outbox, due at once."""
    with ledger.writing() as session:
        session.add_all(
            message(number, created_at=at, next_at=at, batch=batch) for number in range(first, first + count)
        )


def messages(ledger: Ledger) -> list[Message]:
    """Give all messages in the order they were written."""
    with ledger.reading() as session:
        return list(session.exec(select(Message).order_by(Message.id)))


def count_states(ledger: Ledger) -> dict[MessageState, int]:
    """Count the messages by state."""
    return dict(Counter(message.state for message in messages(ledger)))
