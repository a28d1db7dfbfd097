# SPDX-License-Identifier: Apache-2.0
"""T14: whatever fails at any point of a round, every letter owed is said once the fault is gone, none twice.

A week passes in ticks. At most of them one thing fails, by seed; each day ends with calm ticks. What was said
in the end is what a twin without faults said.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import select

from models.channels import Medium
from models.database import Ledger
from models.faults import is_of_the_machine
from models.kinds import MessageState, Role
from models.queries import claims
from models.tables import LetterFault, Message, NoticeSent, ServedSlot
from plans.drafts import TaskDraft, UnitMention
from scheduler.agenda import IdleCache
from scheduler.delivery.deliver import deliver
from scheduler.delivery.transport import Transport
from scheduler.round import run_round
from tests.builders import MONDAY, bring_in, late_task, office, register, task
from tests.faults.any_point import SHORT_OF, Desk, FragileLedger, Kind, Saboteur
from tests.faults.conftest import Table
from tests.support.mails.channels import give_channel

UNITS = ("甲局", "乙镇", "丙办")
DAYS, CALM_TICKS = 5, 3
TIMES = ((8, 0), (8, 10), (8, 31), (9, 0), (12, 0), (17, 1))
MOST_STATEMENTS, MOST_LETTERS = 120, 5
OFFICE = office()
STEP = timedelta(minutes=1)


def tasks() -> list[TaskDraft]:
    """Give tasks that cross thresholds on every day of the week."""
    owed = [
        task(number, due=date(2026, 11, 20) + timedelta(days=number), units=_units(number))
        for number in range(2, 12)
    ]
    return [late_task(1), *owed]


def _units(number: int) -> tuple[UnitMention, ...]:
    return tuple(UnitMention(name=UNITS[(number + n) % 3], role=Role.RESPONSIBLE) for n in range(2))


@dataclass(kw_only=True)
class Week:
    """One office, its ticks and what fails at them."""

    ledger: Ledger
    saboteur: Saboteur
    dice: Random
    idle: IdleCache = field(default_factory=IdleCache)
    broken_off: int = 0

    def __post_init__(self) -> None:
        self.desks = {medium: Desk(self.saboteur, self.dice) for medium in Medium}

    def live(self, *, most_faults: int) -> None:
        """Let five days pass, with up to so many faults after another at each time of the day."""
        for nth in range(DAYS):
            day = MONDAY + timedelta(days=nth)
            for hour, minute in TIMES:
                self._pass(day.replace(hour=hour, minute=minute), most_faults)

    def _pass(self, moment: datetime, most_faults: int) -> None:
        faults = self.dice.randint(0, most_faults)
        for step in range(faults + CALM_TICKS):
            self._aim(calm=step >= faults)
            self._tick(moment + step * STEP)

    def _aim(self, *, calm: bool) -> None:
        if calm:
            self.saboteur.aim(None)
            return
        kind = self.dice.choice(tuple(Kind))
        most = MOST_STATEMENTS if kind is Kind.STATEMENT else MOST_LETTERS
        nth = int(most ** self.dice.random()) - 1  # most ticks come to the first points only
        self.saboteur.aim(kind, nth, self.dice.choice(SHORT_OF))

    def _tick(self, now: datetime) -> None:
        """Do what the daemon does at a tick; it survives what passes."""
        self._survive(lambda: self._round(now))
        for medium, desk in self.desks.items():
            transport = Transport(name=medium.value, senders=(desk,), medium=medium)
            later = now + 2 * claims.LEASE  # what a fault left claimed is free by then
            for at in (now, later):
                self._survive(lambda at=at, transport=transport: self._deliver(transport, at))

    def _round(self, now: datetime) -> None:
        tools = {"now": now, "idle": self.idle, "shorten": self.saboteur.shorten}
        run_round(self.ledger, OFFICE, self.saboteur.compose, **tools)

    def _deliver(self, transport: Transport, at: datetime) -> None:
        deliver(self.ledger, transport, clock=lambda: at, owner="test")

    def _survive(self, step: Callable[[], object]) -> None:
        try:
            step()
        except Exception as failure:
            assert is_of_the_machine(failure), "a tick was ended by what is no fault of the machine"
            self.broken_off += 1


def lived(url: str, seed: int, *, most_faults: int) -> Week:
    """Live through the week on an empty ledger."""
    saboteur = Saboteur()
    ledger = FragileLedger(url, saboteur)
    register(ledger, "name,kind,mailbox\n甲局,,jia@office.example\n乙镇,,yi@office.example\n"
             "丙办,,bing@office.example\n李一,leader,li@office.example\n")  # fmt: skip
    bring_in(ledger, tasks())
    give_channel(ledger, "甲局")
    week = Week(ledger=ledger, saboteur=saboteur, dice=Random(seed))
    week.live(most_faults=most_faults)
    return week


def outcome(ledger: Ledger) -> tuple[object, ...]:
    """Give what was said to whom, which slots were served, and how many weekly letters each reader got."""
    with ledger.reading() as session:
        rows = session.exec(
            select(NoticeSent)
        )  # the key begins with the task's own, which is another in each ledger
        said = sorted((each.task_id, each.key.partition(":")[2]) for each in rows)
        slots = sorted((each.kind, each.label, each.state) for each in session.exec(select(ServedSlot)))
        periodic = Counter(
            ":".join(each.key.split(":")[:-1])
            for each in session.exec(select(Message))
            if each.kind == "weekly"
        )
        return said, slots, periodic


def judged(week: Week) -> list[str]:
    """Name whatever breaks the promise."""
    with week.ledger.reading() as session:
        messages = session.exec(select(Message)).all()
        left = session.exec(select(LetterFault)).all()
    taken = Counter(each.message_id for desk in week.desks.values() for each in desk.taken)
    return [
        *(f"twice: {name}" for name, count in taken.items() if count > 1),
        *(
            f"not sent: {each.key} is {each.state}"
            for each in messages
            if each.state is not MessageState.SENT
        ),
        *(f"lost: {each.key}" for each in messages if not taken[each.message_id]),
        *(f"remembered: {each.reader_key}" for each in left),
    ]


@pytest.fixture(scope="module")
def twin(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Give what a week without any fault says."""
    path = tmp_path_factory.mktemp("twin") / "ledger.db"
    path.write_bytes(sqlite_template.read_bytes())
    calm = lived(f"sqlite:///{path}", 0, most_faults=0)
    assert judged(calm) == []
    calm.ledger.close()
    return outcome(calm.ledger)


def tried(url: str, seed: int, twin: tuple[object, ...]) -> Week:
    """Live through a week of faults, and see that it said what its twin did."""
    week = lived(url, seed, most_faults=3)
    assert judged(week) == []
    assert outcome(week.ledger) == twin
    week.ledger.close()
    return week


def test_a_week_of_faults_says_what_a_week_without_says(
    database_url: str, seed: int, table: Table, twin: tuple[object, ...]
) -> None:
    """Statements, commits, letters and senders fail one after the other; in the end all was said, once."""
    week = tried(database_url, seed, twin)
    kind = database_url.partition(":")[0].partition("+")[0]
    told = f"{week.saboteur.struck} faults, {week.broken_off} steps broken off, seed {seed}"
    table.add("T14 short", f"{kind}, {DAYS} days, {told}", "said what its twin said, none twice")
    assert week.saboteur.struck


@pytest.mark.faults
@pytest.mark.parametrize("nth", range(20))
def test_t14_weeks_of_faults_say_what_a_week_without_says(
    database_url: str, seed: int, table: Table, twin: tuple[object, ...], nth: int
) -> None:
    """Twenty seeds, each on both databases."""
    week = tried(database_url, seed + nth, twin)
    kind = database_url.partition(":")[0].partition("+")[0]
    told = f"{week.saboteur.struck} faults, {week.broken_off} steps broken off, seed {seed + nth}"
    table.add("T14", f"{kind}, {DAYS} days, {told}", "said what its twin said, none twice")
