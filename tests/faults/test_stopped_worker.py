# SPDX-License-Identifier: Apache-2.0
"""A worker that sleeps past its lease: others take its mails over, and its late stamp is fenced off."""

import os
import signal
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import select

from models.database import Ledger
from models.kinds import MessageState
from models.queries.claims import LEASE
from models.tables import Message
from tests.faults.conftest import Table, on_postgresql
from tests.faults.journal import lines_in, read_journal
from tests.faults.ledgers import fill, owed_in, unsettled
from tests.faults.node import Life
from tests.faults.sink import Faults, running_sink
from tests.faults.trial import Trial, make_nodes
from tests.faults.verdict import Hardship, judge
from tests.support.waiting import wait_until

SLOW = Faults(slow=0.5, slow_seconds=0.02)
"""Slow enough that the stopped worker always has something in hand."""


@contextmanager
def stopped(life: Life):
    """Hold a process still, and let it go on afterwards."""
    os.kill(life.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(life.process.pid, signal.SIGCONT)


def sent_at(ledger: Ledger) -> dict[int | None, datetime | None]:
    """Give the moment of every mail that is stamped as sent."""
    with ledger.reading() as session:
        found = session.exec(select(Message).where(Message.state == MessageState.SENT)).all()
    return {message.id: message.sent_at for message in found}


def put_to_sleep(sleeper: Life, ledger: Ledger, journal: Path, *, lease_seconds: float) -> None:
    """Stop a worker until its lease is over and the other one worked on; see that nothing sent comes back."""
    goal = lines_in(journal) + 40
    wait_until(lambda: lines_in(journal) >= goal, "some mails are taken")
    with stopped(sleeper):
        time.sleep(lease_seconds + 0.5)
        wait_until(lambda: lines_in(journal) >= goal + 40 or unsettled(ledger) == 0, "others work on")
        before = sent_at(ledger)
    time.sleep(1.0)
    after = sent_at(ledger)
    assert {number: after.get(number) for number in before} == before


@pytest.mark.faults
@on_postgresql
def test_t08_a_worker_that_slept_past_its_lease_is_fenced(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Five times: at most one second copy for each connection, and no mail goes back from sent."""
    trial = Trial(mails=2_000, kills=0, seed=seed, nodes=2, speed=600.0, faults=SLOW)
    ledger, naps = Ledger(database_url), 5
    refused = fill(ledger, trial.mails, refused=20)
    ledger.close()
    with running_sink(tmp_path / "journal", faults=trial.faults, seed=seed) as sink:
        nodes = make_nodes(trial, tmp_path, database_url, sink.url)
        lives = [node.start() for node in nodes]
        for _each in range(naps):
            put_to_sleep(lives[0], ledger, sink.journal, lease_seconds=LEASE.total_seconds() / trial.speed)
        wait_until(lambda: unsettled(ledger) == 0, "all is settled")
        assert [life.stop() for life in lives] == [0, 0]
    hardship = Hardship(kills=naps, connections=trial.connections)
    verdict = judge(owed_in(ledger), read_journal(sink.journal), refused=refused, hardship=hardship)
    ledger.close()
    fenced = (tmp_path / "node-0" / "node.log").read_text().count("no longer ours")
    table.add(
        "T08",
        f"PostgreSQL, {trial.mails:,} mails, {naps} x SIGSTOP past the lease, 2 nodes, seed {seed}",
        f"{len(verdict.wrongs)} wrongs, {verdict.duplicates} second copies (at most {verdict.allowed}), "
        f"{fenced} late stamps fenced",
    )
    assert verdict.wrongs == ()
