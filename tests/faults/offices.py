"""An office whose every unit is owed a letter, for rounds that are made hard."""

from datetime import date, timedelta

from models.database import Ledger
from models.kinds import Role
from plans.drafts import TaskDraft, UnitMention
from tests.builders import register, task


def units(ledger: Ledger, count: int) -> None:
    """Register so many units, each with a mailbox."""
    rows = "\n".join(f"第{number}所,unit-{number}@office.example" for number in range(count))
    register(ledger, f"name,mailbox\n{rows}\n")


def tasks(count: int, *, each: int = 1) -> list[TaskDraft]:
    """Give tasks of so many units, all late, so that each unit is owed a notice of every one of its own."""
    return [
        task(
            number,
            due=date(2026, 11, 2) + timedelta(days=number // count),
            units=(UnitMention(name=f"第{number % count}所", role=Role.RESPONSIBLE),),
            leaders=(),
        )
        for number in range(count * each)
    ]
