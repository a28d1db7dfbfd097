# SPDX-License-Identifier: Apache-2.0
"""The tables of the job engine, Procrastinate, beside ours on PostgreSQL: made and brought up to date.

Which of its migrations a database has is noted in the comment on its table of jobs, in the same transaction.
"""

from importlib.resources import files
from importlib.util import find_spec

import sqlalchemy as sa

from models.database import Ledger
from models.errors import LedgerError
from models.failures import explained

PREFIX = "procrastinate_"
JOBS = f"{PREFIX}jobs"
EVENTS = f"{PREFIX}events"
NOTE = "made by duban, up to "


def is_installed() -> bool:
    """Tell whether the extra `cluster` is installed."""
    return find_spec("procrastinate") is not None


def are_wanted(ledger: Ledger) -> bool:
    """Tell whether a ledger should have these tables: on PostgreSQL, where the engine is installed."""
    return not ledger.is_sqlite and is_installed()


def are_behind(ledger: Ledger) -> bool:
    """Tell whether the tables are wanted and missing, or made by an older engine."""
    if not are_wanted(ledger):
        return False
    with explained(ledger.url), ledger.engine.connect() as connection:
        return _last_done(connection) != _migrations()[-1]


def require(ledger: Ledger) -> None:
    """Raise LedgerError when the engine of this program cannot work with the tables that are there."""
    if are_behind(ledger):
        raise LedgerError(
            "The database has no tables for the job engine, or those of another version.",
            cure="Stop every node and run: duban db upgrade.",
        )


def bring_up(connection: sa.Connection) -> None:
    """Make the tables, or run what the engine's newer versions changed, in the caller's transaction."""
    done, steps = _last_done(connection), _migrations()
    if done is None:
        _run(connection, _text("schema.sql"))
    for step in (item for item in steps if done is not None and item > done):
        _run(connection, _text(f"migrations/{step}"))
    if done != steps[-1]:
        _run(connection, f"COMMENT ON TABLE {JOBS} IS '{NOTE}{steps[-1]}'")


def is_ours(_item: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Leave the engine's tables out where Alembic compares a database with our models."""
    return not (kind == "table" and (name or "").startswith(PREFIX))


def _last_done(connection: sa.Connection) -> str | None:
    """Give the last migration that a database has, None when it has no such tables."""
    table = connection.scalar(sa.select(sa.func.to_regclass(JOBS)))
    if table is None:
        return None
    note = connection.scalar(sa.select(sa.func.obj_description(sa.func.to_regclass(JOBS), "pg_class")))
    if not (note or "").startswith(NOTE):
        raise LedgerError(
            "The database has tables of Procrastinate that duban did not make.",
            cure="Give duban a database of its own.",
        )
    return str(note).removeprefix(NOTE)


def _migrations() -> list[str]:
    folder = files("procrastinate") / "sql" / "migrations"
    return sorted(item.name for item in folder.iterdir() if item.name.endswith(".sql"))


def _text(path: str) -> str:
    return (files("procrastinate") / "sql").joinpath(path).read_text(encoding="utf-8")


def _run(connection: sa.Connection, statements: str) -> None:
    """Run several statements at once, which only a call without parameters may do."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise AssertionError("a connection in use has a driver's connection")
    driver.execute(statements)
