# SPDX-License-Identifier: Apache-2.0
"""The door to the ledger: one object that opens reading and writing sessions on SQLite or PostgreSQL."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

from models.errors import LedgerError
from models.extras import install_command
from models.failures import explained, held_too_long
from models.ledger_files import copy_into, make_private, mounts, new_file, refuse_network

BUSY_TIMEOUT_MS = 10_000
PATIENT_CONNECTIONS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""A PostgreSQL that went away without a word is noticed within 25 seconds (see libpq's parameters)."""
OVERFLOW = 60
"""Connections beyond the five that are kept: every sender may ask for one at the same time."""
TURN_SECONDS = 60.0
"""A round that writes ten thousand letters takes its time; who waits for it in this process need not fail."""
TURN_TIMEOUT_MS = 120_000


def is_database(url: str) -> bool:
    """Tell whether an address names a database that a ledger may be in, beyond doubt where its parts end."""
    try:
        parts = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        return False
    if parts.drivername == "sqlite":
        return True
    return parts.drivername == "postgresql+psycopg" and "@" not in url.partition("@")[2] and url.isprintable()


class Ledger:
    """Open sessions on the database at `url`; constructing one connects to nothing.

    On SQLite every writing transaction begins IMMEDIATE: a deferred one loses updates or fails when it
    turns into a writer, and the driver's own transactions lose them silently.
    Writers of this process queue at a lock of our own, because SQLite's way of waiting is to try again.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded default."""
        return sa.make_url(self.url).get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """Give the file of an SQLite ledger, else None."""
        database = sa.make_url(self.url).database
        return Path(database.removeprefix("file:")) if self.is_sqlite and database else None

    @cached_property
    def engine(self) -> sa.Engine:
        """Make the engine on first use; LedgerError for a network disk and when the driver is missing."""
        if self.path:
            refuse_network(self.path.resolve(), mounts())
            make_private(self.path)
        try:
            return _sqlite_engine(self.url) if self.is_sqlite else _postgresql_engine(self.url)
        except ModuleNotFoundError as missing:
            raise LedgerError(
                "The database driver {driver} is not installed.",
                cure="Install it with: {command}",
                command=install_command("postgres"),
                driver=missing.name,
            ) from missing

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that sees one moment of the ledger and changes nothing."""
        with explained(self.url), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session whose work is committed as one whole, or not at all."""
        with (
            self._writers_turn() if self.is_sqlite else nullcontext(),
            explained(self.url),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def connecting(self, *, writes: bool) -> Iterator[sa.Connection]:
        """Open a connection in one transaction, for work below the level of tables and rows as objects."""
        with explained(self.url), (self._writer if writes else self.engine).begin() as connection:
            yield connection

    @contextmanager
    def turn(self, work: str) -> Iterator[bool]:
        """Tell whether no other node does this work now, and keep them off it until the end.

        It only saves effort, since a node that hangs loses its turn after two minutes. Always true on SQLite.
        """
        if self.is_sqlite:
            yield True
            return
        with explained(self.url):
            connection = self.engine.connect()
        try:
            yield self._took_turn(connection, work)
        finally:
            with suppress(sa.exc.DBAPIError):
                connection.close()

    def driver_arguments(self) -> dict[str, Any]:
        """Give what psycopg needs to connect to a PostgreSQL ledger by itself, as the engine does."""
        _none, arguments = self.engine.dialect.create_connect_args(sa.make_url(self.url))
        return PATIENT_CONNECTIONS | {name: item for name, item in arguments.items() if name != "context"}

    def backup(self, target: Path) -> None:
        """Copy an SQLite ledger as it stands at this moment into a new file, also while a daemon runs.

        LedgerError for PostgreSQL, which has a tool of its own, and when the file exists already.
        What fails or is interrupted leaves no file.
        """
        if not self.is_sqlite:
            raise LedgerError("A PostgreSQL ledger is not one file.", cure="Back it up with pg_dump.")
        with explained(self.url), self.engine.connect() as connection, new_file(target) as written:
            copy_into(written, connection.connection)

    def close(self) -> None:
        """Give all connections back."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    def _took_turn(self, connection: sa.Connection, work: str) -> bool:
        key = crc32(work.encode()) >> 1  # fits the signed 32 bits that SQLAlchemy sends an integer as
        with explained(self.url):
            connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {TURN_TIMEOUT_MS}")
            return bool(connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(key))))

    @contextmanager
    def _writers_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise held_too_long(self.url)
        try:
            yield
        finally:
            self._turn.release()

    @cached_property
    def _writer(self) -> sa.Engine:
        return self.engine.execution_options(writes=True)


def _postgresql_engine(url: str) -> sa.Engine:
    told = sa.make_url(url).query
    patience = {name: value for name, value in PATIENT_CONNECTIONS.items() if name not in told}
    return sa.create_engine(
        url, hide_parameters=True, pool_pre_ping=True, max_overflow=OVERFLOW, connect_args=patience
    )


def _sqlite_engine(url: str) -> sa.Engine:
    arguments = {"isolation_level": None, "check_same_thread": False}
    # Values are addresses, mails and secrets of channels: none belongs into a traceback.
    engine = sa.create_engine(url, hide_parameters=True, connect_args=arguments)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # What another program wrote in another coding shows as �, and keeps no row beside it from being read.
    connection.text_factory = lambda raw: str(raw, "utf-8", "replace")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
