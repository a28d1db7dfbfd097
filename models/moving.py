"""Moving a ledger into another database: every row under its own id, compared, and resumable at any point.

Until the last step the target carries the word `moving` in the place of its revision, so that no program
works on half a ledger. What a broken-off move left there is compared with the source and not copied again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa

from models.database import Ledger
from models.errors import LedgerError
from models.failures import shown
from models.migrations import MOVING, VERSION, head, is_empty, revision_of, upgrade
from models.row_copies import Told, compare, copy_missing, count, link, tables


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
