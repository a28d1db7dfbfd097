"""Never lost, never doubled beyond the promise: senders die by SIGKILL while the relay misbehaves.

FAULTS_SEED repeats a run. The long set is `make faults`; docs/reliability.md has its table.
"""

from pathlib import Path

from outboxes import messages

from models.database import Ledger
from tests.faults.conftest import Table, on_postgresql, on_sqlite
from tests.faults.trial import Trial, measure


@on_sqlite
def test_two_thousand_mails_survive_twenty_kills(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Every fault of the relay and twenty dead daemons: nothing is lost, second copies stay in bounds."""
    measured = measure(Trial(mails=2_000, kills=20, seed=seed), folder=tmp_path, database_url=database_url)
    table.add("T03 short", f"SQLite, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()


@on_postgresql
def test_two_nodes_on_one_server_survive_kills(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """A dead node's jobs start again on the one that lives; what it had in hand waits for its lease."""
    trial = Trial(mails=300, kills=6, seed=seed, nodes=2)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    table.add("T05 short", f"PostgreSQL and Procrastinate, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()
    ledger = Ledger(database_url)
    assert all(message.batch for message in messages(ledger))
    ledger.close()
