# SPDX-License-Identifier: Apache-2.0
"""Recording progress: report, close and reopen a task; every change is a line in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import object_session
from sqlmodel import Session

from models.errors import UsageError
from models.kinds import EventKind, TaskState
from models.queries import editions, log
from models.queries.editions import ROOM, next_second
from models.tables import Milestone, ProgressReport, Target, Task
from models.tables.base import row_id


def touch(task: Task, *, now: datetime) -> None:
    """Raise a task's revision, and `updated_at` strictly, to a whole second not before `now`.

    It also passes the moment of the edition in force: calendars must see LAST-MODIFIED rise.
    """
    session = object_session(task)
    edition_at = editions.least_change(session) if session else task.updated_at
    task.revision += 1
    task.updated_at = max(next_second(now), max(task.updated_at, edition_at) + ROOM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """What a report says: of the task, of one milestone (reached) or of one target (its value so far)."""

    text: str
    percent: int | None = None
    milestone: Milestone | None = None
    target: Target | None = None
    value: str | None = None


def report(session: Session, task: Task, said: Reported, *, at: datetime, by: str) -> None:
    """Record what somebody says of an open task; UsageError when it is closed or withdrawn."""
    require_open(task)
    session.add(_row(task, said, at=at, by=by))
    if said.percent is not None:
        task.percent = said.percent
    if said.milestone:
        said.milestone.done_on = at.date()
    if said.target:
        said.target.reported = said.value
    detail = {"text": said.text, "percent": said.percent, "value": said.value}
    _record(session, EventKind.TASK_REPORTED, task, at=at, by=by, detail=detail)


def close(session: Session, task: Task, *, at: datetime, by: str, text: str) -> None:
    """Close an open task: its mails stop at once and its feeds show it as done."""
    require_open(task)
    task.state = TaskState.CLOSED
    task.closed_at = at
    _record(session, EventKind.TASK_CLOSED, task, at=at, by=by, detail={"text": text})


def reopen(session: Session, task: Task, *, at: datetime, by: str, text: str) -> None:
    """Open a closed task again."""
    if task.state is not TaskState.CLOSED:
        raise UsageError(
            "Task {number} is not closed.", cure="Only a closed task can be reopened.", number=task.number
        )
    task.state = TaskState.OPEN
    task.closed_at = None
    _record(session, EventKind.TASK_REOPENED, task, at=at, by=by, detail={"text": text})


def _row(task: Task, said: Reported, *, at: datetime, by: str) -> ProgressReport:
    return ProgressReport(
        task_id=row_id(task),
        milestone_id=said.milestone.id if said.milestone else None,
        target_id=said.target.id if said.target else None,
        at=at,
        by=by,
        text=said.text,
        percent=said.percent,
        value=said.value,
    )


def require_open(task: Task) -> None:
    """Raise UsageError when a task is closed or withdrawn: nothing can be said of it."""
    if task.state is not TaskState.OPEN:
        raise UsageError(
            "Task {number} is {state}, so nothing can be recorded on it.",
            cure="Reopen it first: duban task reopen PLAN {number}.",
            number=task.number,
            state=task.state.value,
        )


def _record(
    session: Session, kind: EventKind, task: Task, *, at: datetime, by: str, detail: dict[str, Any]
) -> None:
    touch(task, now=at)
    log.record(session, kind, at=at, by=by, plan_id=task.plan_id, task_id=task.id, detail=detail)
