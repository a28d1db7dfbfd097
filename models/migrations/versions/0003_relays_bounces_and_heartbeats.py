"""Relays, bounces, heartbeats; compressed mails, how attempts ended, skipped slots, indexes of a round.

Revision 0003, after 0002.
"""

import zlib
from collections.abc import Callable

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

CHUNK = 500
MESSAGE = sa.table('message', sa.column('id', sa.Integer), sa.column('content', sa.LargeBinary))


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('state', sa.String(length=32), nullable=False, server_default='served'))
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('batch', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.drop_index('ix_message_state')
        batch_op.drop_index('ix_message_next_at')
        batch_op.create_index('ix_message_state_next_at', ['state', 'next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_sender'), ['sender'], unique=False)
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_due')
        batch_op.drop_index('ix_task_state')
        batch_op.create_index('ix_task_state_due', ['state', 'due'], unique=False)
        batch_op.create_index('ix_task_state_percent', ['state', 'percent'], unique=False)
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_milestone_by'), ['by'], unique=False)
    _rewrite(zlib.compress)
    _say_outcomes()


def downgrade() -> None:
    _say_successes()
    _rewrite(zlib.decompress)
    with op.batch_alter_table('milestone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestone_by'))
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_state_percent')
        batch_op.drop_index('ix_task_state_due')
        batch_op.create_index('ix_task_state', ['state'], unique=False)
        batch_op.create_index('ix_task_due', ['due'], unique=False)
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_sender'))
        batch_op.drop_index(batch_op.f('ix_message_batch'))
        batch_op.drop_index('ix_message_state_next_at')
        batch_op.create_index('ix_message_next_at', ['next_at'], unique=False)
        batch_op.create_index('ix_message_state', ['state'], unique=False)
        batch_op.drop_column('batch')
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_column('state')
    for table in ('heartbeat', 'bounce', 'relay'):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table('relay',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('tokens', sa.Float(), nullable=False),
    sa.Column('refilled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('stopped_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('stopped_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relay')),
    sa.UniqueConstraint('name', name=op.f('uq_relay_name'))
    )
    op.create_table('bounce',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('mailbox', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('is_hard', sa.Boolean(), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('cleared_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_bounce_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bounce')),
    sa.UniqueConstraint('source', name=op.f('uq_bounce_source'))
    )
    with op.batch_alter_table('bounce', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bounce_mailbox'), ['mailbox'], unique=False)
        batch_op.create_index(batch_op.f('ix_bounce_message_id'), ['message_id'], unique=False)
    op.create_table('heartbeat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('node', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('roles', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('every_seconds', sa.Integer(), nullable=False),
    sa.Column('round_seconds', sa.Float(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heartbeat')),
    sa.UniqueConstraint('node', name=op.f('uq_heartbeat_node'))
    )


def _say_outcomes() -> None:
    """Turn yes and no into how an attempt ended; an old failure with a code of 5xx was the last word."""
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('outcome', sa.String(length=32), nullable=False, server_default='broken'))
    for outcome, condition in (('sent', 'succeeded'), ('refused', 'NOT succeeded AND code >= 500'),
                               ('deferred', 'NOT succeeded AND code < 500')):
        op.execute(f"UPDATE delivery SET outcome = '{outcome}' WHERE {condition}")  # noqa: S608
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.alter_column('outcome', server_default=None)
        batch_op.drop_column('succeeded')


def _say_successes() -> None:
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.add_column(sa.Column('succeeded', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE delivery SET succeeded = (outcome = 'sent')")
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.alter_column('succeeded', server_default=None)
        batch_op.drop_column('outcome')


def _rewrite(change: Callable[[bytes], bytes]) -> None:
    """Compress or decompress the stored mails, some at a time."""
    connection, last = op.get_bind(), 0
    while True:
        query = sa.select(MESSAGE).where(MESSAGE.c.id > last).order_by(MESSAGE.c.id).limit(CHUNK)
        rows = connection.execute(query).all()
        if not rows:
            return
        for row in rows:
            changed = sa.update(MESSAGE).where(MESSAGE.c.id == row.id).values(content=change(row.content))
            connection.execute(changed)
        last = rows[-1].id
