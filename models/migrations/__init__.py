"""The revisions of the ledger's tables, and how a database gets to the newest."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import Ledger
from models.errors import LedgerError
from models.failures import explained


def head() -> str:
    """Give the revision this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision_of(ledger: Ledger) -> str | None:
    """Give the revision a database is at, None when it is empty."""
    with explained(ledger.url), ledger.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(ledger: Ledger) -> None:
    """Bring a database to the newest revision, in one transaction."""
    with explained(ledger.url), ledger.engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_config(connection), "head")


def downgrade(ledger: Ledger, revision: str) -> None:
    """Take a database back to an older revision; `base` drops every table."""
    with explained(ledger.url), ledger.engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_config(connection), revision)


def require_head(ledger: Ledger) -> None:
    """Make the tables of an empty database; refuse one of another revision with LedgerError."""
    found, needed = revision_of(ledger), head()
    if found is None and _is_empty(ledger):
        upgrade(ledger)
    elif found != needed:
        raise LedgerError(
            "The database is at revision {found}, this program needs {needed}.",
            cure="Make a backup with duban db backup FILE, then run: duban db upgrade.",
            found=found or "(none)",
            needed=needed,
        )


def _is_empty(ledger: Ledger) -> bool:
    with explained(ledger.url), ledger.engine.connect() as connection:
        return not sa.inspect(connection).get_table_names()


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
