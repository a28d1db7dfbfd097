# SPDX-License-Identifier: Apache-2.0
"""Writing approved changes of single tasks into the ledger."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlmodel import Session

from models.kinds import EventKind, TaskState
from models.queries import log, people, plans, progress, task_parts, units
from models.queries.progress import Reported
from models.tables import Milestone, Plan, Target, Task
from models.tables.base import row_id, save
from plans.drafts import MilestoneDraft, StatusDraft, TaskDraft
from plans.people.names import is_post
from plans.revisions.changes import Change, ChangeKind

Row = TypeVar("Row", Milestone, Target)
COLUMNS = tuple(field.name for field in fields(TaskDraft) if field.name in Task.model_fields)
"""What a document says of a task and the ledger keeps as it is."""


class Writer:
    """Write the changes of one plan in an open session; the caller commits all of them or none."""

    def __init__(self, session: Session, plan: Plan, *, now: datetime, by: str) -> None:
        self._session = session
        self._plan_id = row_id(plan)
        self._moment = now
        self._now = now.replace(microsecond=0)
        self._by = by

    def write(self, change: Change, position: int) -> None:
        """Write one change; `position` is the task's place in the document."""
        if change.task is None:
            self._add(change.document, position)
            return
        task = plans.task_of_id(self._session, change.task.id)
        if change.kind is ChangeKind.WITHDRAWN:
            self._withdraw(task)
        elif change.kind is ChangeKind.CHANGED:
            self._change(task, change, position)
        else:
            task.position = position

    def _add(self, draft: TaskDraft, position: int) -> None:
        task = Task(
            uid=uuid4().hex,
            plan_id=self._plan_id,
            number=draft.number,
            position=position,
            title=draft.title,
            original_due=draft.due,
            created_at=self._now,
            updated_at=self._now,
        )
        self._fill(task, draft, position)
        self._log(EventKind.TASK_ADDED, task)
        self._follow_status(task, draft.status)

    def _change(self, task: Task, change: Change, position: int) -> None:
        if task.state is TaskState.WITHDRAWN:
            task.state, task.closed_at = TaskState.OPEN, None
        self._fill(task, change.document, position)
        progress.touch(task, now=self._moment)
        told = {field.name: [field.before, field.after] for field in change.fields}
        self._log(EventKind.TASK_CHANGED, task, told)
        self._follow_status(task, change.document.status)

    def _withdraw(self, task: Task) -> None:
        task.state, task.closed_at = TaskState.WITHDRAWN, self._now
        progress.touch(task, now=self._moment)
        self._log(EventKind.TASK_WITHDRAWN, task)

    def _fill(self, task: Task, draft: TaskDraft, position: int) -> None:
        task.position, task.source_line = position, draft.source.line
        for name in COLUMNS:
            setattr(task, name, getattr(draft, name))
        save(self._session, task)
        self._assign(task, draft)
        leaders = [
            people.find_or_add(self._session, name, is_post=is_post(name))
            for name in dict.fromkeys(draft.leaders)
        ]
        task_parts.set_leaders(self._session, task, leaders)
        self._set_milestones(task, draft.milestones)
        self._set_targets(task, draft)

    def _assign(self, task: Task, draft: TaskDraft) -> None:
        former = self._former_units(task)
        found = [
            (units.find_or_add(self._session, unit.name, is_group=unit.is_group), unit.role)
            for unit in draft.units
        ]
        parts = dict.fromkeys((former.get(row_id(unit), row_id(unit)), role) for unit, role in found)
        task_parts.assign(self._session, task, parts)

    def _former_units(self, task: Task) -> dict[int, int]:
        """Give the units a closed task keeps in its history by those that stand for them today."""
        if task.state is not TaskState.CLOSED:
            return {}
        held = task_parts.units_of(self._session, task)
        today = ((units.find(self._session, unit.name), unit) for unit in held)
        return {row_id(unit): row_id(former) for unit, former in today if unit}

    def _set_milestones(self, task: Task, drafts: Sequence[MilestoneDraft]) -> None:
        # of two that are alike the one written first is taken, whatever their days
        known = sorted(task_parts.milestones_of(self._session, task), key=row_id)
        kept = []
        for draft in drafts:
            by = last_day(draft.by)
            row = _best(known, draft) or Milestone(
                uid=uuid4().hex, task_id=row_id(task), by=by, by_text=draft.by, text=draft.text
            )
            row.by, row.by_text, row.text = by, draft.by, draft.text
            kept.append(row)
        task_parts.replace(self._session, kept, gone=known)

    def _set_targets(self, task: Task, draft: TaskDraft) -> None:
        known = list(task_parts.targets_of(self._session, task))
        kept = []
        for position, item in enumerate(draft.targets):
            row = _take(known, lambda target, name=item.name: target.name == name) or Target(
                task_id=row_id(task), position=position, name=item.name, op=item.op, value=item.value
            )
            row.position, row.op, row.value, row.unit = position, item.op, item.value, item.unit
            kept.append(row)
        task_parts.replace(self._session, kept, gone=known)

    def _follow_status(self, task: Task, status: StatusDraft | None) -> None:
        if status is None or task.state is not TaskState.OPEN:
            return
        if status.percent is not None or status.report:
            said = Reported(text=status.report or "", percent=status.percent)
            progress.report(self._session, task, said, at=self._now, by=self._by)
        if status.is_closed:
            progress.close(self._session, task, at=self._now, by=self._by, text=status.report or "")

    def _log(self, kind: EventKind, task: Task, detail: dict[str, Any] | None = None) -> None:
        log.record(
            self._session,
            kind,
            at=self._now,
            by=self._by,
            plan_id=self._plan_id,
            task_id=row_id(task),
            detail=detail,
        )


def last_day(by: str) -> date:
    """Give the last day of `YYYY-MM`, or the very day of `YYYY-MM-DD`."""
    if len(by) > len("2026-01"):
        return date.fromisoformat(by)
    year, month = (int(part) for part in by.split("-"))
    return date(year, month, monthrange(year, month)[1])


def _best(known: list[Milestone], draft: MilestoneDraft) -> Milestone | None:
    exact = _take(known, lambda row: (row.by_text, row.text) == (draft.by, draft.text))
    return exact or _take(known, lambda row: row.text == draft.text or row.by_text == draft.by)


def _take(rows: list[Row], fits: Any) -> Row | None:
    found = next((row for row in rows if fits(row)), None)
    if found is not None:
        rows.remove(found)
    return found
