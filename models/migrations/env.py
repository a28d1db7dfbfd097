# SPDX-License-Identifier: Apache-2.0
"""Run the revisions on the connection that the program hands over."""

from alembic import context

import models.tables  # noqa: F401  (registers every table)
from models.job_tables import is_ours
from models.tables.base import LedgerTable

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=LedgerTable.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=is_ours,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
