# SPDX-License-Identifier: Apache-2.0
"""Plans, their tasks, and what the text of a task promises."""

from datetime import date, datetime

from sqlmodel import Field, Index, UniqueConstraint

from models.kinds import DueKind, Role, TaskState
from models.tables.base import LedgerTable
from models.tables.columns import word


class Plan(LedgerTable, table=True):
    """One published document; `key` is the short name people type, such as 2026."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    title: str
    year: int
    document_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    declared_count: int | None = None
    sha256: str
    revision: int = 1
    imported_at: datetime


class Task(LedgerTable, table=True):
    """One numbered item of a plan.

    `uid` names it in calendars for life; `revision` and `updated_at` rise on every visible change.
    """

    __table_args__ = (
        Index("ix_task_state_due", "state", "due"),
        Index("ix_task_state_percent", "state", "percent"),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    number: str
    position: int
    section: str = ""
    title: str
    assessment_dimension: str = ""
    """Under which heading its fulfilment is assessed (考评维度), as printed."""
    grade: str = ""
    """How much weight the office gives it, a `Grade`; nothing where nobody said."""
    due: date | None = None
    due_kind: DueKind = Field(default=DueKind.NONE, sa_type=word(DueKind))
    original_due: date | None = None
    stretch: bool = False
    state: TaskState = Field(default=TaskState.OPEN, sa_type=word(TaskState))
    percent: int | None = None
    source_line: int | None = None
    revision: int = 1
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None


class Assignment(LedgerTable, table=True):
    """A unit's part in a task; `position` is the order as printed."""

    __table_args__ = (UniqueConstraint("task_id", "unit_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    role: Role = Field(default=Role.RESPONSIBLE, sa_type=word(Role))
    position: int


class Milestone(LedgerTable, table=True):
    """A dated step inside a task; `by_text` is as precise as the plan, `by` its last day."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    by: date = Field(index=True)
    by_text: str
    text: str
    done_on: date | None = None


class Target(LedgerTable, table=True):
    """A quantity to reach, and what was last reported of it."""

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    position: int
    name: str
    op: str
    value: str
    unit: str = ""
    reported: str | None = None
