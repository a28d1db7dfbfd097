"""The ledger as frozen views: a handful of queries whatever its size, joined in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import Session, col, select

from models.kinds import Role, TaskState
from models.queries import log, people
from models.tables import (
    Assignment,
    Milestone,
    Plan,
    ProgressReport,
    Resolution,
    Round,
    Said,
    Target,
    Task,
    Unit,
)
from models.tables.base import row_id
from models.tables.units import GROUP
from models.views import LedgerView, MilestoneView, TargetView, TaskView, UnitView

Row = TypeVar("Row", Assignment, Milestone, Resolution, Target)


def ledger_view(session: Session, *, on: date) -> LedgerView:
    """Read what a round needs, with the holders of posts as of `on`."""
    return LedgerView(
        tasks=task_views(session, on=on),
        said=_said_of_open_tasks(session),
        rounds=frozenset((row.kind, row.label) for row in session.exec(select(Round))),
        last_event=log.newest(session),
    )


def task_views(
    session: Session, *, on: date, plan_id: int | None = None, with_withdrawn: bool = False
) -> tuple[TaskView, ...]:
    """Read the tasks of one plan, or of all, in the order of their plans."""
    query = select(Task, Plan).join(Plan).order_by(col(Plan.key), col(Task.position))
    if plan_id is not None:
        query = query.where(Task.plan_id == plan_id)
    if not with_withdrawn:
        query = query.where(Task.state != TaskState.WITHDRAWN)
    pairs = list(session.exec(query))
    parts = _Parts(session, on=on)
    return tuple(parts.view(task, plan) for task, plan in pairs)


def _said_of_open_tasks(session: Session) -> frozenset[str]:
    query = select(Said.key).join(Task).where(Task.state == TaskState.OPEN)
    return frozenset(session.exec(query))


class _Parts:
    """Everything that hangs on tasks, read once and grouped by task."""

    def __init__(self, session: Session, *, on: date) -> None:
        self.units = {unit.id: unit for unit in session.exec(select(Unit))}
        self.assignments = _by_task(session.exec(select(Assignment).order_by(col(Assignment.position))).all())
        self.resolutions = _by_task(session.exec(select(Resolution).order_by(col(Resolution.position))).all())
        self.milestones = _by_task(
            session.exec(select(Milestone).order_by(col(Milestone.by), col(Milestone.id))).all()
        )
        self.targets = _by_task(session.exec(select(Target).order_by(col(Target.position))).all())
        self.leaders = people.leaders_by_task(session, on=on)
        self.reports = _last_reports(session)

    def view(self, task: Task, plan: Plan) -> TaskView:
        key = row_id(task)
        report = self.reports.get(key)
        return TaskView(
            id=key,
            uid=task.uid,
            plan_key=plan.key,
            plan_title=plan.title,
            plan_start=plan.issued_on or date(plan.year, 1, 1),
            number=task.number,
            position=task.position,
            section=task.section,
            title=task.title,
            due=task.due,
            due_kind=task.due_kind,
            original_due=task.original_due,
            stretch=task.stretch,
            state=task.state,
            units=tuple(unit for each in self.assignments[key] for unit in self._units(each)),
            leaders=self.leaders.get(key, ()),
            milestones=tuple(_milestone(each) for each in self.milestones[key]),
            targets=tuple(_target(each) for each in self.targets[key]),
            percent=task.percent,
            last_report_on=report.at.date() if report else None,
            last_report=report.text if report else None,
            revision=task.revision,
            created_at=task.created_at,
            updated_at=task.updated_at,
            closed_at=task.closed_at,
        )

    def _units(self, assignment: Assignment) -> tuple[UnitView, ...]:
        """Give the unit itself, or the units that the office says a group word means."""
        unit = self.units[assignment.unit_id]
        meant = [each.unit_id for each in self.resolutions[assignment.task_id] if each.word_id == unit.id]
        views = (_unit(self.units[unit_id], assignment.role, unit.name) for unit_id in meant)
        return tuple(views) or (_unit(unit, assignment.role),)


def _unit(unit: Unit, role: Role, stands_for: str | None = None) -> UnitView:
    return UnitView(
        id=row_id(unit),
        name=unit.name,
        mailbox=unit.mailbox,
        is_group=unit.kind == GROUP,
        role=role,
        stands_for=stands_for,
    )


def _by_task(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.task_id].append(row)
    return grouped


def _last_reports(session: Session) -> dict[int, ProgressReport]:
    return {row.task_id: row for row in session.exec(select(ProgressReport).order_by(col(ProgressReport.id)))}


def _milestone(row: Milestone) -> MilestoneView:
    return MilestoneView(
        id=row_id(row), uid=row.uid, by=row.by, by_text=row.by_text, text=row.text, done_on=row.done_on
    )


def _target(row: Target) -> TargetView:
    return TargetView(
        id=row_id(row), name=row.name, op=row.op, value=row.value, unit=row.unit, reported=row.reported
    )
