# SPDX-License-Identifier: Apache-2.0
"""One trial: owe mails, let the relay misbehave, kill senders, and judge what arrived."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.database import Ledger
from tests.faults.journal import Accepted, Ending, lines_in, read_journal
from tests.faults.killing import Ordeal, Work, survive
from tests.faults.ledgers import fill, owed_in, unsettled
from tests.faults.node import FastClock, Node
from tests.faults.sink import EVERY_FAULT, Faults, RunningSink, running_sink
from tests.faults.verdict import Hardship, Verdict, judge


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What is done: so many mails over so many connections; a hundredth of the addresses is never taken."""

    mails: int
    kills: int
    seed: int
    connections: int = 4
    nodes: int = 1
    speed: float = 300.0
    """How much faster than ours the clock of the senders runs."""
    faults: Faults = EVERY_FAULT


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What came of a trial."""

    trial: Trial
    verdict: Verdict
    journal: Sequence[Accepted]
    seconds: float

    @property
    def dropped(self) -> int:
        """Count how often the relay broke the line between its acceptance and its answer."""
        return sum(mail.ending is Ending.DROPPED for mail in self.journal)

    @property
    def how(self) -> str:
        """Say what was done."""
        trial = self.trial
        lines = f"{trial.connections} connection{'s' if trial.connections > 1 else ''}"
        nodes = f"{trial.nodes} nodes with {lines} each" if trial.nodes > 1 else lines
        return f"{trial.mails:,} mails, {trial.kills} SIGKILLs, {nodes}, seed {trial.seed}"

    @property
    def result(self) -> str:
        """Say what was found."""
        verdict = self.verdict
        lost = sum(wrong.startswith("lost") for wrong in verdict.wrongs)
        return (
            f"{lost} lost, {verdict.duplicates} second copies (at most {verdict.allowed}, "
            f"{self.dropped} of them by the relay), {verdict.dead} refused, "
            f"{len(verdict.wrongs)} wrongs, {self.seconds:.0f} s"
        )


def measure(trial: Trial, *, folder: Path, database_url: str) -> Measured:
    """Run one trial to its end on an empty ledger."""
    ledger = Ledger(database_url)
    refused = fill(ledger, trial.mails, refused=trial.mails // 100)
    ledger.close()  # before the fork: a connection must not be shared
    begun = time.monotonic()
    with running_sink(folder / "journal", faults=trial.faults, seed=trial.seed) as sink:
        nodes = make_nodes(trial, folder, database_url, sink.url)
        survive(nodes, _work(trial, sink, ledger), Ordeal(kills=trial.kills, seed=trial.seed))
    hardship = Hardship(kills=trial.kills, connections=trial.connections)
    journal = read_journal(sink.journal)
    verdict = judge(owed_in(ledger), journal, refused=refused, hardship=hardship)
    ledger.close()
    return Measured(trial=trial, verdict=verdict, journal=journal, seconds=time.monotonic() - begun)


def make_nodes(trial: Trial, folder: Path, database_url: str, smtp_url: str) -> Sequence[Node]:
    """Describe the senders, all on one clock, each with a folder of its own."""
    clock = FastClock(speed=trial.speed)
    return [
        Node(
            folder=folder / f"node-{number}",
            database_url=database_url,
            smtp_url=smtp_url,
            clock=clock,
            settings={"tick_seconds": 30 / trial.speed, "smtp_connections": trial.connections},
        )
        for number in range(trial.nodes)
    ]


def _work(trial: Trial, sink: RunningSink, ledger: Ledger) -> Work:
    return Work(
        owed=trial.mails, taken=lambda: lines_in(sink.journal), unsettled=lambda: _closed_after(ledger)
    )


def _closed_after(ledger: Ledger) -> int:
    left = unsettled(ledger)
    ledger.close()
    return left
