"""What the first texts of 0001 and 0003 made otherwise than their last ones: found by looking, and mended.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OF_A_REPORT = {'milestone_id': 'milestone', 'target_id': 'target'}
INDEXES = {
    'ix_message_sender': ('message', ['sender']),
    'ix_task_state_percent': ('task', ['state', 'percent']),
}


def upgrade() -> None:
    found = sa.inspect(op.get_bind())
    _drop_the_second_name_of_a_task(found)
    _let_reports_outlive_what_they_are_about(found)
    if 'reason' in {column['name'] for column in found.get_columns('round')}:
        with op.batch_alter_table('round', schema=None) as batch_op:
            batch_op.drop_column('reason')
    for name, (table, columns) in INDEXES.items():
        if name not in {index['name'] for index in found.get_indexes(table)}:
            op.create_index(name, table, columns, unique=False)


def downgrade() -> None:
    """The last text of 0005 and before makes the same tables."""


def _drop_the_second_name_of_a_task(found: sa.Inspector) -> None:
    if 'uq_task_plan_id_uid' in {each['name'] for each in found.get_unique_constraints('task')}:
        with op.batch_alter_table('task', schema=None) as batch_op:
            batch_op.drop_constraint('uq_task_plan_id_uid', type_='unique')


def _let_reports_outlive_what_they_are_about(found: sa.Inspector) -> None:
    keys = {each['constrained_columns'][0]: each for each in found.get_foreign_keys('progressreport')}
    holding = [name for name in OF_A_REPORT if not keys[name]['options']]
    if not holding:
        return
    with op.batch_alter_table('progressreport', schema=None) as batch_op:
        for name in holding:
            constraint = f'fk_progressreport_{name}_{OF_A_REPORT[name]}'
            batch_op.drop_constraint(constraint, type_='foreignkey')
            batch_op.create_foreign_key(constraint, OF_A_REPORT[name], [name], ['id'], ondelete='SET NULL')
