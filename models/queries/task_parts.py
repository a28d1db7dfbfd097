# SPDX-License-Identifier: Apache-2.0
"""What hangs on a task as a plan prints it: units, leaders, milestones, targets; and what its words mean."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, SQLModel, col, delete, select

from models.kinds import Role
from models.tables import Assignment, Lead, Milestone, Person, Post, Resolution, Target, Task, Unit
from models.tables.base import row_id


def units_of(session: Session, task: Task) -> Sequence[Unit]:
    """Give the units and group words that a task names, those that words mean apart."""
    return session.exec(select(Unit).join(Assignment).where(Assignment.task_id == task.id)).all()


def parts_of(session: Session, task: Task) -> list[tuple[int, Role]]:
    """Give the units, by id, with their roles, in their order."""
    held = select(Assignment).where(Assignment.task_id == task.id).order_by(col(Assignment.position))
    return [(part.unit_id, part.role) for part in session.exec(held)]


def assign(session: Session, task: Task, parts: Iterable[tuple[int, Role]]) -> None:
    """Make units, given by id, with their roles the whole list of those a task names."""
    session.exec(delete(Assignment).where(col(Assignment.task_id) == task.id))
    session.add_all(
        Assignment(task_id=row_id(task), unit_id=unit_id, role=role, position=position)
        for position, (unit_id, role) in enumerate(parts)
    )


def set_leaders(session: Session, task: Task, leaders: Iterable[Person | Post]) -> None:
    """Make persons and posts the whole list of those who lead a task."""
    session.exec(delete(Lead).where(col(Lead.task_id) == task.id))
    session.add_all(
        Lead(
            task_id=row_id(task),
            person_id=leader.id if isinstance(leader, Person) else None,
            post_id=leader.id if isinstance(leader, Post) else None,
            position=position,
        )
        for position, leader in enumerate(leaders)
    )


def meaning_of(session: Session, task: Task, word: Unit) -> tuple[str, ...]:
    """Give the names of the units that a word means in a task, none when nobody said."""
    query = (
        select(Unit.name)
        .join(Resolution, col(Resolution.unit_id) == col(Unit.id))
        .where(Resolution.task_id == task.id, Resolution.word_id == word.id)
        .order_by(col(Resolution.position))
    )
    return tuple(session.exec(query))


def set_meaning(
    session: Session, task: Task, word: Unit, meant: Iterable[Unit], *, now: datetime, by: str
) -> None:
    """Make units all that a word means in a task; with none it names nobody in particular."""
    session.exec(
        delete(Resolution).where(col(Resolution.task_id) == task.id, col(Resolution.word_id) == word.id)
    )
    session.add_all(
        Resolution(
            task_id=row_id(task), word_id=row_id(word), unit_id=row_id(unit), position=index, at=now, by=by
        )
        for index, unit in enumerate(meant)
    )
    session.flush()


def milestones_of(session: Session, task: Task) -> Sequence[Milestone]:
    """Give the milestones of a task as they are numbered: by their day."""
    query = select(Milestone).where(Milestone.task_id == task.id)
    return session.exec(query.order_by(col(Milestone.by), col(Milestone.id))).all()


def targets_of(session: Session, task: Task) -> Sequence[Target]:
    """Give the targets of a task as they are numbered: as printed."""
    query = select(Target).where(Target.task_id == task.id)
    return session.exec(query.order_by(col(Target.position))).all()


def replace(session: Session, kept: Iterable[SQLModel], *, gone: Iterable[SQLModel]) -> None:
    """Write milestones or targets, new and changed ones, and forget those that are gone."""
    session.add_all(kept)
    for row in gone:
        session.delete(row)
    session.flush()
