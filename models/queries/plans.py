# SPDX-License-Identifier: Apache-2.0
"""Finding plans and tasks, by the names people type or by their keys."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.errors import NotFoundError
from models.kinds import TaskState
from models.queries.progress import touch
from models.tables import Plan, Task


def all_plans(session: Session) -> list[Plan]:
    """List every plan by its key."""
    return list(session.exec(select(Plan).order_by(col(Plan.key))))


def find_plan(session: Session, name: str) -> Plan:
    """Give the plan of that key, document number or title; NotFoundError lists the keys there are."""
    named = or_(Plan.key == name, Plan.document_number == name, Plan.title == name)
    plan = session.exec(select(Plan).where(named)).first()
    if plan is None:
        keys = ", ".join(item.key for item in all_plans(session)) or "–"
        raise NotFoundError(
            'There is no plan "{name}".', cure="Plans in the ledger: {keys}.", name=name, keys=keys
        )
    return plan


def of_key(session: Session, key: str) -> Plan | None:
    """Give the plan of exactly that key."""
    return session.exec(select(Plan).where(Plan.key == key)).first()


def find_task(session: Session, plan_name: str, number: str) -> Task:
    """Give a task of a plan by its number; NotFoundError when there is none."""
    plan = find_plan(session, plan_name)
    query = select(Task).where(Task.plan_id == plan.id, Task.number == number)
    task = session.exec(query.order_by(col(Task.state))).first()
    if task is None:
        raise NotFoundError(
            "Plan {plan} has no task {number}.",
            cure="List its tasks with: duban plan show {plan}.",
            plan=plan.key,
            number=number,
        )
    return task


def is_taken(session: Session, plan_id: int, number: str) -> bool:
    """Tell whether a task of the plan that is not withdrawn has that number."""
    query = select(Task.id).where(Task.plan_id == plan_id, Task.number == number)
    return session.exec(query.where(Task.state != TaskState.WITHDRAWN)).first() is not None


def task_of_id(session: Session, task_id: int) -> Task:
    """Give a task that is known to be in the ledger."""
    return session.get_one(Task, task_id)


def reference_of(session: Session, task: Task) -> str:
    """Name a task as `plan/number`."""
    key = session.exec(select(Plan.key).where(Plan.id == task.plan_id)).one()
    return f"{key}/{task.number}"


def touch_tasks(session: Session, plan: Plan, *, now: datetime) -> None:
    """Raise the revision of every task of a plan: its title is part of what they show."""
    for task in session.exec(select(Task).where(Task.plan_id == plan.id)):
        touch(task, now=now)


def free_key(session: Session, year: int) -> str:
    """Give the short name of a new plan: its year, or the year with a count when that is taken."""
    taken = {plan.key for plan in all_plans(session)}
    candidates = [str(year), *(f"{year}-{count}" for count in range(2, len(taken) + 3))]
    return next(key for key in candidates if key not in taken)
