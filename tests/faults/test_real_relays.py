# SPDX-License-Identifier: Apache-2.0
"""Real relays in the path: a Postfix that is killed as well, and smtp-sink for a province of mails."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from models.database import Ledger
from tests.faults.conftest import Table, on_sqlite
from tests.faults.journal import lines_in, read_journal
from tests.faults.killing import Ordeal, Work, survive
from tests.faults.ledgers import fill, fill_by_the_thousand, owed_in, unsettled
from tests.faults.mailers import CONCURRENCY, Postfix, running_postfix, running_smtp_sink
from tests.faults.node import Life
from tests.faults.sink import running_sink
from tests.faults.trial import Trial, make_nodes
from tests.faults.verdict import Hardship, judge

PROVINCE = 300_000
LONGEST_SECONDS = 900.0
FLAT = 1.1
"""How much more memory the end of a long run may take than its beginning."""
POSTFIX_KILLS = 3
pytestmark = pytest.mark.faults


def kill_now_and_then(postfix: Postfix, taken: Callable[[], int], mails: int) -> None:
    """Kill Postfix and start it again after each quarter of the mails."""
    for quarter in range(1, POSTFIX_KILLS + 1):
        while taken() < mails * quarter // 4:
            time.sleep(0.01)
        postfix.kill()
        postfix.start()


@on_sqlite
def test_t07_a_postfix_that_dies_three_times(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Each crash of either side may double what was under way, and loses nothing."""
    trial = Trial(mails=3_000, kills=20, seed=seed)
    ledger = Ledger(database_url)
    fill(ledger, trial.mails)
    ledger.close()
    with running_sink(tmp_path / "journal") as sink, running_postfix(sink.port) as postfix:
        nodes = make_nodes(trial, tmp_path, database_url, postfix.url)
        work = Work(
            owed=trial.mails, taken=lambda: lines_in(sink.journal), unsettled=lambda: unsettled(ledger)
        )
        killer = Thread(target=kill_now_and_then, args=(postfix, work.taken, trial.mails))
        killer.start()
        survive(nodes, work, Ordeal(kills=trial.kills, seed=seed))
        killer.join()
        until = time.monotonic() + LONGEST_SECONDS
        while postfix.waiting():
            assert time.monotonic() < until, "mails stay in Postfix's queue"
            time.sleep(0.2)
    hardship = Hardship(
        kills=trial.kills + 2 * POSTFIX_KILLS, connections=max(trial.connections, CONCURRENCY)
    )
    verdict = judge(owed_in(ledger), read_journal(sink.journal), hardship=hardship)
    ledger.close()
    table.add(
        "T07",
        f"SQLite, {trial.mails:,} mails through Postfix, {trial.kills} SIGKILLs of duban and {POSTFIX_KILLS} "
        f"of Postfix, {trial.connections} connections in and {CONCURRENCY} out, seed {seed}",
        f"{len(verdict.wrongs)} wrongs, {verdict.duplicates} second copies (at most {verdict.allowed})",
    )
    assert verdict.wrongs == ()


def memory_of(life: Life) -> int:
    """Give the resident memory of a process in KiB."""
    lines = Path(f"/proc/{life.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@on_sqlite
def test_t13_three_hundred_thousand_mails(database_url: str, tmp_path: Path, table: Table) -> None:
    """A quarter of an hour at most, and no more memory at the end than at the beginning."""
    trial = Trial(mails=PROVINCE, kills=0, seed=0, speed=1.0)
    ledger, memory = Ledger(database_url), []
    fill_by_the_thousand(ledger, PROVINCE)
    ledger.close()
    with running_smtp_sink() as url:
        (node,) = make_nodes(trial, tmp_path, database_url, url)
        begun = time.monotonic()
        life = node.start()
        while unsettled(ledger):
            assert life.process.is_alive()
            memory.append(memory_of(life))
            time.sleep(1.0)
        seconds = time.monotonic() - begun
        assert life.stop() == 0
    ledger.close()
    early, late = max(memory[: len(memory) // 4]), max(memory[-len(memory) // 4 :])
    table.add(
        "T13",
        f"SQLite, {PROVINCE:,} mails to smtp-sink, {trial.connections} connections",
        f"{seconds:.0f} s, {PROVINCE / seconds:.0f} mails/s, at most {early / 1024:.0f} MiB in the first "
        f"quarter and {late / 1024:.0f} MiB in the last",
    )
    assert seconds <= LONGEST_SECONDS
    assert late <= early * FLAT
