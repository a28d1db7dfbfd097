# SPDX-License-Identifier: Apache-2.0
"""Whose fault a failure is: that of one letter, or that of the machine and the database, which will pass."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

from sqlalchemy.exc import DBAPIError, PendingRollbackError, ResourceClosedError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlmodel import select

from models.database import Ledger
from models.errors import LedgerError, MachineError, SettingsError

OF_THE_MACHINE = (
    LedgerError,
    MachineError,
    SettingsError,
    OSError,
    MemoryError,
    ImportError,
    sqlite3.Error,
    DBAPIError,
    NoConnectionError,
    PendingRollbackError,
    ResourceClosedError,
)
OF_WHAT_IS_WRITTEN = ("DataError", "IntegrityError", "LookupError")
"""What a database refuses for its content, by the name it has with every driver; and a template that is not
there, which calls itself an OSError as well."""
SIGNS = ("new thread", "shutdown")
"""What a RuntimeError says that no letter can cause: no thread can be started, the interpreter ends."""
DRIVERS = ("psycopg", "procrastinate")
EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.EAGAIN)
"""What the system says when it is out of files, memory, room for the network, or threads."""
FILES, ROOM = 4, 4 << 20
"""How many files and how much memory must be there for a machine to be well."""


def is_of_the_machine(failure: BaseException) -> bool:
    """Tell whether a failure, or what caused it, lies with the machine or the database.

    It will pass: what was to be done is done once it is over, and nobody is condemned for it.
    """
    return any(_is_of_the_machine(cause) for cause in _causes(failure))


def is_exhausted(failure: BaseException) -> bool:
    """Tell whether a failure comes of this machine being out of files, memory or threads."""
    return any(
        isinstance(cause, MemoryError)
        or (isinstance(cause, OSError) and cause.errno in EXHAUSTED)
        or (isinstance(cause, RuntimeError) and _is_of_the_machine(cause))
        for cause in _causes(failure)
    )


def is_well(ledger: Ledger) -> bool:
    """Tell whether files, memory, threads and the ledger can be had at this moment."""
    try:
        _take_some()
        with ledger.reading() as session:
            session.exec(select(1)).one()
    except Exception as failure:
        if is_of_the_machine(failure):
            return False
        raise
    return True


def _is_of_the_machine(failure: BaseException) -> bool:
    kinds = type(failure).__mro__
    if any(kind.__name__ in OF_WHAT_IS_WRITTEN for kind in kinds):
        return False
    if isinstance(failure, OF_THE_MACHINE):
        return True
    if isinstance(failure, RuntimeError):
        return any(sign in str(failure) for sign in SIGNS)
    return any(kind.__module__.partition(".")[0] in DRIVERS for kind in kinds)


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """Give a failure and what it came from, as a traceback would show them."""
    seen: set[int] = set()
    left: BaseException | None = failure
    while left is not None and id(left) not in seen:
        seen.add(id(left))
        yield left
        left = left.__cause__ or (None if left.__suppress_context__ else left.__context__)


def _take_some() -> None:
    files = []
    try:
        for _each in range(FILES):
            files.append(Path(os.devnull).open("rb"))  # noqa: SIM115  (closed below, all at once)
        bytearray(ROOM)
        thread = Thread(target=int)
        thread.start()
        thread.join()
    finally:
        for file in files:
            file.close()
