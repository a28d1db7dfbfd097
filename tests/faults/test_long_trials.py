# SPDX-License-Identifier: Apache-2.0
"""The long trials of delivery: `make faults`. The numbers are those of the table in docs/reliability.md."""

from pathlib import Path

import pytest

from tests.faults.conftest import Table, on_sqlite
from tests.faults.trial import Measured, Trial, measure

SEEDS_APART = 1_000
pytestmark = pytest.mark.faults


def tried(trial: Trial, test: str, table: Table, *, folder: Path, database_url: str) -> Measured:
    """Run one trial, put it into the table, and see that the promise was kept."""
    measured = measure(trial, folder=folder, database_url=database_url)
    kind = "SQLite" if database_url.startswith("sqlite") else "PostgreSQL"
    table.add(test, f"{kind}, {measured.how}", measured.result)
    assert measured.verdict.wrongs == ()
    return measured


def test_t02_ten_thousand_mails_without_a_kill(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """Second copies are those of which the relay broke the line after it had accepted, and no other."""
    trial = Trial(mails=10_000, kills=0, seed=seed)
    measured = tried(trial, "T02", table, folder=tmp_path, database_url=database_url)
    assert measured.verdict.duplicates == measured.dropped


@on_sqlite
@pytest.mark.parametrize("nth", range(3))
def test_t03_a_hundred_kills_and_four_connections(
    database_url: str, tmp_path: Path, seed: int, table: Table, nth: int
) -> None:
    """Three seeds of the embedded daemon."""
    trial = Trial(mails=10_000, kills=100, seed=seed + nth * SEEDS_APART)
    tried(trial, "T03", table, folder=tmp_path, database_url=database_url)


@on_sqlite
def test_t04_a_hundred_kills_and_one_connection(
    database_url: str, tmp_path: Path, seed: int, table: Table
) -> None:
    """With one connection a crash doubles at most one mail."""
    trial = Trial(mails=10_000, kills=100, seed=seed, connections=1)
    tried(trial, "T04", table, folder=tmp_path, database_url=database_url)
