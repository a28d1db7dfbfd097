"""Never missed, never doubled: the slots of the schedule while the nodes that serve them die."""

import pytest

from tests.faults.conftest import Table
from tests.faults.slots import Season, live_through


def served_once(season: Season, database_url: str, table: Table, test: str) -> None:
    """Live through a season and compare the ledger with the calendar."""
    served = live_through(season, database_url)
    how = f"{database_url.partition(':')[0].partition('+')[0]}, 2 nodes, {served.slots} slots"
    table.add(
        test,
        f"{how}, {season.kills} SIGKILLs, seed {season.seed}",
        f"{len(served.missed)} missed, {len(served.doubled)} doubled",
    )
    assert (served.missed, served.doubled) == ((), ())


def test_every_slot_of_a_month_is_served_once(database_url: str, seed: int, table: Table) -> None:
    """Two nodes run rounds, and one of them dies nearly every day."""
    served_once(Season(days=28, kills=20, seed=seed), database_url, table, "T01 short")


@pytest.mark.faults
def test_t01_every_slot_of_a_year_is_served_once(database_url: str, seed: int, table: Table) -> None:
    """More than two hundred slots and kills."""
    served_once(Season(days=290, kills=220, seed=seed), database_url, table, "T01")
