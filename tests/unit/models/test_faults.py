# SPDX-License-Identifier: Apache-2.0
"""Whose fault a failure is: the letter's, or the machine's and the database's, which passes."""

import errno
import sqlite3

import pytest
from jinja2 import TemplateNotFound, UndefinedError
from sqlalchemy import exc

from models.addresses import BadAddressError, fault_of
from models.database import Ledger
from models.errors import DeliveryError, InputError, LedgerError, MachineError, SettingsError
from models.faults import is_of_the_machine, is_well
from models.kinds import Outcome

PASSING = [
    LedgerError("away"),
    MachineError("out of files"),
    SettingsError("the key cannot be read"),
    OSError(errno.EMFILE, "Too many open files"),
    OSError(errno.ENOSPC, "No space left on device"),
    ConnectionResetError(),
    TimeoutError(),
    MemoryError(),
    ImportError("libfoo.so: cannot open shared object file: Too many open files"),
    RuntimeError("can't start new thread"),
    RuntimeError("cannot schedule new futures after interpreter shutdown"),
    exc.OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error")),
    exc.InterfaceError("SELECT 1", {}, sqlite3.InterfaceError("gone")),
    exc.TimeoutError("QueuePool limit"),
    exc.PendingRollbackError("invalid transaction"),
    sqlite3.OperationalError("unable to open database file"),
]
ITS_OWN = [
    ValueError("a comma in an address"),
    KeyError("name"),
    UnicodeEncodeError("idna", "x", 0, 1, "label too long"),
    BadAddressError(fault_of("nobody")),
    UndefinedError("'page' has no attribute"),
    TemplateNotFound("weekly.jinja"),
    RecursionError(),
    RuntimeError("generator raised StopIteration"),
    DeliveryError("no mailbox", outcome=Outcome.REFUSED),
    InputError("not to be read"),
    exc.DataError("INSERT", {}, sqlite3.DataError("a NUL in a text")),
    exc.IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE")),
]


@pytest.mark.parametrize("failure", PASSING, ids=repr)
def test_what_passes_condemns_nothing(failure: Exception) -> None:
    """Files, memory, threads, room, the network and the database come back."""
    assert is_of_the_machine(failure)


@pytest.mark.parametrize("failure", ITS_OWN, ids=repr)
def test_what_a_letter_says_is_its_own_fault(failure: Exception) -> None:
    """Addresses, templates and content stay as they are until somebody mends them."""
    assert not is_of_the_machine(failure)


def test_what_caused_a_failure_counts() -> None:
    """A letter that could not be written because no file could be opened is not at fault."""
    try:
        try:
            raise OSError(errno.EMFILE, "Too many open files")
        except OSError as cause:
            raise ValueError("no template") from cause
    except ValueError as failure:
        assert is_of_the_machine(failure)


def test_what_was_settled_before_does_not_count() -> None:
    """A failure that says it has nothing to do with an earlier one is judged alone."""
    try:
        try:
            raise OSError(errno.ENOENT, "no such file")
        except OSError:
            raise ValueError("an address") from None
    except ValueError as failure:
        assert not is_of_the_machine(failure)


def test_a_machine_is_well_while_its_ledger_answers(ledger: Ledger) -> None:
    """Files, memory and threads are there in any test; a ledger that is no database is not."""
    assert is_well(ledger)
    assert not is_well(Ledger("sqlite:////proc/no-such-folder/ledger.db"))


def test_a_machine_without_files_is_not_well(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot open a few files will fail at any letter."""

    def refuse(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("models.faults.Path.open", refuse)
    assert not is_well(ledger)
