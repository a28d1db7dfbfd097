"""The append-only log of what happened."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from models.kinds import EventKind
from models.tables import Event


def record(
    session: Session,
    kind: EventKind,
    *,
    at: datetime,
    by: str,
    plan_id: int | None = None,
    task_id: int | None = None,
    unit_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one line to the log."""
    session.add(
        Event(at=at, by=by, kind=kind, plan_id=plan_id, task_id=task_id, unit_id=unit_id, detail=detail or {})
    )


def newest(session: Session) -> int:
    """Give the id of the newest line, 0 in an empty ledger: it rises whenever a fact changes."""
    return session.exec(select(func.max(Event.id))).one() or 0


def of_task(session: Session, task_id: int) -> list[Event]:
    """Give the history of a task, oldest first."""
    return list(session.exec(select(Event).where(Event.task_id == task_id).order_by(Event.id)))  # type: ignore[arg-type]
