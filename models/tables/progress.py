# SPDX-License-Identifier: Apache-2.0
"""What was reported, and the log of everything that happened."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from models.kinds import EventKind
from models.tables.base import LedgerTable
from models.tables.columns import word


class ProgressReport(LedgerTable, table=True):
    """What somebody said of a task, of one milestone or of one target of it."""

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    milestone_id: int | None = Field(default=None, foreign_key="milestone.id", ondelete="SET NULL")
    target_id: int | None = Field(default=None, foreign_key="target.id", ondelete="SET NULL")
    at: datetime
    by: str
    text: str
    percent: int | None = None
    value: str | None = None


class Event(LedgerTable, table=True):
    """One line of the append-only log; its newest id is the version of the ledger."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str
    kind: EventKind = Field(sa_type=word(EventKind))
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
