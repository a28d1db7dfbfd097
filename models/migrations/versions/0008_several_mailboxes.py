"""Several mailboxes of a unit, person or post; what the mails of one letter have in common.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from models.addresses import read_mailboxes

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
OWNERS = ('unit', 'person', 'post')
MAILBOX = sa.table(
    'mailbox', *(sa.column(name) for name in ('owner_key', 'position', 'address', 'is_copy', 'label')))


def upgrade() -> None:
    op.create_table(
        'mailbox',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('owner_key', TEXT(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('address', TEXT(), nullable=False),
        sa.Column('is_copy', sa.Boolean(), nullable=False),
        sa.Column('label', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox')),
        sa.UniqueConstraint('owner_key', 'position', name=op.f('uq_mailbox_owner_key_position')),
    )
    op.create_index(op.f('ix_mailbox_owner_key'), 'mailbox', ['owner_key'], unique=False)
    for owner in OWNERS:
        _part(owner)
        with op.batch_alter_table(owner, schema=None) as batch_op:
            batch_op.drop_column('mailbox')
    # With a default SQLite need not make the table anew, which may be most of the ledger.
    op.add_column('message', sa.Column('letter_key', TEXT(), nullable=False, server_default=''))
    op.execute('UPDATE message SET letter_key = key')
    op.create_index(op.f('ix_message_letter_key'), 'message', ['letter_key'], unique=False)


def downgrade() -> None:
    """Keep the first mailbox of each: the program before this revision would read several as none."""
    for owner in OWNERS:
        with op.batch_alter_table(owner, schema=None) as batch_op:
            batch_op.add_column(sa.Column('mailbox', TEXT(), nullable=True))
        op.execute(
            f"UPDATE {owner} SET mailbox = (SELECT address FROM mailbox "  # noqa: S608
            f"WHERE owner_key = '{owner}:' || {owner}.id ORDER BY position LIMIT 1)")
    op.drop_table('mailbox')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_letter_key'))
        batch_op.drop_column('letter_key')


def _part(owner: str) -> None:
    """Move what a column held: parted by the rule for addresses where that finds some, else as it is."""
    table = sa.table(owner, sa.column('id'), sa.column('mailbox'))
    for row in op.get_bind().execute(sa.select(table).where(table.c.mailbox.is_not(None))).all():
        if not row.mailbox.strip():
            continue
        listed = read_mailboxes(row.mailbox)
        known = () if listed.refused else listed.mailboxes
        found = [(each.address, each.is_copy, each.label) for each in known] or [(row.mailbox, False, '')]
        op.bulk_insert(MAILBOX, [
            {'owner_key': f'{owner}:{row.id}', 'position': position,
             'address': address, 'is_copy': is_copy, 'label': label}
            for position, (address, is_copy, label) in enumerate(found)
        ])
