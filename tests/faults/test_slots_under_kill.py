# SPDX-License-Identifier: Apache-2.0
"""Never missed, never doubled: the slots of the schedule while the nodes that serve them die."""

import pytest
from sqlmodel import select

from models.database import Ledger
from models.kinds import LetterKind
from models.tables import Message
from tests.faults.conftest import Table, on_sqlite
from tests.faults.slots import Season, judge, live_through
from tests.support.samples import of_many


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


def test_every_slot_of_some_weeks_is_served_once(database_url: str, seed: int, table: Table) -> None:
    """Two nodes run rounds, and one of them dies nearly every day; CI has four weeks, not eight days."""
    season = Season(days=of_many(28, sample=8), kills=of_many(20, sample=6), seed=seed)
    served_once(season, database_url, table, "T01 short")


@on_sqlite
def test_a_missed_and_a_doubled_slot_are_found(database_url: str) -> None:
    """One day's digest taken away and another one's written twice, under another key, are seen."""
    season, ledger = Season(days=3, kills=0, seed=0), Ledger(database_url)
    live_through(season, database_url)
    with ledger.writing() as session:
        first, second = session.exec(select(Message).where(Message.kind == LetterKind.DIGEST).limit(2))
        facts = first.model_dump(exclude={"id"})
        session.add(Message(**{**facts, "key": f"{first.key}:again", "message_id": "<again>"}))
        session.delete(second)
    served = judge(ledger, season)
    assert [each.partition(":")[0] for each in served.missed] == ["digest"]
    assert len(served.doubled) == 1


@pytest.mark.faults
def test_t01_every_slot_of_a_year_is_served_once(database_url: str, seed: int, table: Table) -> None:
    """More than two hundred slots and kills."""
    served_once(Season(days=290, kills=220, seed=seed), database_url, table, "T01")
