"""An index over what waits for channels alone: finding it must not walk past every mail that is queued.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

NAME = 'ix_message_channel_state_next_at'
FOR_CHANNELS = sa.text('channel_id IS NOT NULL')


def upgrade() -> None:
    op.create_index(
        NAME, 'message', ['state', 'next_at'], sqlite_where=FOR_CHANNELS, postgresql_where=FOR_CHANNELS)


def downgrade() -> None:
    op.drop_index(NAME, table_name='message')
