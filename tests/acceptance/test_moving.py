# SPDX-License-Identifier: Apache-2.0
"""`duban db move` as an administrator runs it."""

from pathlib import Path

import pytest
from sqlmodel import delete

from cli.daemon.daemon import daemon_lock
from models.database import Ledger
from models.migrations import require_head
from models.tables import GoLive
from tests.support.mails.outboxes import messages, queue
from tests.support.programs import Duban

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    """Give an empty ledger, which has not even gone live."""
    with ledger.writing() as session:
        session.exec(delete(GoLive))
    return ledger


@pytest.fixture
def source(office_folder: Path) -> Ledger:
    """Give the ledger that the settings name, with three messages."""
    (office_folder / "var").mkdir()
    made = Ledger(f"sqlite:///{office_folder / 'var' / 'duban.db'}")
    require_head(made)
    queue(made, 3)
    made.close()
    return made


def test_a_move_is_told_with_what_to_do_next(duban: Duban, source: Ledger, ledger: Ledger) -> None:
    """The settings to change are named, with the key behind feed addresses and without passwords."""
    ran = duban("db", "move", "--to", ledger.url.replace("duban@", "duban:geheim@"))
    assert ran.status == 0, ran.err
    assert "Moved 3 rows; each was compared and is the same." in ran.out
    assert "DUBAN_DATABASE_URL=postgresql+psycopg://duban:***@" in ran.out
    assert "DUBAN_SECRET_KEY" in ran.out
    assert len(messages(ledger)) == 3


def test_a_rehearsal_counts_and_changes_nothing(duban: Duban, source: Ledger, ledger: Ledger) -> None:
    """Nothing is written into the target."""
    ran = duban("db", "move", "--to", ledger.url, "--dry-run")
    assert (ran.status, "Would move 3 rows." in ran.out) == (0, True)
    assert messages(ledger) == []


def test_nothing_is_moved_from_under_a_daemon(duban: Duban, source: Ledger, ledger: Ledger) -> None:
    """Who holds the ledger is told."""
    with daemon_lock(source.path):
        ran = duban("db", "move", "--to", ledger.url)
    assert (ran.status, "already running" in ran.err) == (6, True)
    assert messages(ledger) == []


def test_a_target_that_holds_data_is_refused(duban: Duban, source: Ledger, ledger: Ledger) -> None:
    """Its address is shown."""
    queue(ledger, 1)
    ran = duban("db", "move", "--to", ledger.url)
    assert (ran.status, "holds other data" in ran.err) == (6, True)


def test_a_target_that_is_no_database_is_refused(duban: Duban, source: Ledger, ledger: Ledger) -> None:
    """With the forms that are understood."""
    ran = duban("db", "move", "--to", "mysql://host/name")
    assert (ran.status, "postgresql+psycopg://" in ran.err) == (2, True)
