"""Feeds of a subtree or a plan, ended addresses, editions; channels beside mail and muted kinds of letter.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TEXT, MOMENT = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
LETTERS = ('weekly', 'threshold', 'urging', 'digest', 'portfolio', 'report')
ANNOUNCE = """
CREATE FUNCTION duban_announce() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('duban_log', ''); RETURN NULL; END $$
"""
ON_INSERT = """
CREATE TRIGGER duban_announce AFTER INSERT ON event
FOR EACH STATEMENT EXECUTE FUNCTION duban_announce()
"""


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plan_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('revoked_at', MOMENT(), nullable=True))
        batch_op.create_index(batch_op.f('ix_feed_plan_id'), ['plan_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_feed_plan_id_plan'), 'plan', ['plan_id'], ['id'])
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('channel_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_message_channel_id'), ['channel_id'], unique=False)
        batch_op.create_foreign_key(
            batch_op.f('fk_message_channel_id_channel'), 'channel', ['channel_id'], ['id'])
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(ANNOUNCE)
        op.execute(ON_INSERT)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER duban_announce ON event')
        op.execute('DROP FUNCTION duban_announce()')
    # The program before this revision knows no other way than mail, and no other scopes.
    op.execute("UPDATE message SET state = 'dropped' "
               "WHERE channel_id IS NOT NULL AND state IN ('queued', 'sending', 'dead')")
    op.execute("DELETE FROM feedending WHERE feed_id IN "
               "(SELECT id FROM feed WHERE scope IN ('subtree', 'plan') OR revoked_at IS NOT NULL)")
    op.execute("DELETE FROM feed WHERE scope IN ('subtree', 'plan') OR revoked_at IS NOT NULL")
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_message_channel_id_channel'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_message_channel_id'))
        batch_op.drop_column('channel_id')
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_feed_plan_id_plan'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_feed_plan_id'))
        batch_op.drop_column('revoked_at')
        batch_op.drop_column('plan_id')
    for table in ('feedending', 'edition', 'mute', 'channel'):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        'channel',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reader_key', TEXT(), nullable=False),
        sa.Column('kind', _word('channelkind', 'chat', 'webhook'), nullable=False),
        sa.Column('label', TEXT(), nullable=False),
        sa.Column('url', TEXT(), nullable=False),
        sa.Column('secret', TEXT(), nullable=False),
        sa.Column('carries', TEXT(), nullable=False),
        sa.Column('quiet_from', sa.Time(), nullable=True),
        sa.Column('quiet_until', sa.Time(), nullable=True),
        sa.Column('created_at', MOMENT(), nullable=False),
        sa.Column('removed_at', MOMENT(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_channel')),
    )
    op.create_index(op.f('ix_channel_reader_key'), 'channel', ['reader_key'], unique=False)
    op.create_table(
        'mute',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('reader_key', TEXT(), nullable=False),
        sa.Column('kind', _word('letterkind', *LETTERS), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
        sa.UniqueConstraint('reader_key', 'kind', name=op.f('uq_mute_reader_key_kind')),
    )
    op.create_table(
        'edition',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('fingerprint', TEXT(), nullable=False),
        sa.Column('at', MOMENT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_edition')),
    )
    op.create_table(
        'feedending',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('feed_id', sa.Integer(), nullable=False),
        sa.Column('generation', sa.Integer(), nullable=False),
        sa.Column('ends_at', MOMENT(), nullable=False),
        sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_feedending_feed_id_feed')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_feedending')),
        sa.UniqueConstraint('feed_id', 'generation', name=op.f('uq_feedending_feed_id_generation')),
    )
    op.create_index(op.f('ix_feedending_feed_id'), 'feedending', ['feed_id'], unique=False)


def _word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)
