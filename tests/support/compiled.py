# SPDX-License-Identifier: Apache-2.0
"""Statements compiled once for all the ledgers of a run, as a daemon compiles them once for all its days."""

from typing import Any

import sqlalchemy as sa


class Statements(dict[Any, Any]):
    """What was compiled, by the kind of database; SQLAlchemy asks by engine, and each test has its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Find a statement that was compiled for any engine of the same kind."""
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_its_kind(key), compiled)


def _of_its_kind(key: Any) -> Any:
    dialect, *what = key
    return dialect.name, dialect.driver, *what


def share_compiled_statements() -> None:
    """Give every connection of this process the same statements: a quarter of what tests of a ledger cost."""
    statements = Statements()

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def _share(connection: sa.Connection) -> None:
        connection.execution_options(compiled_cache=statements)
