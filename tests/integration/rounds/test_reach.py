# SPDX-License-Identifier: Apache-2.0
"""A round reads only the tasks its slots can concern, and decides as if it had read the whole ledger."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from models.database import Ledger
from models.kinds import Role, TaskState
from models.queries import mailboxes, outbox, plans, progress, readers
from models.queries.tasks import task_views
from models.tables import (
    Assignment,
    Lead,
    Milestone,
    NoticeSent,
    Person,
    Plan,
    Post,
    ProgressReport,
    Resolution,
    ServedSlot,
    Task,
    Tenure,
    Unit,
)
from models.views import LedgerView, TaskView
from scheduler.agenda import Agenda, IdleCache, Office, decide, plan_round
from scheduler.assessment import last_day_within, tasks_for_round
from scheduler.policy import Policy, default_policy
from scheduler.problems import ledger_problems
from scheduler.round import run_round
from scheduler.slots import SlotKind, slot_on, slots_due
from scheduler.workdays import WorkingCalendar
from tests.builders import MONDAY, SUPERVISOR, boxes, bring_in, late_task, office, register, task, write_down
from tests.support.samples import of_many

CALENDAR = WorkingCalendar()
WORD = 4
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A ledger that fails is small enough as it is."""
days = st.integers(-40, 100).map(lambda nth: MONDAY.date() + timedelta(days=nth))


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One task of a random ledger."""

    due: date | None
    state: TaskState
    percent: int | None
    units: tuple[int, ...]
    meant: tuple[int, ...]
    leader: int | None
    milestones: tuple[tuple[date, bool], ...]
    reported: tuple[date, ...]


duties = st.builds(
    Duty,
    due=st.none() | days,
    state=st.sampled_from([*TaskState, TaskState.OPEN, TaskState.OPEN]),
    percent=st.none() | st.integers(0, 100),
    units=st.lists(st.integers(1, WORD), min_size=1, max_size=3, unique=True).map(tuple),
    meant=st.lists(st.integers(1, WORD - 1), max_size=2, unique=True).map(tuple),
    leader=st.none() | st.integers(1, 4),
    milestones=st.lists(st.tuples(days, st.booleans()), max_size=2).map(tuple),
    reported=st.lists(days, max_size=2).map(tuple),
)
moments = st.builds(
    lambda nth, minutes: MONDAY.replace(hour=7) + timedelta(days=nth, minutes=minutes),
    st.integers(0, 8),
    st.sampled_from([0, 60, 75, 90, 300]),
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Vary what decides how far a round looks."""
    policy = default_policy()
    before = draw(st.sampled_from([(), (0,), (7, 3, 1), policy.thresholds.before]))
    after = draw(st.sampled_from([(2, 5), policy.thresholds.after]))
    signals = {
        "near_due": draw(st.integers(0, 30)),
        "pace_tolerance": draw(st.integers(0, 100)),
        "report_every": draw(st.sampled_from([0, 0, 20])),
    }
    return policy.model_copy(
        update={
            "thresholds": policy.thresholds.model_copy(update={"before": before, "after": after}),
            "signals": policy.signals.model_copy(update=signals),
        }
    )


def fill(ledger: Ledger, tasks: list[Duty]) -> None:
    """Write the people and the tasks: unit 3 and leaders 2 and 4 have no mailbox, unit 4 is a group word."""
    with ledger.writing() as session:
        for number, mailbox in enumerate(("a@office.example", "b@office.example", None), 1):
            session.add(Unit(id=number, name=f"unit {number}"))
            mailboxes.put(session, f"unit:{number}", boxes(mailbox) if mailbox else ())
        session.add(Unit(id=WORD, name="everyone", kind="group"))
        session.add(Person(id=1, name="person 1"))
        mailboxes.put(session, "person:1", boxes("p@office.example"))
        session.add(Person(id=2, name="person 2"))
        session.add_all([Post(id=3, name="post 3"), Post(id=4, name="post 4")])
        session.add(plan := Plan(key="2026", title="plan", year=2026, sha256="0", imported_at=MONDAY))
        session.flush()
        session.add(Tenure(post_id=3, person_id=1, since=date(2026, 1, 1)))
        for number, duty in enumerate(tasks, 1):
            _add(session, plan, number, duty)


def _add(session: Session, plan: Plan, number: int, duty: Duty) -> None:
    at = MONDAY - timedelta(days=3 * number)
    facts: dict[str, Any] = {"plan_id": plan.id, "number": str(number), "position": number}
    session.add(
        Task(
            id=number, uid=f"task-{number}", title="t", due=duty.due, state=duty.state,
            percent=duty.percent, created_at=at, updated_at=at, **facts,
        )
    )  # fmt: skip
    session.flush()
    for place, unit in enumerate(duty.units):
        session.add(Assignment(task_id=number, unit_id=unit, role=Role.RESPONSIBLE, position=place))
    for place, unit in enumerate(duty.meant):
        session.add(Resolution(task_id=number, word_id=WORD, unit_id=unit, position=place, at=at, by="test"))
    if duty.leader:
        owner = {"person_id" if duty.leader < 3 else "post_id": duty.leader}
        session.add(Lead(task_id=number, position=0, **owner))
    for place, (by, done) in enumerate(duty.milestones):
        uid, done_on = f"step-{number}-{place}", by if done else None
        text = by.isoformat()
        session.add(Milestone(uid=uid, task_id=number, by=by, by_text=text, text="s", done_on=done_on))
    for day in duty.reported:
        moment = datetime.combine(day, MONDAY.timetz())
        session.add(ProgressReport(task_id=number, at=moment, by="test", text=day.isoformat()))


def decided_on_everything(ledger: Ledger, chosen: Office, now: datetime, *, full: bool) -> Agenda:
    """Decide on every task, everything said and every round there ever was."""
    policy, calendar = chosen.policy, chosen.calendar
    with ledger.reading() as session:
        view = LedgerView(
            tasks=task_views(session, on=now.date()),
            said=frozenset(session.exec(select(NoticeSent.key))),
            rounds=frozenset(session.exec(select(ServedSlot.kind, ServedSlot.label))),
            last_event=0,
        )
        findings = ledger_problems(session, calendar=calendar, policy=policy, now=now)
    slots = slots_due(now, calendar=calendar, policy=policy, full=full)
    return decide(
        view, now=now, slots=slots, policy=policy, calendar=calendar, office=(SUPERVISOR,), findings=findings
    )


def content(agenda: Agenda) -> tuple[object, ...]:
    """Give what an agenda says, whichever reader comes first."""
    letters = {letter.key: letter for letter in agenda.letters}
    return letters, {each.reader: each for each in agenda.unreachable}, agenda.slots


@contextmanager
def filled(template: Path, tasks: list[Duty]) -> Iterator[Ledger]:
    """Give a ledger of its own with these tasks."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        shutil.copy(template, path)
        ledger = Ledger(f"sqlite:///{path}")
        fill(ledger, tasks)
        yield ledger
        ledger.close()


@settings(max_examples=of_many(25, sample=8), deadline=None, phases=QUICK)
@given(tasks=st.lists(duties, min_size=1, max_size=12), policy=policies(), moment=moments, full=st.booleans())
def test_what_is_in_reach_decides_all(
    sqlite_template: Path, tasks: list[Duty], policy: Policy, moment: datetime, full: bool
) -> None:
    """Letters, readers without a mailbox and slots served are those of the whole ledger.

    They are so while every slot is owed, once the weekly one is settled, and once the digest is as well.
    """
    chosen = Office(policy=policy, calendar=CALENDAR, supervisors=(SUPERVISOR,))
    with filled(sqlite_template, tasks) as ledger:
        for kind in (None, SlotKind.WEEKLY, SlotKind.DIGEST):
            settle(ledger, kind, moment)
            wanted = decided_on_everything(ledger, chosen, moment, full=full)
            assert content(plan_round(ledger, chosen, now=moment, full=full)) == content(wanted)
        run_round(ledger, chosen, write_down, now=moment)
        later = moment + timedelta(days=2)
        settle(ledger, SlotKind.WEEKLY, later)
        wanted = decided_on_everything(ledger, chosen, later, full=False)
        assert content(plan_round(ledger, chosen, now=later)) == content(wanted)


def settle(ledger: Ledger, kind: SlotKind | None, moment: datetime) -> None:
    """Record that a slot is settled, unless it is."""
    if kind is None:
        return
    slot = slot_on(moment.date(), kind)
    with ledger.writing() as session:
        if not session.exec(
            select(ServedSlot).where(ServedSlot.kind == kind, ServedSlot.label == slot.label)
        ).all():
            outbox.record_slot(session, kind, slot.label, now=moment, messages=0)


@settings(max_examples=12, deadline=None, phases=QUICK)
@given(tasks=st.lists(duties, max_size=6))
def test_who_cannot_be_told_is_found_as_from_the_tasks(sqlite_template: Path, tasks: list[Duty]) -> None:
    """The queries name units, group words and leaders as the views of all open tasks do."""
    with filled(sqlite_template, tasks) as ledger, ledger.reading() as session:
        views = [view for view in task_views(session, on=MONDAY.date()) if view.is_open]
        leaders = {leader.name for view in views for leader in view.leaders if not leader.mailboxes}
        assert list(readers.units_without_mailbox(session)) == _units(views, is_group=False)
        assert list(readers.group_words(session)) == _units(views, is_group=True)
        assert list(readers.leaders_without_mailbox(session, on=MONDAY.date())) == sorted(leaders)


def _units(views: list[TaskView], *, is_group: bool) -> list[tuple[str, str]]:
    pairs = ((unit, view.number) for view in views for unit in view.units)
    return [(unit.name, number) for unit, number in pairs if unit.is_group is is_group and not unit.mailboxes]


@given(nth=st.integers(0, 500), count=st.integers(0, 60))
def test_the_last_day_within_some_working_days_is_the_last_of_them(nth: int, count: int) -> None:
    """The day itself is within them, the next one is not."""
    on = date(2025, 9, 1) + timedelta(days=nth)
    last = last_day_within(count, on=on, calendar=CALENDAR)
    assert CALENDAR.between(on, last) <= count < CALENDAR.between(on, last + timedelta(days=1))


def test_notices_reach_as_far_as_the_first_threshold() -> None:
    """With the shipped policy that is the last day before the 31st working day from now."""
    slots = (slot_on(MONDAY.date(), SlotKind.NOTICES),)
    found = tasks_for_round(slots, on=MONDAY.date(), policy=default_policy(), calendar=CALENDAR)
    assert (found.everything, found.below) == (False, None)
    assert found.until and CALENDAR.between(MONDAY.date(), found.until) == 30


def test_only_the_last_report_of_a_task_is_read(ledger: Ledger) -> None:
    """Its text and day are the newest, however many there are."""
    bring_in(ledger, [task(1)])
    for text in ("first", "second"):
        with ledger.writing() as session:
            found = plans.find_task(session, "2026", "1")
            progress.report(session, found, progress.Reported(text=text), at=MONDAY, by="test")
    with ledger.reading() as session:
        (view,) = task_views(session, on=MONDAY.date())
    assert (view.last_report, view.last_report_on) == ("second", MONDAY.date())


@contextmanager
def statements(ledger: Ledger) -> Iterator[list[str]]:
    """Record the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", note)
    yield seen
    event.remove(ledger.engine, "before_cursor_execute", note)


@pytest.fixture
def quiet(ledger: Ledger) -> tuple[Ledger, IdleCache]:
    """Give a ledger whose last tick found nothing owed."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2)])
    idle = IdleCache()
    for minutes in range(2):
        tick(ledger, idle, MONDAY + timedelta(minutes=minutes))
    return ledger, idle


def tick(ledger: Ledger, idle: IdleCache, now: datetime) -> Agenda:
    """Run a round as the daemon does."""
    return run_round(ledger, office(), write_down, now=now, idle=idle)


def test_a_quiet_tick_reads_no_task(quiet: tuple[Ledger, IdleCache]) -> None:
    """The version of the ledger and its slots are enough to know that nothing is owed."""
    ledger, idle = quiet
    with statements(ledger) as seen:
        assert tick(ledger, idle, MONDAY + timedelta(hours=1)) == Agenda()
    assert len(seen) <= 6
    assert not [statement for statement in seen if "FROM task" in statement]


def test_a_change_ends_the_quiet(quiet: tuple[Ledger, IdleCache]) -> None:
    """What an import brings after a quiet tick is told at the next one."""
    ledger, idle = quiet
    at = MONDAY + timedelta(hours=1)
    bring_in(ledger, [late_task(1), task(2), task(3, due=date(2026, 11, 24))], at=at)
    letters = tick(ledger, idle, at + timedelta(minutes=1)).letters
    assert "3" in {line.status.task.number for letter in letters for line in letter.lines}


def test_a_new_day_ends_the_quiet(quiet: tuple[Ledger, IdleCache]) -> None:
    """The digest of Tuesday comes although nothing changed."""
    ledger, idle = quiet
    assert tick(ledger, idle, MONDAY + timedelta(days=1)).letters


def test_a_slot_that_falls_due_ends_the_quiet(ledger: Ledger) -> None:
    """The digest is due half an hour after the notices of the same day."""
    register(ledger)
    bring_in(ledger, [late_task(1)], at=MONDAY - timedelta(days=1))
    idle, eight = IdleCache(), MONDAY.replace(hour=8)
    for minutes in (0, 1, 2):
        tick(ledger, idle, eight + timedelta(minutes=minutes))
    assert {letter.kind for letter in tick(ledger, idle, eight + timedelta(minutes=30)).letters} == {
        "portfolio",
        "digest",
    }
