# SPDX-License-Identifier: Apache-2.0
"""Tasks as the layers above see them: all of a plan, some by id, or those a round can concern."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, func, select, tuple_

from models.kinds import Role, TaskState
from models.queries import bounces, failed, feed_scope, log, mailboxes, people, readers, rehearsal
from models.tables import (
    Assignment,
    Milestone,
    NoticeSent,
    Plan,
    ProgressReport,
    Resolution,
    ServedSlot,
    Target,
    Task,
    Unit,
)
from models.tables.base import LedgerTable, table_of
from models.tables.units import GROUP
from models.views import LedgerView, MilestoneView, TargetView, TaskFilter, TaskView, UnitView

# Tasks as frozen views: a handful of queries however many there are, joined in memory. Plain rows are read,
# because an object of the ORM for each would cost ten times as much.

Row = sa.Row[Any]
Grouped = Mapping[int, Sequence[Row]]
COLUMNS = ("plan_title", *(field.name for field in fields(TaskView) if field.name in Task.model_fields))
"""What a view has as the ledger keeps it."""


def task_views(
    session: Session, *, on: date, plan_id: int | None = None, with_withdrawn: bool = False
) -> tuple[TaskView, ...]:
    """Read the tasks of one plan, or of all, in the order of their plans."""
    ids = select(Task.id)
    if plan_id is not None:
        ids = ids.where(Task.plan_id == plan_id)
    if not with_withdrawn:
        ids = ids.where(Task.state != TaskState.WITHDRAWN)
    return views_of(session, ids, on=on)


def view_of_uid(session: Session, uid: str, *, on: date) -> TaskView | None:
    """Read the task of that lasting name, withdrawn or not."""
    views = views_of(session, select(Task.id).where(Task.uid == uid), on=on)
    return views[0] if views else None


def open_views_of_units(session: Session, unit_ids: frozenset[int], *, on: date) -> tuple[TaskView, ...]:
    """Read the open tasks that units have a part in, by their names or through a group word."""
    theirs = feed_scope.of_units(unit_ids)
    return views_of(session, _open_tasks().where(col(Task.id).in_(theirs)), on=on)


def views_of(session: Session, ids: SelectBase, *, on: date) -> tuple[TaskView, ...]:
    """Read the tasks whose ids are selected, in the order of their plans, posts held as on a day."""
    task, plan = table_of(Task), table_of(Plan)
    columns = (*task.c, plan.c.key, plan.c.year, plan.c.issued_on, plan.c.title.label("plan_title"))
    query = sa.select(*columns).join_from(task, plan).where(task.c.id.in_(ids))
    rows = _rows(session, query.order_by(plan.c.key, task.c.position))
    if not rows:
        return ()
    parts = _Parts(session, ids, on=on)
    return tuple(parts.view(row) for row in rows)


class _Parts:
    """Everything that hangs on tasks, read once and grouped by task."""

    def __init__(self, session: Session, ids: SelectBase, *, on: date) -> None:
        self.units = {row.id: row for row in _rows(session, sa.select(table_of(Unit)))}
        self.mailboxes = mailboxes.by_owner(session)
        self.assignments = _by_task(session, Assignment, ids, Assignment.position)
        self.resolutions = _by_task(session, Resolution, ids, Resolution.position)
        self.milestones = _by_task(session, Milestone, ids, Milestone.by, Milestone.id)
        self.targets = _by_task(session, Target, ids, Target.position)
        self.leaders = people.leaders_by_task(session, ids, on=on)
        self.reports = _last_reports(session, ids)
        self._unit = cache(self._unit_view)

    def view(self, task: Row) -> TaskView:
        report = self.reports.get(task.id)
        return TaskView(
            **{name: getattr(task, name) for name in COLUMNS},
            plan_key=task.key,
            plan_start=task.issued_on or date(task.year, 1, 1),
            units=tuple(unit for assignment in self.assignments[task.id] for unit in self._units(assignment)),
            leaders=self.leaders.get(task.id, ()),
            milestones=tuple(_milestone(milestone) for milestone in self.milestones[task.id]),
            targets=tuple(_target(target) for target in self.targets[task.id]),
            last_report_on=report.at.date() if report else None,
            last_report=report.text if report else None,
        )

    def _units(self, assignment: Row) -> tuple[UnitView, ...]:
        """Give the unit itself, or the units that the office says a group word means."""
        unit, role = self.units[assignment.unit_id], assignment.role
        meant = (
            resolution for resolution in self.resolutions[assignment.task_id] if resolution.word_id == unit.id
        )
        views = tuple(self._unit(self.units[item.unit_id], role, unit.name) for item in meant)
        return views or (self._unit(unit, role),)

    def _unit_view(self, unit: Row, role: Role, stands_for: str | None = None) -> UnitView:
        return UnitView(
            id=unit.id,
            name=unit.name,
            mailboxes=self.mailboxes.get(f"unit:{unit.id}", ()),
            is_group=unit.kind == GROUP,
            role=role,
            stands_for=stands_for,
        )


def _by_task(session: Session, part: type[LedgerTable], ids: SelectBase, *order: Any) -> Grouped:
    table = table_of(part)
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    query = sa.select(table).where(table.c.task_id.in_(ids))
    for row in _rows(session, query.order_by(*order)):
        grouped[row.task_id].append(row)
    return grouped


def _last_reports(session: Session, ids: SelectBase) -> dict[int, Row]:
    theirs = select(func.max(ProgressReport.id)).where(col(ProgressReport.task_id).in_(ids))
    last = theirs.group_by(col(ProgressReport.task_id))
    query = sa.select(table_of(ProgressReport)).where(col(ProgressReport.id).in_(last))
    return {row.task_id: row for row in _rows(session, query)}


def _milestone(row: Row) -> MilestoneView:
    return MilestoneView(
        id=row.id, uid=row.uid, by=row.by, by_text=row.by_text, text=row.text, done_on=row.done_on
    )


def _target(row: Row) -> TargetView:
    return TargetView(
        id=row.id, name=row.name, op=row.op, value=row.value, unit=row.unit, reported=row.reported
    )


def _rows(session: Session, query: sa.Select[Any]) -> Sequence[Row]:
    return session.execute(query).all()


PORTION = 5_000
"""Ids in one statement; SQLite takes some 32,000 values, PostgreSQL twice as many."""


def ledger_outline(
    session: Session, slots: Collection[tuple[str, str]], *, now: datetime | None = None
) -> LedgerView:
    """Read the version of the ledger and which of `slots` are settled, and no task.

    The version comes first: what is read after it can only be newer.
    With `now` it tells as well what reached nobody, as of that moment.
    """
    last_event, versions = failed.version(session, now=now) if now else (log.newest(session), ())
    settled = select(ServedSlot.kind, ServedSlot.label).where(
        tuple_(col(ServedSlot.kind), col(ServedSlot.label)).in_(slots)
    )
    rounds = frozenset((kind, label) for kind, label in session.exec(settled))
    return LedgerView(
        tasks=(), said=frozenset(), rounds=rounds, last_event=last_event, failed_version=versions
    )


def ledger_view(session: Session, outline: LedgerView, wanted: TaskFilter, *, on: date) -> LedgerView:
    """Add the tasks in reach and what was said about them, with the holders of posts as of `on`."""
    tasks: list[TaskView] = []
    said: set[str] = set()
    for ids in _portions(session, wanted):
        tasks += views_of(session, ids, on=on)
        said.update(session.exec(select(NoticeSent.key).where(col(NoticeSent.task_id).in_(ids))))
    failing = frozenset(bounces.failing(session))
    in_order = tuple(sorted(tasks, key=lambda task: (task.plan_key, task.position)))
    return replace(
        outline,
        tasks=in_order,
        said=frozenset(said),
        failing=failing,
        muted=readers.muted(session),
        frequencies=readers.frequencies(session),
        is_rehearsal=rehearsal.is_rehearsal(session),
    )


def _portions(session: Session, wanted: TaskFilter) -> Iterator[SelectBase]:
    """Look for what is in reach once, because every part of the tasks is read by the same ids."""
    if wanted.everything:
        yield ids_in(wanted)
        return
    found = session.execute(ids_in(wanted)).scalars().all()
    for start in range(0, len(found), PORTION):
        yield select(Task.id).where(col(Task.id).in_(found[start : start + PORTION]))


def ids_in(wanted: TaskFilter) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Select the ids of the open tasks in reach."""
    if wanted.everything:
        return _open_tasks()
    return sa.union(*_reasons(wanted))


def _reasons(wanted: TaskFilter) -> Iterator[sa.Select[Any]]:
    """Select for one reason at a time: each then has an index of its own, which an OR would not use."""
    yield _open_tasks().where(sa.false())
    if wanted.until:
        yield _open_tasks().where(col(Task.due) <= wanted.until)
        awaited = col(Milestone.done_on).is_(None) & (col(Milestone.by) <= wanted.until)
        yield _open_tasks().join(Milestone).where(awaited)
    if wanted.below is not None:
        yield _open_tasks().where(col(Task.percent) < wanted.below, col(Task.due).is_not(None))


def last_deadline(session: Session) -> date | None:
    """Give the latest day on which an open task, or a milestone of one not yet reached, falls due."""
    awaited = _open_tasks().join(Milestone).where(col(Milestone.done_on).is_(None))
    queries = (
        _open_tasks().with_only_columns(func.max(col(Task.due))),
        awaited.with_only_columns(func.max(col(Milestone.by))),
    )
    return max((day for query in queries if (day := session.execute(query).scalar_one())), default=None)


def _open_tasks() -> sa.Select[Any]:
    return sa.select(col(Task.id)).where(col(Task.state) == TaskState.OPEN)
