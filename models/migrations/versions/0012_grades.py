"""The grade of a task: 一般, 重要 or 重点.

Revision 0012, after 0011.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a default SQLite need not make the table anew.
    op.add_column(
        'task',
        sa.Column('grade', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''),
    )


def downgrade() -> None:
    op.drop_column('task', 'grade')
