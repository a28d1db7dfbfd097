# SPDX-License-Identifier: Apache-2.0
"""The common ground of all tables: one metadata with a naming convention."""

from collections.abc import Collection
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models.tables.columns import NAMING


class LedgerTable(SQLModel):
    """Put a table into the ledger's metadata."""

    metadata = sa.MetaData(naming_convention=NAMING)

    def facts(self, *, but: Collection[str] = ()) -> dict[str, Any]:
        """Give the row by its columns, in the order of the table: `model_dump` gives them in any."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in but}


class _Row(Protocol):
    id: int | None


def row_id(row: _Row) -> int:
    """Give the id of a row that was written or read; a row that was never flushed is a bug."""
    if row.id is None:
        raise ValueError("the row has not been written yet")
    return row.id


def table_of(model: type[LedgerTable]) -> sa.Table:
    """Give the plain table behind a model, for statements that need no object of each row."""
    return model.metadata.tables[str(model.__tablename__)]


def save(session: Session, row: SQLModel) -> None:
    """Write a row, new or changed, at once: a new one has its id from then on."""
    session.add(row)
    session.flush()


def put(session: Session, model: type[LedgerTable], facts: dict[str, Any], *, over: int | None = None) -> int:
    """Add a row, or write over the one of an id, and give its id."""
    table = table_of(model)
    if over is not None:
        session.connection().execute(sa.update(table).where(table.c.id == over).values(**facts))
        return over
    session.add(row := model(**facts))
    session.flush()
    return row_id(row)  # type: ignore[arg-type]
