# SPDX-License-Identifier: Apache-2.0
"""Alembic at work: apart, because loading it takes time and 11 MiB, and only new tables need it."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def upgrade(connection: sa.Connection) -> None:
    """Run every revision that a database does not have yet, in the caller's transaction."""
    command.upgrade(_config(connection), "head")


def downgrade(connection: sa.Connection, revision: str) -> None:
    """Take back every revision after the one named, in the caller's transaction."""
    command.downgrade(_config(connection), revision)


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
