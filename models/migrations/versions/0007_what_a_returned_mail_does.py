"""What a returned mail does, and which address it is about: only what is proven stops mail.

Until now a notification was believed by a Message-ID that could be worked out. Those go on being listed and stop
nothing any more; those that came to the return path of one message alone stop what they stopped.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

TAGGED = '%+' + '_' * 32 + '@%'


def upgrade() -> None:
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('recipient', sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=''))
        batch_op.add_column(
            sa.Column('effect', sa.String(length=32), nullable=False, server_default='unproven'))
    op.execute('UPDATE bounce SET recipient = mailbox')
    proven = f"message_id IN (SELECT id FROM message WHERE sender LIKE '{TAGGED}')"  # noqa: S608
    op.execute(f"UPDATE bounce SET effect = 'soft' WHERE {proven} AND NOT is_hard")  # noqa: S608
    op.execute(f"UPDATE bounce SET effect = 'stops' WHERE {proven} AND is_hard")  # noqa: S608
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.alter_column('recipient', server_default=None)
        batch_op.alter_column('effect', server_default=None)


def downgrade() -> None:
    op.execute("UPDATE bounce SET is_hard = (effect = 'stops')")
    op.execute('DELETE FROM bounce WHERE message_id IS NULL')
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.drop_column('effect')
        batch_op.drop_column('recipient')
