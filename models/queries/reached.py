"""What a round reads: the tasks its slots can concern, found over indexes, and what was said about them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, select, tuple_

from models.kinds import TaskState
from models.queries import bounces, failed, log, mutes
from models.queries.views import views_of
from models.tables import Milestone, Round, Said, Task
from models.views import LedgerView, Reach, TaskView

PORTION = 5_000
"""Ids in one statement; SQLite takes some 32,000 values, PostgreSQL twice as many."""


def glance(
    session: Session, slots: Collection[tuple[str, str]], *, now: datetime | None = None
) -> LedgerView:
    """Read the version of the ledger and which of `slots` are settled, and no task.

    The version comes first: what is read after it can only be newer.
    With `now` it tells as well what reached nobody, as of that moment.
    """
    last_event, versions = failed.version(session, now=now) if now else (log.newest(session), ())
    settled = select(Round.kind, Round.label).where(tuple_(col(Round.kind), col(Round.label)).in_(slots))
    rounds = frozenset((kind, label) for kind, label in session.exec(settled))
    return LedgerView(
        tasks=(), said=frozenset(), rounds=rounds, last_event=last_event, failed_version=versions
    )


def ledger_view(session: Session, glanced: LedgerView, reach: Reach, *, on: date) -> LedgerView:
    """Add the tasks in reach and what was said about them, with the holders of posts as of `on`."""
    tasks: list[TaskView] = []
    said: set[str] = set()
    for ids in _portions(session, reach):
        tasks += views_of(session, ids, on=on)
        said.update(session.exec(select(Said.key).where(col(Said.task_id).in_(ids))))
    failing = frozenset(bounces.failing(session))
    in_order = tuple(sorted(tasks, key=lambda task: (task.plan_key, task.position)))
    return replace(glanced, tasks=in_order, said=frozenset(said), failing=failing, muted=mutes.muted(session))


def _portions(session: Session, reach: Reach) -> Iterator[SelectBase]:
    """Look for what is in reach once, because every part of the tasks is read by the same ids."""
    if reach.everything:
        yield ids_in(reach)
        return
    found = session.execute(ids_in(reach)).scalars().all()
    for start in range(0, len(found), PORTION):
        yield select(Task.id).where(col(Task.id).in_(found[start : start + PORTION]))


def ids_in(reach: Reach) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Select the ids of the open tasks in reach."""
    if reach.everything:
        return _open_tasks()
    return sa.union(*_reasons(reach))


def _reasons(reach: Reach) -> Iterator[sa.Select[Any]]:
    """Select for one reason at a time: each then has an index of its own, which an OR would not use."""
    yield _open_tasks().where(sa.false())
    if reach.until:
        yield _open_tasks().where(col(Task.due) <= reach.until)
        awaited = col(Milestone.done_on).is_(None) & (col(Milestone.by) <= reach.until)
        yield _open_tasks().join(Milestone).where(awaited)
    if reach.below is not None:
        yield _open_tasks().where(col(Task.percent) < reach.below, col(Task.due).is_not(None))


def _open_tasks() -> sa.Select[Any]:
    return sa.select(col(Task.id)).where(col(Task.state) == TaskState.OPEN)
