# SPDX-License-Identifier: Apache-2.0
"""What a day's decision costs as the ledger grows: python benchmarks/deciding.py [TASKS …]

Ten thousand tasks are due around the day, whatever the size; of the rest nine in ten are closed.
Ten million tasks take some minutes and some gigabytes to write.
"""

import sys
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from _office import Size, make_ledger  # noqa: E402

from models.addresses import Mailbox  # noqa: E402
from models.database import Ledger  # noqa: E402
from models.kinds import ReaderKind  # noqa: E402
from models.letters import Reader  # noqa: E402
from models.queries import tasks as reached  # noqa: E402
from models.views import LedgerView  # noqa: E402
from scheduler.agenda import decide  # noqa: E402
from scheduler.assessment import tasks_for_round  # noqa: E402
from scheduler.policy import default_policy  # noqa: E402
from scheduler.problems import ledger_problems  # noqa: E402
from scheduler.slots import SlotKind, slot_on  # noqa: E402
from scheduler.workdays import WorkingCalendar  # noqa: E402

NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = (SlotKind.NOTICES, SlotKind.DIGEST)
SIZES = (10_000, 100_000, 1_000_000)
NEAR, LEADERS, REPEATS = 10_000, 100, 3
OFFICE = (
    Reader(
        kind=ReaderKind.OFFICE,
        key="office",
        name="督查室",
        mailboxes=(Mailbox(address="office@example.test"),),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds of one decision, the best of some, and what it found."""

    ledger_outline: float
    """To see that nothing changed since a quiet tick."""
    ids: float
    read: float
    ledger_problems: float
    decide: float
    tasks: int
    letters: int


def measure(ledger: Ledger, calendar: WorkingCalendar) -> Cost:
    """Read and decide once, as a round does for a day's notices and digest."""
    policy, on = default_policy(), NOW.date()
    slots = [slot_on(on, kind) for kind in DAY]
    within = tasks_for_round(slots, on=on, policy=policy, calendar=calendar)
    with ledger.reading() as session:
        marks = [perf_counter()]
        glanced: LedgerView = reached.ledger_outline(session, [slot.key for slot in slots], now=NOW)
        marks.append(perf_counter())
        session.execute(reached.ids_in(within)).all()
        marks.append(perf_counter())
        view = reached.ledger_view(session, glanced, within, on=on)
        marks.append(perf_counter())
        found = ledger_problems(session, calendar=calendar, policy=policy, now=NOW)
        marks.append(perf_counter())
    agenda = decide(
        view, now=NOW, slots=slots, policy=policy, calendar=calendar, office=OFFICE, findings=found
    )
    marks.append(perf_counter())
    ledger_outline, ids, read, told, decided = (1000 * (after - before) for before, after in pairwise(marks))
    return Cost(
        ledger_outline=ledger_outline,
        ids=ids,
        read=read,
        ledger_problems=told,
        decide=decided,
        tasks=len(view.tasks),
        letters=len(agenda.letters),
    )


def main() -> None:
    """Print the curve."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    calendar = WorkingCalendar()
    calendar.is_working(NOW.date())
    print("a day's notices and digest, milliseconds, the best of three")
    print(f"{'tasks':>12}{'read':>8}{'letters':>9}{'quiet':>8}{'ids':>8}{'views':>8}{'mend':>8}{'decide':>8}")
    for tasks in sizes:
        near = min(tasks, NEAR)
        size = Size(tasks=tasks, near=near, far=(tasks - near) // 10, leaders=LEADERS)
        with TemporaryDirectory(prefix="duban-bench-") as folder:
            ledger = make_ledger(Path(folder) / "ledger.db", size, on=NOW.date())
            costs = [measure(ledger, calendar) for _ in range(REPEATS)]
            ledger.close()
        best = {name: min(getattr(cost, name) for cost in costs) for name in Cost.__dataclass_fields__}
        print(
            f"{tasks:>12,}{best['tasks']:>8,}{best['letters']:>9,}{best['ledger_outline']:>8.1f}{best['ids']:>8.1f}"
            f"{best['read']:>8.0f}{best['ledger_problems']:>8.0f}{best['decide']:>8.0f}"
        )


if __name__ == "__main__":
    main()
