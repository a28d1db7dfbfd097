# SPDX-License-Identifier: Apache-2.0
"""Faults at any point of a round: while it reads, composes, records and sends; by seed.

The faults of the database are real: SQLite's statements are interrupted, PostgreSQL's sessions ended.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

from models.addresses import Mailbox
from models.channels import ChannelMessage
from models.database import Ledger
from models.errors import DeliveryError, LedgerError
from models.kinds import Outcome
from models.letters import Envelope, Letter
from tests.builders import write_down
from tests.support.mails.channels import shortened


class Kind(StrEnum):
    """Where a fault strikes."""

    STATEMENT = "statement"
    """One statement fails, and with it its session."""
    COMMITTED = "committed"
    """The ledger leaves after a commit, before its answer is heard."""
    LETTER = "letter"
    """Writing one letter down, or shortening it, meets a machine that is short of something."""
    SENDER = "sender"
    """Handing one mail over does."""


SHORT_OF: tuple[Callable[[], Exception], ...] = (
    lambda: OSError(errno.EMFILE, "Too many open files"),
    lambda: OSError(errno.ENOSPC, "No space left on device"),
    MemoryError,
    lambda: RuntimeError("can't start new thread"),
    lambda: ImportError("libssl.so.3: cannot open shared object file: Too many open files"),
    lambda: LedgerError("the database is away"),
)
LINE_FAULTS = (Outcome.RELAY, Outcome.BUSY, Outcome.BROKEN, Outcome.DEFERRED)


@dataclass(kw_only=True, slots=True)
class Saboteur:
    """Let the nth of something fail, once; `thrown` are the letters that always do."""

    kind: Kind | None = None
    nth: int = -1
    failure: Callable[[], Exception] = SHORT_OF[0]
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    thrown: Callable[[Letter], bool] = lambda _letter: False
    composed: list[str] = field(default_factory=list)
    struck: int = 0

    def aim(self, kind: Kind | None, nth: int = -1, failure: Callable[[], Exception] = SHORT_OF[0]) -> None:
        """Choose what fails next; nothing if `kind` is None."""
        self.kind, self.nth, self.failure = kind, nth, failure
        self.counts = dict.fromkeys(Kind, 0)

    def strikes(self, kind: Kind) -> bool:
        """Come to a point, and tell whether it fails."""
        count, self.counts[kind] = self.counts[kind], self.counts[kind] + 1
        if kind is not self.kind or count != self.nth:
            return False
        self.struck += 1
        return True

    def compose(self, letter: Letter, mailbox: Mailbox) -> Envelope:
        """Write a letter down as plainly as can be, unless it fails."""
        self.composed.append(letter.key)
        self._fail(letter)
        return write_down(letter, mailbox)

    def shorten(self, letter: Letter) -> ChannelMessage:
        """Shorten a letter, unless it fails."""
        self._fail(letter)
        return shortened(letter)

    def _fail(self, letter: Letter) -> None:
        if self.strikes(Kind.LETTER):
            raise self.failure()
        if self.thrown(letter):
            raise ValueError(f"nothing can be written to {letter.reader.name}")


class Desk:
    """Take every mail once, unless this one fails; then nothing of it was taken."""

    def __init__(self, saboteur: Saboteur, dice: Random) -> None:
        self.taken: list[Envelope] = []
        self._saboteur = saboteur
        self._dice = dice

    def send(self, envelope: Envelope) -> None:
        """Take one mail."""
        if self._saboteur.strikes(Kind.SENDER):
            if self._dice.random() < 0.5:
                raise self._saboteur.failure()
            raise DeliveryError("the relay is not well", outcome=self._dice.choice(LINE_FAULTS))
        self.taken.append(envelope)

    def close(self) -> None:
        """Keep nothing open."""

    def abort(self) -> None:
        """Wait for nothing."""


class FragileLedger(Ledger):
    """A ledger of which the nth statement fails, or which leaves once it has committed."""

    def __init__(self, url: str, saboteur: Saboteur) -> None:
        super().__init__(url)
        self._saboteur = saboteur
        event.listen(self.engine, "before_cursor_execute", self._before)
        event.listen(self.engine, "handle_error", self._after)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write as ever; what is committed stays, whether that is heard or not."""
        with super().writing() as session:
            yield session
        if self._saboteur.strikes(Kind.COMMITTED):
            raise LedgerError("the line broke as the commit was answered")

    def _before(self, connection: sa.Connection, *_statement: Any) -> None:
        if self._saboteur.strikes(Kind.STATEMENT):
            driver = connection.connection.driver_connection
            assert driver is not None
            if self.is_sqlite:
                driver.set_progress_handler(lambda: 1, 1)  # interrupts whatever it does next
            else:
                self._end(driver.info.backend_pid)

    def _after(self, failed: sa.engine.ExceptionContext) -> None:
        driver = failed.connection.connection.driver_connection if failed.connection else None
        if self.is_sqlite and driver is not None:
            driver.set_progress_handler(None, 0)

    def _end(self, session: int) -> None:
        administrator = sa.create_engine(self.url, poolclass=sa.NullPool)
        with administrator.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_terminate_backend({session})")
        administrator.dispose()
