# SPDX-License-Identifier: Apache-2.0
"""Batches of the outbox and the engine's jobs that send them: which messages are in no job's care."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select, update

from models.channels import Medium
from models.job_tables import EVENTS, JOBS
from models.kinds import MessageState
from models.tables import Message
from models.tables.outbox import goes_by

LONGEST_RUN = sa.text("now() - interval '30 minutes'")
"""A job that began earlier than that counts no more: its end may have been lost with a connection."""
_JOBS = sa.table(JOBS, *map(sa.column, ("id", "queueing_lock", "queue_name", "status")))
_EVENTS = sa.table(EVENTS, *map(sa.column, ("job_id", "at")))
_WAITS, _RUNS = (_JOBS.c.status == sa.literal_column(f"'{status}'") for status in ("todo", "doing"))
_LATELY = sa.exists().where(_EVENTS.c.job_id == _JOBS.c.id, _EVENTS.c.at > LONGEST_RUN).correlate(_JOBS)


def loose(session: Session, *, now: datetime, queue: str, unheeded_since: datetime) -> Sequence[int]:
    """Give the mails that are due and that no job will send, in the order in which they fell due.

    A job that waits in another queue counts only for messages due after `unheeded_since`: that queue may be
    of a relay which nobody serves any more. The rows are held until the session's transaction ends.
    """
    session.flush()
    queued = (col(Message.state) == MessageState.QUEUED) & (col(Message.next_at) <= now)
    left = (col(Message.state) == MessageState.SENDING) & (col(Message.lease_until) <= now)
    heeded = or_(
        _RUNS & _LATELY, _WAITS & ((_JOBS.c.queue_name == queue) | (col(Message.next_at) > unheeded_since))
    )
    cared_for = sa.exists().where(_JOBS.c.queueing_lock == col(Message.batch), heeded)
    due = (goes_by(Medium.MAIL), or_(queued, left), ~cared_for)
    query = select(Message.id).where(*due).order_by(col(Message.next_at))
    return [item for item in session.exec(query.with_for_update(skip_locked=True)) if item is not None]


def gather(session: Session, ids: Sequence[int], *, batch: str) -> None:
    """Put messages into a batch."""
    session.exec(update(Message).where(col(Message.id).in_(ids)).values(batch=batch))
