# SPDX-License-Identifier: Apache-2.0
"""The program in another year: no part of it looks past the clock it is given at the machine's."""

import mailbox
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from models.database import Ledger
from models.tables.base import LedgerTable
from tests.builders import ZONE
from tests.support.clocks import Clock
from tests.support.mails.receivers import receiving
from tests.support.ports import free_port
from tests.support.programs import Duban, running
from tests.support.waiting import PATIENCE, wait_until

NEW_YEAR = datetime(2031, 1, 6, 9, tzinfo=ZONE)
PLAN = (
    "# year: 2031\nnumber,title,units,leaders,due\n"
    "1,Mend the locks,Water Office,Li,2031-01-02\n2,Pave the road,Water Office,,2031-12-31\n"
)


@pytest.fixture
def clock() -> Clock:
    """Give a clock that shows a Monday of a year whose working days nobody has published."""
    return Clock.starting_at(NEW_YEAR)


def test_everything_is_stamped_by_the_given_clock(
    duban: Duban, office_folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands and the daemon: every moment in the ledger, every mail and the feed are of that year."""
    for name, value in {
        "OFFICE_MAILBOXES": "office@office.example",
        "TICK_SECONDS": 1,
        "PORT": free_port(),
    }.items():
        monkeypatch.setenv(f"DUBAN_{name}", str(value))
    with receiving() as receiver:
        _work(duban, office_folder, channel=f"{receiver.address}/in")
    ledger = Ledger(f"sqlite:///{office_folder / 'var' / 'duban.db'}")
    with running(clock, "run") as daemon:
        wait_until(lambda: "heartbeat.at" in _moments(ledger), "a daemon gives a sign of life")
        daemon.terminate()
        assert daemon.wait(PATIENCE) == 0
    moments = _moments(ledger)
    ledger.close()
    assert {"message.sent_at", "delivery.at", "round.at", "event.at"} <= set(moments), moments.keys()
    assert {name: year for name, year in moments.items() if year != {2031}} == {}
    box = mailbox.Maildir(office_folder / "var" / "maildir", create=False)
    assert {parsedate_to_datetime(mail["Date"]).year for mail in box} == {2031}
    assert "DTSTAMP:2031" in duban("feed", "show", "Water Office").out


def _work(duban: Duban, folder: Path, *, channel: str) -> None:
    (folder / "units.csv").write_text("name,mailbox\nWater Office,water@office.example\n", encoding="utf-8")
    (folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    for line in (
        "unit import units.csv --yes",
        "plan import plan.csv --yes",
        f"unit channel add office {channel}",
        "feed new office --label second",
        "feed rotate second",
        "round",
        "task report 2031 1 begun --percent 10",
        "task close 2031 1 done",
        "feed revoke second",
    ):
        ran = duban(*line.split())
        assert ran.status == 0, f"{line}: {ran.err}"


def _moments(ledger: Ledger) -> dict[str, set[int]]:
    """Give the years of every moment in the ledger by table and column."""
    found: dict[str, set[int]] = {}
    with ledger.connecting(writes=False) as connection:
        for table in LedgerTable.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, UTCDateTime):
                    values = connection.execute(sa.select(column).where(column.is_not(None))).scalars()
                    if years := {value.year for value in values}:
                        found[f"{table.name}.{column.name}"] = years
    return found
