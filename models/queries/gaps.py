"""Whom the open tasks name and no mail can reach."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import String
from sqlmodel import Session, cast, col, exists, func, select

from models.kinds import TaskState
from models.queries import people
from models.tables import Assignment, Lead, MailboxRow, Plan, Resolution, Task, Unit
from models.tables.units import GROUP

DEAF = ~exists().where(col(MailboxRow.owner_key) == "unit:" + cast(Unit.id, String))
IS_GROUP = col(Unit.kind) == GROUP


def units_without_mailbox(session: Session) -> Sequence[tuple[str, str]]:
    """Give name and task number of every unit that an open task names in vain, in the order of the plans."""
    return _named(session, DEAF & ~IS_GROUP)


def group_words(session: Session) -> Sequence[tuple[str, str]]:
    """Give every group word of an open task that the office has not resolved, with the task's number."""
    return _named(session, IS_GROUP)


def leaders_without_mailbox(session: Session, *, on: date) -> Sequence[str]:
    """Give the names of leaders of open tasks who have none on a day, and no holder of their post has."""
    deaf = {key: view.name for key, view in people.leaders(session, on=on).items() if not view.mailboxes}
    return sorted({name for key, name in deaf.items() if _leads(session, key)})


def _leads(session: Session, key: str) -> bool:
    kind, number = key.split(":")
    leader = Lead.post_id if kind == "post" else Lead.person_id
    theirs = select(Task.id).join(Lead).where(col(leader) == int(number), Task.state == TaskState.OPEN)
    return session.exec(theirs.limit(1)).first() is not None


def _named(session: Session, wanted: sa.ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    """Read assignments as meant: where the office resolved a group word, the units it stands for."""
    meant = func.coalesce(Resolution.unit_id, Assignment.unit_id)
    units = select(Unit.id).where(wanted)
    words = select(Resolution.word_id).where(col(Resolution.unit_id).in_(units))
    resolved = (col(Resolution.task_id) == Task.id) & (col(Resolution.word_id) == Assignment.unit_id)
    query = (
        select(Unit.name, Task.number)
        .select_from(Task)
        .join(Plan)
        .join(Assignment)
        .outerjoin(Resolution, resolved)
        .join(Unit, col(Unit.id) == meant)
        .where(col(Assignment.unit_id).in_(units.union(words)))  # few units, found over an index
        .where(col(Task.state) == TaskState.OPEN, wanted)
        .order_by(col(Plan.key), col(Task.position), col(Assignment.position), col(Resolution.position))
    )
    return session.exec(query).all()
