# SPDX-License-Identifier: Apache-2.0
"""Moving a ledger into another database: rows copied as they are stored, compared, resumable at any point.

Until the last step the target carries the word `moving` in the place of its revision, so that no program
works on half a ledger. What a broken-off move left there is compared with the source and not copied again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain, zip_longest

import sqlalchemy as sa

from models.database import Ledger
from models.errors import LedgerError
from models.failures import shown
from models.migrations import MOVING, VERSION, head, is_empty, revision_of, upgrade
from models.tables.base import LedgerTable
from models.tables.columns import Compressed

CHUNK = 500
Told = Callable[[int], None]
"""Hear how many more rows are done."""


@cache
def tables() -> Sequence[sa.Table]:
    """Give copies of our tables, each after those it refers to, whose compressed columns stay compressed."""
    plain = sa.MetaData()
    copies = [table.to_metadata(plain) for table in LedgerTable.metadata.sorted_tables]
    for column in chain.from_iterable(table.columns for table in copies):
        if isinstance(column.type, Compressed):
            column.type = sa.LargeBinary()
    return copies


def copy_missing(source: sa.Connection, target: Ledger, table: sa.Table, told: Told) -> None:
    """Insert the rows that the target does not have, some at a time; LedgerError if one that it has differs.

    What refers to rows of the same table stays empty: see `link`.
    """
    links = _links(table)
    for rows in _chunks(source, table):
        unlinked = [row._asdict() | dict.fromkeys(links) for row in rows]
        with target.connecting(writes=True) as connection:
            there = _between(connection, table, rows[0].id, rows[-1].id)
            for row in unlinked:
                found = there.get(row["id"])
                if found is not None and found | dict.fromkeys(links) != row:
                    raise _different(table, row["id"])
            missing = [row for row in unlinked if row["id"] not in there]
            if missing:
                connection.execute(sa.insert(table), missing)
        told(len(rows))


def link(source: sa.Connection, target: Ledger, table: sa.Table) -> None:
    """Fill in what refers to rows of the same table, now that all of them are there."""
    for name in _links(table):
        column = table.c[name]
        statement = (
            sa.update(table).where(table.c.id == sa.bindparam("row")).values({name: sa.bindparam("to")})
        )
        for rows in _chunks(source, table, column.is_not(None)):
            with target.connecting(writes=True) as connection:
                connection.execute(statement, [{"row": row.id, "to": getattr(row, name)} for row in rows])


def compare(source: sa.Connection, target: sa.Connection, table: sa.Table, told: Told) -> None:
    """Compare the tables row by row and column by column; LedgerError names the first row that differs."""
    both = zip_longest(_chunks(source, table), _chunks(target, table), fillvalue=())
    for ours, theirs in both:
        for one, other in zip_longest(ours, theirs):
            if one is None or other is None or tuple(one) != tuple(other):
                raise _different(table, (one if one is not None else other).id)
        told(len(ours))


def count(connection: sa.Connection, table: sa.Table) -> int:
    """Count the rows of a table."""
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _links(table: sa.Table) -> list[str]:
    """Name the columns that refer to rows of the same table."""
    return [
        column.name for column in table.columns for key in column.foreign_keys if key.column.table is table
    ]


def _chunks(
    connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]
) -> Iterator[Sequence[sa.Row[tuple[object, ...]]]]:
    query, last = sa.select(table).where(*conditions).order_by(table.c.id).limit(CHUNK), 0
    while rows := connection.execute(query.where(table.c.id > last)).all():
        yield rows
        last = rows[-1].id


def _between(
    connection: sa.Connection, table: sa.Table, first: int, last: int
) -> dict[int, dict[str, object]]:
    rows = connection.execute(sa.select(table).where(table.c.id.between(first, last)))
    return {row.id: row._asdict() for row in rows}


def _different(table: sa.Table, row: int) -> LedgerError:
    return LedgerError(
        "Row {row} of table {table} differs between the two databases.",
        cure="Empty the target and move again.",
        row=row,
        table=table.name,
    )


def count_rows(ledger: Ledger) -> Mapping[str, int]:
    """Count the rows of a ledger by table, in the order in which they are moved."""
    with ledger.connecting(writes=False) as connection:
        return {table.name: count(connection, table) for table in tables()}


def require_free(target: Ledger) -> None:
    """Raise LedgerError unless the target is empty, or holds a move that was broken off."""
    found = revision_of(target)
    if found == MOVING or is_empty(target):
        return
    if found != head() or any(count_rows(target).values()):
        raise LedgerError(
            "The database {url} holds other data.",
            cure="Name an empty database.",
            url=shown(target.url),
        )


def move(source: Ledger, target: Ledger, told: Told) -> None:
    """Copy what the target does not have yet, then compare everything; the source is read only.

    `told` hears of each row twice: once it is there, and once it was compared.
    LedgerError when the target is not free, or a row of it differs; nobody can use the target then.
    """
    require_free(target)
    _prepare(target)
    with _held_still(source) as rows:
        for table in tables():
            copy_missing(rows, target, table, told)
        for table in tables():
            link(rows, target, table)
        with target.connecting(writes=True) as connection:
            for table in tables():
                compare(rows, connection, table, told)
            _finish(connection)


def _prepare(target: Ledger) -> None:
    if revision_of(target) == MOVING:
        return
    upgrade(target)
    with target.connecting(writes=True) as connection:
        connection.execute(VERSION.update().values(version_num=MOVING))


@contextmanager
def _held_still(source: Ledger) -> Iterator[sa.Connection]:
    """Read the source while nobody can write it."""
    with source.connecting(writes=True) as connection:
        if not source.is_sqlite:
            names = ", ".join(f'"{table.name}"' for table in tables())
            connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")
        yield connection


def _finish(target: sa.Connection) -> None:
    """Let new ids follow the last one, and let the ledger be used."""
    if target.dialect.name == "postgresql":
        for table in tables():
            sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
            following = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            target.execute(sa.select(sa.func.setval(sequence, following, False)))
    target.execute(VERSION.update().values(version_num=head()))
