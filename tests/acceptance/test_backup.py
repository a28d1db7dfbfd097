# SPDX-License-Identifier: Apache-2.0
"""A backup is a whole copy under its name, or no file at all."""

import resource
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from models.database import Ledger
from models.errors import LedgerError
from models.ledger_files import new_file
from models.migrations import require_head, revision_of
from tests.support.clocks import Clock
from tests.support.programs import Duban, command

BALLAST = 64
"""So many million bytes that copying them takes long enough to be broken off."""


@pytest.fixture
def ledger(duban: Duban, office_folder: Path) -> Path:
    """Give the file of a ledger."""
    assert duban("round").status == 0
    return office_folder / "var" / "duban.db"


def files(folder: Path) -> set[str]:
    """Name the files of a folder, hidden ones too."""
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_a_copy_is_a_ledger(duban: Duban, ledger: Path, office_folder: Path) -> None:
    """It opens as one, and nothing is left beside it."""
    assert duban("db", "backup", "copy.db").status == 0
    assert files(office_folder) == {"copy.db"}
    copy = Ledger(f"sqlite:///{office_folder / 'copy.db'}")
    require_head(copy)
    assert revision_of(copy) is not None
    copy.close()


def test_a_full_disk_leaves_no_file(ledger: Path, office_folder: Path, clock: Clock) -> None:
    """The process may write no file as large as the ledger."""
    limit = ledger.stat().st_size // 2

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    words = command(clock, "db", "backup", "copy.db")
    done = subprocess.run(words, preexec_fn=bound, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, "copy.db cannot be written" in done.stderr) == (6, True), done.stderr
    assert files(office_folder) == set()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_what_is_interrupted_leaves_no_file(
    ledger: Path, office_folder: Path, clock: Clock, told: signal.Signals
) -> None:
    """Neither Ctrl-C nor systemd leaves half a copy behind."""
    with sqlite3.connect(ledger) as connection:
        connection.execute("CREATE TABLE ballast (content BLOB)")
        connection.executemany("INSERT INTO ballast VALUES (zeroblob(?))", [(1_000_000,)] * BALLAST)
    connection.close()
    with subprocess.Popen(command(clock, "db", "backup", "copy.db"), stderr=subprocess.PIPE) as process:
        while process.poll() is None and not any(office_folder.glob(".copy.db.*")):
            time.sleep(0.002)  # shorter than copying takes
        process.send_signal(told)
        _out, err = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in err) == (130, False), err
    assert files(office_folder) == set()


def test_a_good_backup_is_never_overwritten(duban: Duban, ledger: Path, office_folder: Path) -> None:
    """Neither one that was there before, nor one that appeared while the copy was written."""
    (office_folder / "copy.db").write_text("good")
    ran = duban("db", "backup", "copy.db")
    assert (ran.status, "copy.db exists already" in ran.err) == (6, True)
    late = office_folder / "late.db"
    with pytest.raises(LedgerError, match="exists already"), new_file(late) as written:
        written.write_text("copy")
        late.write_text("good")
    assert (late.read_text(), (office_folder / "copy.db").read_text()) == ("good", "good")
    assert files(office_folder) == {"copy.db", "late.db"}
