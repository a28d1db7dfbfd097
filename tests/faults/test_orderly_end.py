# SPDX-License-Identifier: Apache-2.0
"""SIGTERM in the middle of a slot: the slot is wholly there or wholly absent, and the end comes soon."""

import shutil
import time
from pathlib import Path
from random import Random

import pytest
from sqlmodel import col, func, select

from models.database import Ledger
from models.migrations import require_head
from models.tables import Message, ServedSlot
from plans.drafts import UnitMention
from tests.builders import MONDAY, bring_in, register, task
from tests.faults.conftest import Table
from tests.faults.node import FastClock, Node
from tests.faults.sink import running_sink

UNITS = 40
STOPS = 12
LONGEST_END = 30.0


def owing(path: Path) -> Ledger:
    """Make a ledger that owes forty units their weekly mail on Monday morning."""
    ledger = Ledger(f"sqlite:///{path}")
    require_head(ledger)
    names = [f"第{number}所" for number in range(UNITS)]
    register(ledger, "name,mailbox\n" + "".join(f"{name},u{name[1:-1]}@office.example\n" for name in names))
    tasks = [
        task(number, units=(UnitMention(name=name, role="responsible"),), leaders=())
        for number, name in enumerate(names, start=1)
    ]
    bring_in(ledger, tasks)
    ledger.close()
    return ledger


def written(ledger: Ledger) -> tuple[int, int]:
    """Count the weekly mails in the outbox and the slots that claim to be served."""
    with ledger.reading() as session:
        mails = session.exec(select(func.count()).select_from(Message)).one()
        slots = session.exec(select(func.count()).where(col(ServedSlot.kind) == "weekly")).one()
    ledger.close()
    return mails, slots


def stop_after(seconds: float, node: Node) -> float:
    """Let a node live for so long, end it with SIGTERM, and give how long the end took."""
    life = node.start()
    time.sleep(seconds)
    begun = time.monotonic()
    assert life.stop() == 0
    return time.monotonic() - begun


@pytest.mark.faults
def test_t12_a_slot_is_wholly_there_or_wholly_absent(tmp_path: Path, seed: int, table: Table) -> None:
    """Twelve times, at moments spread over the start, the round and the sending."""
    template, dice, ends, seen = tmp_path / "template.db", Random(seed), [], set()
    owing(template)
    with running_sink(tmp_path / "journal") as sink:
        for nth in range(STOPS):
            folder = tmp_path / str(nth)
            folder.mkdir()
            shutil.copy(template, folder / "ledger.db")
            ledger = Ledger(f"sqlite:///{folder / 'ledger.db'}")
            clock = FastClock(start=MONDAY, speed=1.0)
            node = Node(folder=folder, database_url=ledger.url, smtp_url=sink.url, clock=clock)
            ends.append(stop_after(dice.uniform(0.05, 2.5), node))
            seen.add(written(ledger))
    table.add(
        "T12",
        f"SQLite, {STOPS} x SIGTERM around a slot of {UNITS} mails, seed {seed}",
        f"(mails, slots) seen: {sorted(seen)}; longest end {max(ends):.1f} s",
    )
    assert seen <= {(0, 0), (UNITS, 1)}
    assert max(ends) < LONGEST_END
