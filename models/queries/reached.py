"""What a round reads: the tasks its slots can concern, found over indexes, and what was said about them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, select, tuple_

from models.kinds import TaskState
from models.queries import bounces, log
from models.queries.views import views_of
from models.tables import Milestone, Round, Said, Task
from models.views import LedgerView, Reach


def glance(session: Session, slots: Collection[tuple[str, str]]) -> LedgerView:
    """Read the version of the ledger and which of `slots` are settled, and no task.

    The version comes first: what is read after it can only be newer.
    """
    last_event = log.newest(session)
    settled = select(Round.kind, Round.label).where(tuple_(col(Round.kind), col(Round.label)).in_(slots))
    rounds = frozenset((kind, label) for kind, label in session.exec(settled))
    return LedgerView(tasks=(), said=frozenset(), rounds=rounds, last_event=last_event)


def ledger_view(session: Session, glanced: LedgerView, reach: Reach, *, on: date) -> LedgerView:
    """Add the tasks in reach and what was said about them, with the holders of posts as of `on`."""
    ids = ids_in(reach)
    said = frozenset(session.exec(select(Said.key).where(col(Said.task_id).in_(ids))))
    failing = frozenset(mailbox.lower() for mailbox in bounces.failing(session))
    return replace(glanced, tasks=views_of(session, ids, on=on), said=said, failing=failing)


def ids_in(reach: Reach) -> SelectBase:
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
