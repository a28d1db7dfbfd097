# SPDX-License-Identifier: Apache-2.0
"""The revisions of the ledger's tables, and how a database gets to the newest."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import sqlalchemy as sa

from models import job_tables
from models.database import Ledger
from models.errors import LedgerError
from models.failures import explained, shown

MOVING = "moving"
"""In the place of a revision: rows of another database are being moved in (see `models.backend_move`)."""
VERSION = sa.table("alembic_version", sa.column("version_num"))
"""Where Alembic notes the revision of a database."""
ONE_AT_A_TIME = 5_318_008
"""The key of PostgreSQL's advisory lock that upgrades take."""


@cache
def head() -> str:
    """Give the revision this program needs: the files of revisions are named by them, in their order."""
    names = (entry.name for entry in (files(__name__) / "versions").iterdir())
    return max(name.partition("_")[0] for name in names if name.endswith(".py"))


def revision_of(ledger: Ledger) -> str | None:
    """Give the revision a database is at, None when it is empty."""
    with explained(ledger.url), ledger.engine.connect() as connection:
        known = sa.inspect(connection).has_table(VERSION.name)
        return connection.scalar(sa.select(VERSION.c.version_num)) if known else None


def is_current(ledger: Ledger) -> bool:
    """Tell whether a database needs no upgrade."""
    return revision_of(ledger) == head() and not job_tables.are_behind(ledger)


def upgrade(ledger: Ledger) -> None:
    """Bring a database to the newest revision, in one transaction; two nodes may ask for it at once."""
    from models.migrations import steps  # noqa: PLC0415  (loads Alembic, which most starts do not need)

    with _rebuilding(ledger) as connection:
        if not ledger.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        steps.upgrade(connection)
        if job_tables.are_wanted(ledger):
            job_tables.bring_up(connection)


def downgrade(ledger: Ledger, revision: str) -> None:
    """Take a database back to an older revision; `base` drops every table."""
    from models.migrations import steps  # noqa: PLC0415  (loads Alembic, which most starts do not need)

    with _rebuilding(ledger) as connection:
        steps.downgrade(connection, revision)


def require_head(ledger: Ledger) -> None:
    """Make the tables of an empty database; refuse one of another revision with LedgerError."""
    found, needed = revision_of(ledger), head()
    if found is None and is_empty(ledger):
        upgrade(ledger)
    elif found == MOVING:
        raise LedgerError(
            "A ledger is being moved into this database, or its move was broken off.",
            cure="Run duban db move again with the settings of the old one; it goes on where it stopped.",
        )
    elif found != needed:
        raise LedgerError(
            "The database is at revision {found}, this program needs {needed}.",
            cure="Make a backup with duban db backup FILE, then run: duban db upgrade.",
            found=found or "(none)",
            needed=needed,
        )


def require_made(ledger: Ledger) -> None:
    """Raise LedgerError where there is no ledger, and make none."""
    if not is_made(ledger):
        raise LedgerError(
            "There is no ledger at {place}.",
            cure="Name its place with DUBAN_VAR or DUBAN_DATABASE_URL; where none has been made yet, "
            "duban unit import FILE makes it.",
            place=ledger.path.absolute() if ledger.path else shown(ledger.url),
        )


def is_made(ledger: Ledger) -> bool:
    """Tell whether there is a ledger at all, of whatever revision; looking makes none."""
    return not (ledger.path and not ledger.path.exists()) and not is_empty(ledger)


def is_empty(ledger: Ledger) -> bool:
    """Tell whether a database has no table at all."""
    with explained(ledger.url), ledger.engine.connect() as connection:
        return not sa.inspect(connection).get_table_names()


@contextmanager
def _rebuilding(ledger: Ledger) -> Iterator[sa.Connection]:
    """Open a transaction in which SQLite may rebuild a table that rows of others refer to.

    It cannot change most of a table but by making it anew, and drops none that is referred to.
    """
    with explained(ledger.url), ledger.engine.execution_options(writes=True).connect() as connection:
        _refer_freely(ledger, connection, True)
        try:
            with connection.begin():
                yield connection
                if ledger.is_sqlite:
                    _require_whole(connection)
        finally:
            _refer_freely(ledger, connection, False)


def _refer_freely(ledger: Ledger, connection: sa.Connection, freely: bool) -> None:
    """Let rows refer to what is not there, or not; SQLite heeds it outside of transactions only."""
    driver = connection.connection.driver_connection
    if ledger.is_sqlite and driver is not None:
        driver.execute(f"PRAGMA foreign_keys={'OFF' if freely else 'ON'}")


def _require_whole(connection: sa.Connection) -> None:
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost:
        raise LedgerError(
            "Rows of table {table} would refer to rows of table {other} that are not there; "
            "the ledger stays as it was.",
            cure="Restore a backup, or ask whoever maintains duban.",
            table=lost[0],
            other=lost[2],
        )
