"""The files of an SQLite ledger and of its copies: nobody else's, and a copy is there whole or not at all."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any

from models.errors import LedgerError

LOOK_EVERY = 1000
"""How many steps of its machine SQLite takes before Ctrl-C is heard."""
NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""What a disk without hard links answers."""


def make_private(path: Path) -> None:
    """Make the file of a new ledger for its owner alone; SQLite gives -wal and -shm the same rights.

    A folder that is not there or may not be written is told by SQLite.
    """
    with suppress(OSError):
        os.close(open_new(path))


def open_new(path: Path) -> int:
    """Make a file of the office's state for its owner alone; as root, for the owner of its folder.

    Else a command that root typed once would leave a ledger that the daemon may not open. OSError as `open`.
    """
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    if os.geteuid() == 0:
        folder = path.parent.stat()
        with suppress(OSError):  # a disk without owners
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
    return descriptor


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Give a file beside the target, which gets its name once all is written and on the disk, or is removed.

    LedgerError when it cannot be written, or when the target exists, also when it appeared meanwhile.
    """
    if target.exists():
        raise _taken(target)
    written = target.with_name(f".{target.name}.{token_hex(4)}")
    try:
        try:  # from before it is made: an interruption may come at any moment
            os.close(os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            yield written
            _through(written)
            _name(written, target)
            _through(target.parent)
        finally:
            written.unlink(missing_ok=True)
    except OSError as failure:
        raise _unwritable(target, failure.strerror or str(failure)) from failure


def copy_into(path: Path, connection: Any) -> None:
    """Copy the database of a connection into an empty file; KeyboardInterrupt when told to stop meanwhile."""
    connection.set_progress_handler(lambda: 0, LOOK_EVERY)  # Python hears of signals when it is asked
    try:
        connection.execute("VACUUM INTO ?", (str(path),))
    except sqlite3.Error as failure:
        if failure.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from failure
        raise OSError(str(failure)) from failure
    finally:
        connection.set_progress_handler(None, 0)


def _name(written: Path, target: Path) -> None:
    """Give a file its name without taking the place of another one."""
    try:
        target.hardlink_to(written)
    except FileExistsError:
        raise _taken(target) from None
    except OSError as failure:
        if failure.errno not in NO_LINKS:
            raise
        if target.exists():
            raise _taken(target) from None
        written.rename(target)


def _through(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(target: Path) -> LedgerError:
    return LedgerError("{path} exists already.", cure="Name a file that does not exist.", path=target)


def _unwritable(target: Path, reason: str) -> LedgerError:
    return LedgerError(
        "The copy {path} cannot be written: {reason}.",
        cure="Name a file in a folder that exists, may be written and has room for the ledger.",
        path=target,
        reason=reason,
    )
