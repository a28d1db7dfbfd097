"""Letters that reach nobody: when they were owed first, those not written down, and where rounds fail.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TEXT, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
EMPTY_SIZE = 8
UNWRITTEN = f"state = 'dead' AND length(content) <= {EMPTY_SIZE}"


def upgrade() -> None:
    op.add_column('message', sa.Column('due_at', MOMENT(), nullable=True))
    op.create_table(
        'letterfault',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reader_key', TEXT(), nullable=False),
        sa.Column('rounds', sa.Integer(), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.Column('reason', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_letterfault')),
        sa.UniqueConstraint('reader_key', name=op.f('uq_letterfault_reader_key')),
    )
    # What could not be written down was put among the dead, with nothing to send.
    op.execute(f'UPDATE message SET attempts = 1, next_at = created_at WHERE {UNWRITTEN}')
    op.execute(f"UPDATE message SET state = 'unwritten' WHERE {UNWRITTEN}")


def downgrade() -> None:
    # The program before this revision knows neither state; what one letter says may be in another's name.
    op.execute("UPDATE message SET state = 'dead', attempts = 0 WHERE state = 'unwritten'")
    op.execute("UPDATE message SET state = 'dropped' WHERE state = 'superseded'")
    op.drop_table('letterfault')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_column('due_at')
