# SPDX-License-Identifier: Apache-2.0
"""Responsible units, every name they are known by, who took over from whom, and what group words mean."""

from datetime import date, datetime

from sqlmodel import Field, UniqueConstraint

from models.tables.base import LedgerTable

GROUP = "group"
"""The kind of a group word (群体词): it names nobody in particular."""
UNKNOWN = "unknown"
"""The kind of a unit that a plan named and nobody has described yet."""


class Unit(LedgerTable, table=True):
    """An organisation that answers for tasks; units form a tree. Its mailboxes are rows of their own."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str = UNKNOWN
    parent_id: int | None = Field(default=None, foreign_key="unit.id")
    contact: str | None = None
    leader: str | None = None


class UnitAlias(LedgerTable, table=True):
    """Another name of a unit: short form, full form or former name."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(unique=True)


class Succession(LedgerTable, table=True):
    """From `since` on another unit stands for this one; `is_renaming` when it is the same body renamed.

    The row of the former unit stays, so that what was closed before keeps its name.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", unique=True)
    successor_id: int = Field(foreign_key="unit.id", index=True)
    since: date
    is_renaming: bool = False


class Resolution(LedgerTable, table=True):
    """A unit that the office says is meant by a group word (`word_id`) of one task."""

    __table_args__ = (UniqueConstraint("task_id", "word_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    word_id: int = Field(foreign_key="unit.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    position: int
    at: datetime
    by: str
