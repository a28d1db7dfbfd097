# SPDX-License-Identifier: Apache-2.0
"""Nothing but `models/` speaks SQL: whoever else has a session hands it on, and ends what it does."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.cli.test_clock import sources

LIBRARIES = {"sqlalchemy", "sqlmodel", "alembic", "sqlite3", "psycopg"}
MAY_BE_NAMED = {
    "sqlmodel.Session",
    "sqlalchemy.exc.IntegrityError",
    "sqlalchemy.exc.OperationalError",
    "psycopg.Error",
}
"""The type of what is handed on, and the faults that whoever begins a transaction handles."""
EXECUTE = {"exec", "execute", "executemany", "exec_driver_sql", "executescript", "scalar", "scalars"}
"""What puts a statement to the database, on whatever it is called."""
OF_A_TRANSACTION = {"begin_nested", "connection", "expunge_all", "rollback"}
"""All that may be asked of a session elsewhere."""

OPENED = ("ledger.reading()", "ledger.writing()")


def sql_in(source: str) -> list[str]:
    """Tell where a module speaks to the database by itself."""
    tree = ast.parse(source)
    sessions = {"session", "_session", *_sessions(tree)}
    return [found for node in ast.walk(tree) for found in (*_imported(node), *_asked(node, sessions))]


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [each.name for each in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{each.name}" for each in node.names]
    else:
        return
    yield from (name for name in names if name.partition(".")[0] in LIBRARIES and name not in MAY_BE_NAMED)


def _asked(node: ast.AST, sessions: set[str]) -> Iterator[str]:
    if not isinstance(node, ast.Attribute):
        return
    asked = ast.unparse(node.value).rpartition(".")[2]
    if node.attr in EXECUTE or (asked in sessions and node.attr not in OF_A_TRANSACTION):
        yield ast.unparse(node)


def _sessions(tree: ast.Module) -> Iterator[str]:
    """Give what else a session is called: an argument of that type, or what the ledger opens."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and "Session" in ast.unparse(node.annotation):
            yield node.arg
        elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
            opened = ast.unparse(node.context_expr)
            yield from [node.optional_vars.id] if opened.endswith(OPENED) else []


def test_only_models_speaks_sql() -> None:
    """What is to be known of the ledger, or written into it, has a name in `models/queries/`."""
    spoken = {name: sql_in(source) for name, source in sources()}
    ours = {name for name in spoken if name.startswith("models/")}
    assert len(spoken) - len(ours) > 150
    assert len([name for name in ours if spoken[name]]) > 20
    assert {name: found for name, found in spoken.items() if found and name not in ours} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from sqlmodel import Session, select",
        "from sqlmodel import col as column",
        "import sqlmodel",
        "import sqlalchemy as sa",
        "from sqlalchemy import func",
        "from sqlalchemy.exc import StatementError",
        "import sqlite3",
        "x = session.exec(query).all()",
        "x = self._session.execute(statement)",
        "x = here.session.scalars(query)",
        "x = session.connection().execute(statement)",
        "x = session.get(Task, 7)",
        "x = session.get_one(Task, 7)",
        "session.add(task)",
        "add = session.add",
        "def write(db: Session) -> None:\n    db.delete(task)",
        "with ledger.writing() as opened:\n    opened.flush()",
    ],
)
def test_sql_elsewhere_is_found(source: str) -> None:
    """By what is imported for it, or by what is asked of a session, whatever that is called."""
    assert sql_in(source)


@pytest.mark.parametrize(
    "source",
    [
        "from sqlmodel import Session",
        "from sqlalchemy.exc import IntegrityError, OperationalError",
        "with ledger.reading() as session:\n    x = plans.all_plans(session)",
        "with ledger.writing() as session:\n    session.rollback()",
        "with session.begin_nested():\n    x = known.get(Task, 7)",
    ],
)
def test_who_hands_a_session_on_or_ends_it_speaks_no_sql(source: str) -> None:
    """Transactions belong to whoever begins them."""
    assert sql_in(source) == []
