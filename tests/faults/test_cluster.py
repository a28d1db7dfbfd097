# SPDX-License-Identifier: Apache-2.0
"""The job engine of a cluster: workers die by SIGKILL, PostgreSQL is stopped at once, while mails leave."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from models.database import Ledger
from tests.faults.conftest import Table, on_postgresql
from tests.faults.journal import lines_in, read_journal
from tests.faults.killing import Ordeal, Work
from tests.faults.ledgers import fill, owed_in
from tests.faults.outages import HEARTBEAT_SECONDS, Endured, endure, left_to_do
from tests.faults.sink import Faults, running_sink
from tests.faults.trial import Measured, Trial, make_nodes
from tests.faults.verdict import Hardship, judge
from tests.support.postgres import Server, running_server

SLOW = Faults(slow=1.0, slow_seconds=0.03)
RECONNECT_SECONDS = 30.0
HEARTBEATS_TO_RESUME = 3
MACHINE_SECONDS = 1.0
"""What the busy machine under test may add to three heartbeats of half a second."""
pytestmark = pytest.mark.faults


def undergo(
    trial: Trial, url: str, folder: Path, *, server: Server | None = None, outages: int = 0
) -> tuple[Measured, Endured]:
    """Run one trial with outages of the database; an outage breaks every connection of every node."""
    ledger = Ledger(url)
    refused = fill(ledger, trial.mails, refused=trial.mails // 100)
    ledger.close()
    begun = time.monotonic()
    with running_sink(folder / "journal", faults=trial.faults, seed=trial.seed) as sink:
        work = Work(
            owed=trial.mails,
            taken=lambda: lines_in(sink.journal),
            unsettled=lambda: left_to_do(ledger),
        )
        ordeal = Ordeal(kills=trial.kills, seed=trial.seed)
        nodes = make_nodes(trial, folder, url, sink.url)
        endured = endure(nodes, ledger, work, ordeal, server=server, outages=outages)
    journal = read_journal(sink.journal)
    hardship = Hardship(kills=trial.kills, connections=trial.connections)
    seconds = time.monotonic() - begun
    verdict = judge(owed_in(ledger), journal, refused=refused, hardship=hardship)
    ledger.close()
    return Measured(trial=trial, verdict=verdict, journal=journal, seconds=seconds), endured


@on_postgresql
def test_t05_the_workers_of_a_cluster_survive_kills(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Nothing is lost, second copies stay in bounds, orphaned jobs start again within three heartbeats."""
    trial = Trial(mails=10_000, kills=24, seed=seed, nodes=2)
    measured, endured = undergo(trial, database_url, tmp_path)
    slowest = max(endured.resumed, default=0.0)
    told = f"{len(endured.resumed)} kills orphaned jobs, resumed after at most {slowest:.1f} s"
    how = f"PostgreSQL and Procrastinate, {measured.how}, heartbeat {HEARTBEAT_SECONDS} s"
    table.add("T05", how, f"{measured.result}; {told}")
    assert measured.verdict.wrongs == ()
    assert slowest <= HEARTBEATS_TO_RESUME * HEARTBEAT_SECONDS + MACHINE_SECONDS


@on_postgresql
def test_t05_jobs_of_a_killed_worker_start_again(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Over a relay so slow that every death orphans jobs: within three heartbeats they are somebody's."""
    trial = Trial(mails=1_000, kills=8, seed=seed, nodes=2, faults=SLOW)
    measured, endured = undergo(trial, database_url, tmp_path)
    slowest = max(endured.resumed)
    how = f"slow relay, {measured.how}, heartbeat {HEARTBEAT_SECONDS} s"
    told = f"{len(endured.resumed)} kills orphaned jobs, resumed after at most {slowest:.1f} s"
    table.add("T05", how, f"{measured.result}; {told}")
    assert measured.verdict.wrongs == ()
    assert slowest <= HEARTBEATS_TO_RESUME * HEARTBEAT_SECONDS + MACHINE_SECONDS


def test_t06_a_cluster_survives_the_death_of_its_database(tmp_path: Path, seed: int, table: Table) -> None:
    """Stopped at once five times meanwhile: all nodes are back within 30 seconds, nothing is lost."""
    trial = Trial(mails=5_000, kills=10, seed=seed, nodes=2)
    with TemporaryDirectory(prefix="duban-postgres-") as folder, running_server(Path(folder)) as server:
        url = f"{server.address}/postgres"
        measured, endured = undergo(trial, url, tmp_path, server=server, outages=5)
    told = f"nodes were back after at most {max(endured.reconnected):.1f} s"
    how = f"PostgreSQL stopped at once 5 x, {measured.how}"
    table.add("T06", how, f"{measured.result}; {told}")
    assert measured.verdict.wrongs == ()
    assert max(endured.reconnected) <= RECONNECT_SECONDS
