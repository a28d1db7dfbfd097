# SPDX-License-Identifier: Apache-2.0
"""A number that rises whenever any node has written to the log, cheap enough to ask at each request.

SQLite tells of commits by PRAGMA data_version, PostgreSQL by NOTIFY (a trigger of the table of the log).
"""

import logging
import sqlite3
import threading
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from models.database import Ledger

if TYPE_CHECKING:
    import psycopg

CHANNEL = "duban_log"
LISTEN_SECONDS = 0.5
"""How long the listener takes at most to hear that it should end."""
LONGEST_WAIT = 8.0
logger = logging.getLogger(__name__)


class Changes(Protocol):
    """Tell that the log may have a new line; called from the event loop: no waiting, no exception."""

    def counter(self) -> int:
        """Give a number that is another one after each new line; the last one while the ledger is away."""

    def close(self) -> None:
        """Give the connection back."""


def changes_of(ledger: Ledger) -> Changes:
    """Watch a ledger of either kind."""
    return SqliteChanges(ledger.path) if ledger.path else PostgresChanges(ledger)


class SqliteChanges:
    """Watch an SQLite file through a connection of its own, which never writes: some microseconds a look.

    `data_version` rises with every commit of any other connection, mail stamps too; the newest id of the
    log only with what feeds may show.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._newest = 0

    def counter(self) -> int:
        """Give the newest id of the log."""
        try:
            return self._look(self._connection or self._connected())
        except sqlite3.Error:
            return self._newest

    def close(self) -> None:
        """Close the file."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _look(self, connection: sqlite3.Connection) -> int:
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._newest = connection.execute("SELECT max(id) FROM event").fetchone()[0] or 0
            self._version = version
        return self._newest

    def _connected(self) -> sqlite3.Connection:
        address = f"{self._path.resolve().as_uri()}?mode=rw"  # rw makes no file where there is none
        self._connection = sqlite3.connect(
            address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
        )
        self._version = -1
        return self._connection


class PostgresChanges:
    """Listen to a PostgreSQL ledger in a thread of its own, which connects again whenever the line breaks.

    A line that was down may have missed something: each new one counts as a change, and while there is
    none, every second does, so that whoever relies on the number asks the ledger itself once a second.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._count = 1
        self._deaf_since: float | None = monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="changes", daemon=True)
        self._thread.start()

    @property
    def is_listening(self) -> bool:
        """Tell whether changes are heard at once."""
        return self._deaf_since is None

    def counter(self) -> int:
        """Give how many notices were heard, and how many seconds nothing could be."""
        deaf_since = self._deaf_since
        return self._count if deaf_since is None else self._count + int(monotonic() - deaf_since)

    def close(self) -> None:
        """End the thread."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        import psycopg  # noqa: PLC0415  (an extra, loaded where there is a PostgreSQL ledger)

        wait = LISTEN_SECONDS
        while not self._stopping.is_set():
            try:
                self._listen(psycopg.connect(**self._ledger.driver_arguments(), autocommit=True))
            except Exception as failure:  # a machine short of files or memory too: whoever hears must not end
                wait = LISTEN_SECONDS if self.is_listening else min(2 * wait, LONGEST_WAIT)
                self._lose()
                logger.warning("Changes of the ledger are not heard for the moment: %s", failure)
                self._stopping.wait(wait)

    def _listen(self, connection: "psycopg.Connection") -> None:
        with connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._count, self._deaf_since = self.counter() + 1, None
            while not self._stopping.is_set():
                for _notice in connection.notifies(timeout=LISTEN_SECONDS):
                    self._count += 1

    def _lose(self) -> None:
        if self._deaf_since is None:
            self._deaf_since = monotonic()
