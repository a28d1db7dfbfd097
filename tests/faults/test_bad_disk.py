# SPDX-License-Identifier: Apache-2.0
"""A disk that runs full under the sender, and one that may only be read: an alarm, and nothing lost."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import Ledger
from tests.faults.conftest import Table
from tests.faults.journal import lines_in, read_journal
from tests.faults.ledgers import fill, owed_in, unsettled
from tests.faults.node import Node
from tests.faults.sink import Faults, running_sink
from tests.faults.trial import Trial, make_nodes
from tests.faults.verdict import Hardship, judge
from tests.support.waiting import wait_until

PATIENCE = 120.0
MAILS = 600
SIZE = 24 << 20
pytestmark = pytest.mark.faults


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 24 MiB, or skip where only an administrator may."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill_up(disk: Path) -> Path:
    """Leave no room on a disk, and give the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"\0" * 4096)
    return ballast


def nodes_on(disk: Path, trial: Trial, smtp_url: str) -> tuple[Ledger, Node]:
    """Give a ledger on the small disk and a daemon whose log lies elsewhere."""
    ledger = Ledger(f"sqlite:///{disk / 'ledger.db'}")
    (node,) = make_nodes(trial, disk.parent, ledger.url, smtp_url)
    return ledger, node


def test_t11_a_disk_that_runs_full_stops_the_sending_and_loses_nothing(
    small_disk: Path, tmp_path: Path, seed: int, table: Table
) -> None:
    """The daemon stays, says so, and goes on by itself once there is room again."""
    trial = Trial(mails=MAILS, kills=0, seed=seed, faults=Faults(slow=0.5, slow_seconds=0.01))
    with running_sink(tmp_path / "journal", faults=trial.faults, seed=seed) as sink:
        ledger, node = nodes_on(small_disk, trial, sink.url)
        refused = fill(ledger, MAILS, refused=6)
        ledger.close()
        life = node.start()
        wait_until(lambda: lines_in(sink.journal) > MAILS // 4, "nothing left")
        ballast, log = fill_up(small_disk), node.folder / "node.log"
        wait_until(lambda: "is full" in log.read_text(), "a full disk was not told")
        time.sleep(2.0)
        taken = lines_in(sink.journal)
        ballast.unlink()
        wait_until(lambda: unsettled(ledger) == 0, "the daemon did not go on")
        assert life.stop() == 0
        hardship = Hardship(kills=1, connections=trial.connections)
        verdict = judge(owed_in(ledger), read_journal(sink.journal), refused=refused, hardship=hardship)
        ledger.close()
    table.add(
        "T11",
        f"SQLite, disk full at mail {taken} of {MAILS}, room again two seconds later, seed {seed}",
        f"told, {len(verdict.wrongs)} wrongs, {verdict.duplicates} second copies",
    )
    assert verdict.wrongs == ()


def test_t11_a_database_that_may_only_be_read_is_told_and_sends_nothing(
    small_disk: Path, tmp_path: Path, seed: int, table: Table
) -> None:
    """The daemon ends with one sentence, no mail leaves, and everything is still owed."""
    trial = Trial(mails=20, kills=0, seed=seed)
    with running_sink(tmp_path / "journal") as sink:
        ledger, node = nodes_on(small_disk, trial, sink.url)
        fill(ledger, 20)
        ledger.close()
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
        life = node.start()
        life.process.join(PATIENCE)
        taken = lines_in(sink.journal)
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
        still_owed = unsettled(ledger)
        ledger.close()
    table.add("T11", "SQLite, a disk that may only be read", f"{taken} sent, {still_owed} of 20 still owed")
    assert (taken, still_owed) == (0, 20)
    assert life.process.exitcode not in (0, None)
