# SPDX-License-Identifier: Apache-2.0
"""Never lost, never doubled beyond the promise: senders die by SIGKILL while the relay misbehaves.

FAULTS_SEED repeats a run. The long set is `make faults`; docs/reliability.md has its table.
"""

from pathlib import Path

from models.database import Ledger
from tests.faults.conftest import Table, on_postgresql, on_sqlite
from tests.faults.trial import Trial, measure
from tests.support.mails.outboxes import messages
from tests.support.samples import of_many


@on_sqlite
def test_mails_survive_kills(database_url: str, tmp_path: Path, seed: int, table: Table) -> None:
    """Every fault of the relay and dead daemons: nothing is lost, second copies stay in bounds.

    CI has 2,000 mails and twenty kills.
    """
    trial = Trial(mails=of_many(2_000, sample=300), kills=of_many(20, sample=5), seed=seed)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    table.add("T03 short", f"SQLite, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()


@on_postgresql
def test_two_nodes_on_one_server_survive_kills(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """A dead node's jobs start again on the one that lives; what it had in hand waits for its lease."""
    trial = Trial(mails=of_many(300, sample=100), kills=of_many(6, sample=3), seed=seed, nodes=2)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    table.add("T05 short", f"PostgreSQL and Procrastinate, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()
    ledger = Ledger(database_url)
    assert all(message.batch for message in messages(ledger))
    ledger.close()
