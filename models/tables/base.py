"""The common ground of all tables: one metadata with a naming convention."""

from typing import Protocol

import sqlalchemy as sa
from sqlmodel import SQLModel

from models.tables.columns import NAMING


class Table(SQLModel):
    """Put a table into the ledger's metadata."""

    metadata = sa.MetaData(naming_convention=NAMING)


class _Row(Protocol):
    id: int | None


def row_id(row: _Row) -> int:
    """Give the id of a row that was written or read; a row that was never flushed is a bug."""
    if row.id is None:
        raise ValueError("the row has not been written yet")
    return row.id


def table_of(model: type[Table]) -> sa.Table:
    """Give the plain table behind a model, for statements that need no object of each row."""
    return model.metadata.tables[str(model.__tablename__)]
