"""Never lost, never doubled beyond the promise: senders die by SIGKILL while the relay misbehaves.

FAULTS_SEED repeats a run. The long set is `make faults`; docs/reliability.md has its table.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import MEASURED
from tests.faults.trial import Trial, measure

Record = Callable[[str, object], None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_thousand_mails_survive_twenty_kills(
    database_url: str, tmp_path: Path, seed: int, record_property: Record
) -> None:
    """Every fault of the relay and twenty dead daemons: nothing is lost, second copies stay in bounds."""
    measured = measure(Trial(mails=2_000, kills=20, seed=seed), folder=tmp_path, database_url=database_url)
    record_property(MEASURED, f"SQLite, {measured}")
    assert measured.verdict.wrongs == (), f"seed {seed}"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_nodes_on_one_server_survive_kills(
    database_url: str, tmp_path: Path, seed: int, record_property: Record
) -> None:
    """What a dead node had in hand is sent by whoever lives, once its lease has run out."""
    trial = Trial(mails=300, kills=6, seed=seed, nodes=2)
    measured = measure(trial, folder=tmp_path, database_url=database_url)
    record_property(MEASURED, f"PostgreSQL, {measured}")
    assert measured.verdict.wrongs == (), f"seed {seed}"
