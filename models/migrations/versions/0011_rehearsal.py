"""Rehearsal: a ledger from which nothing leaves before the office says so; how often leaders get mail.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

TEXT, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        'golive',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.Column('by', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_golive')),
    )
    op.create_table(
        'leaderfrequency',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reader_key', TEXT(), nullable=False),
        sa.Column('frequency', sa.Enum('daily', 'weekly', 'both', native_enum=False, length=32), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_leaderfrequency')),
        sa.UniqueConstraint('reader_key', name=op.f('uq_leaderfrequency_reader_key')),
    )
    op.add_column(
        'message', sa.Column('is_rehearsal', sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # What has sent is at work: a ledger does not tell a relay from a Maildir, and must not fall silent.
    op.execute(
        'INSERT INTO golive (at, "by") '
        "SELECT first, 'upgrade' FROM (SELECT min(sent_at) AS first FROM message WHERE state = 'sent') AS sent "
        'WHERE first IS NOT NULL'
    )
    # What waits in a ledger that never sent must not leave while it is in rehearsal.
    never_sent = 'NOT EXISTS (SELECT 1 FROM golive)'
    op.execute(f'UPDATE message SET is_rehearsal = {_true()} WHERE channel_id IS NULL AND {never_sent}')
    op.execute(
        "UPDATE message SET state = 'dropped', lease_until = NULL, lease_token = NULL "
        f"WHERE channel_id IS NOT NULL AND state IN ('queued', 'sending', 'unwritten') AND {never_sent}"
    )


def _true() -> str:
    return '1' if op.get_bind().dialect.name == 'sqlite' else 'true'


def downgrade() -> None:
    # The program before this revision knows no rehearsal: it would send what is queued.
    op.execute(
        "UPDATE message SET state = 'dropped', lease_until = NULL, lease_token = NULL "
        "WHERE is_rehearsal AND state IN ('queued', 'sending', 'unwritten')"
    )
    op.drop_table('leaderfrequency')
    op.drop_table('golive')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_column('is_rehearsal')
