"""How long deciding takes as the ledger grows: `python benchmarks/deciding.py`."""

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.kinds import DueKind, ReaderKind, Role, TaskState
from models.letters import Reader
from models.views import LeaderView, LedgerView, TaskView, UnitView
from scheduler.agenda import Agenda, decide
from scheduler.policy import Policy, default_policy
from scheduler.slots import slots_due
from scheduler.workdays import WorkingCalendar

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
OFFICE = (Reader(kind=ReaderKind.OFFICE, key="office", name="Office", mailbox="office@example.test"),)
SIZES = ((10, 100), (100, 1_000), (1_000, 10_000))
REPEATS = 3


def unit(number: int, role: Role) -> UnitView:
    name, mailbox = f"Unit {number}", f"unit{number}@example.test"
    return UnitView(id=number, name=name, mailbox=mailbox, is_group=False, role=role)


def leader(number: int) -> LeaderView:
    mailbox = f"leader{number}@example.test"
    return LeaderView(key=f"person:{number}", name=f"Leader {number}", mailbox=mailbox, is_post=False)


def task(number: int, units: int) -> TaskView:
    """Make one task of three units, due on some day around NOW."""
    due = NOW.date() + timedelta(days=number % 90 - 20)
    roles = (Role.LEAD, Role.SUPPORT, Role.SUPPORT)
    return TaskView(
        id=number,
        uid=f"task-{number}",
        plan_key="plan",
        plan_title="Plan",
        plan_start=date(2026, 1, 1),
        number=str(number),
        position=number,
        section="Section",
        title=f"Task {number}",
        due=due,
        due_kind=DueKind.FIRM,
        original_due=due,
        stretch=False,
        state=TaskState.OPEN,
        units=tuple(unit((number * 7 + nth * 3) % units, role) for nth, role in enumerate(roles)),
        leaders=(leader(number % 20),),
        milestones=(),
        targets=(),
        percent=number % 101,
        last_report_on=None,
        last_report=None,
        revision=1,
        created_at=NOW - timedelta(days=100),
        updated_at=NOW - timedelta(days=number % 60),
        closed_at=None,
    )


def run(ledger: LedgerView, calendar: WorkingCalendar, policy: Policy) -> tuple[float, Agenda]:
    """Decide once and measure it, in seconds."""
    slots = slots_due(NOW, calendar=calendar, policy=policy)
    start = time.perf_counter()
    agenda = decide(ledger, now=NOW, slots=slots, policy=policy, calendar=calendar, office=OFFICE)
    return time.perf_counter() - start, agenda


def main() -> None:
    """Print the best of three for the first round of a week, and for one that finds everything said."""
    calendar, policy = WorkingCalendar(), default_policy()
    calendar.is_working(NOW.date())
    print(f"{'units':>7} {'tasks':>7} {'letters':>8} {'first round, s':>15} {'all said, s':>12}")
    for units, tasks in SIZES:
        fresh = LedgerView(
            tasks=tuple(task(nth, units) for nth in range(tasks)),
            said=frozenset(),
            rounds=frozenset(),
            last_event=0,
        )
        first, agenda = min((run(fresh, calendar, policy) for _ in range(REPEATS)), key=lambda pair: pair[0])
        said = frozenset(note.key_for(one.reader.key) for one in agenda.letters for note in one.notices)
        told = LedgerView(tasks=fresh.tasks, said=said, rounds=frozenset(), last_event=0)
        again = min(run(told, calendar, policy)[0] for _ in range(REPEATS))
        print(f"{units:>7} {tasks:>7} {len(agenda.letters):>8} {first:>15.3f} {again:>12.3f}")


if __name__ == "__main__":
    main()
