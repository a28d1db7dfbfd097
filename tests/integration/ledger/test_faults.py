# SPDX-License-Identifier: Apache-2.0
"""A database that cannot take a write says so, and keeps what it had."""

from pathlib import Path

import pytest
from sqlalchemy import event

from models.database import Ledger
from models.errors import LedgerError
from models.migrations import require_head
from models.queries.tasks import task_views
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, task, write_down


@pytest.fixture
def filled(tmp_path: Path) -> Ledger:
    """Give an SQLite ledger with one late task, closed again."""
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    require_head(ledger)
    register(ledger)
    bring_in(ledger, [late_task()])
    ledger.close()
    return Ledger(ledger.url)


def numbers(ledger: Ledger) -> list[str]:
    """Give the numbers of the tasks in the ledger."""
    with ledger.reading() as session:
        return [view.number for view in task_views(session, on=MONDAY.date())]


def test_a_full_disk_is_told_and_leaves_nothing_of_the_import(filled: Ledger) -> None:
    """SQLite runs into its last page in the middle of an import of two hundred tasks."""
    event.listen(
        filled.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1")
    )
    with pytest.raises(LedgerError, match="is full"):
        bring_in(filled, [late_task(), *(task(number) for number in range(2, 202))])
    filled.close()
    assert numbers(Ledger(filled.url)) == ["1"]


def test_a_read_only_database_is_told(filled: Ledger) -> None:
    """A round on a database that may only be read names the cure and writes nothing."""
    read_only = Ledger(f"sqlite:///file:{filled.path}?mode=ro&uri=true")
    with pytest.raises(LedgerError, match="cannot be written"):
        run_round(read_only, office(), write_down, now=MONDAY)
    read_only.close()
    assert numbers(filled) == ["1"]


def test_a_database_server_that_is_away_is_told() -> None:
    """A wrong address is one sentence, with the password left out."""
    away = Ledger("postgresql+psycopg://duban:secret@127.0.0.1:1/duban")
    with pytest.raises(LedgerError, match="does not answer") as told:
        numbers(away)
    assert "secret" not in str(told.value)


def test_a_backup_is_the_ledger_of_this_moment(filled: Ledger, tmp_path: Path) -> None:
    """It opens as a ledger of its own while the other one is being written; it never overwrites a file."""
    with filled.writing():
        filled.backup(tmp_path / "copy.db")
    copy = Ledger(f"sqlite:///{tmp_path / 'copy.db'}")
    require_head(copy)
    assert numbers(copy) == ["1"]
    copy.close()
    with pytest.raises(LedgerError, match="exists already"):
        filled.backup(tmp_path / "copy.db")
