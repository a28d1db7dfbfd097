"""The dimension under which a task is assessed (考评维度).

Revision 0010, after 0009.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a default SQLite need not make the table anew.
    op.add_column(
        'task',
        sa.Column('assessment_dimension', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''),
    )


def downgrade() -> None:
    op.drop_column('task', 'assessment_dimension')
