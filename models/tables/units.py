"""Responsible units and every name they are known by."""

from sqlmodel import Field

from models.tables.base import Table

GROUP = "group"
"""The kind of a group word (群体词): it names nobody in particular."""
UNKNOWN = "unknown"
"""The kind of a unit that a plan named and nobody has described yet."""


class Unit(Table, table=True):
    """An organisation with a mailbox; units form a tree."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: str = UNKNOWN
    parent_id: int | None = Field(default=None, foreign_key="unit.id")
    mailbox: str | None = None
    contact: str | None = None
    leader: str | None = None


class UnitAlias(Table, table=True):
    """Another name of a unit: short form, full form or former name."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(unique=True)
