"""One daemon per SQLite file: an exclusive lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import LedgerError


@contextmanager
def daemon_lock(database: Path | None) -> Iterator[None]:
    """Hold the lock beside an SQLite ledger; LedgerError says which process holds it already.

    A PostgreSQL ledger (None) may serve many daemons and needs no lock.
    """
    if database is None:
        yield
        return
    path = database.with_name(f"{database.name}.lock")
    with open(path, "a+", opener=_private) as file:
        _take(file.fileno(), path, database)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _take(descriptor: int, path: Path, database: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise LedgerError(
            "Another duban (process {holder}) is already running on {database}.",
            cure="Stop it first, or give this one a database of its own with DUBAN_VAR.",
            holder=path.read_text().strip() or "?",
            database=database,
        ) from held
