# SPDX-License-Identifier: Apache-2.0
"""Claims on the outbox: one sender at a time has a message in hand, and a token fences whoever slept."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.channels import Medium
from models.kinds import ONLY_NOTICES, MessageState, Outcome, TaskState
from models.letters import Envelope
from models.queries.channel_messages import hold_back
from models.tables import Delivery, Message, NoticeSent, Task
from models.tables.base import table_of
from models.tables.outbox import goes_by

LONGEST_ATTEMPT = timedelta(minutes=12)
"""Ten minutes after the final dot (RFC 5321 4.5.3.2.6), and the commands before it."""
LEASE = 2 * LONGEST_ATTEMPT
_FREE: dict[str, Any] = {"state": MessageState.QUEUED, "lease_until": None, "lease_token": None}
_MESSAGES = table_of(Message)
_STAMP = sa.update(_MESSAGES).where(
    _MESSAGES.c.id == sa.bindparam("held_id"), _MESSAGES.c.lease_token == sa.bindparam("held_token")
)
"""Made once: a statement put together anew for every mail costs more than its run."""
_LOG = sa.insert(table_of(Delivery))
_SPENT = (Outcome.DEFERRED, Outcome.BROKEN, Outcome.AMBIGUOUS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One message in hand until `until`; with another `token` than the ledger's nothing can be stamped."""

    id: int
    token: str
    until: datetime
    attempts: int
    created_at: datetime
    envelope: Envelope

    def allows_attempt(self, now: datetime) -> bool:
        """Tell whether even the slowest attempt begun now ends before somebody else may take the message."""
        return now + LONGEST_ATTEMPT <= self.until


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which messages a sender may take: those of its way out, of one `batch` or of all, to nobody avoided."""

    medium: Medium = Medium.MAIL
    batch: str | None = None
    avoided: Collection[str] = ()
    """Recipients that just failed: the others need not wait behind them."""


ANY_MAIL = Wanted()


def claim(
    session: Session, *, now: datetime, limit: int, owner: str, wanted: Wanted = ANY_MAIL
) -> Sequence[Claim]:
    """Take up to `limit` messages that are due; those that became moot are settled.

    `owner` begins the token that fences the claim; `now` is aware and in the office's time zone.
    """
    while ids := _due(session, now=now, limit=limit, wanted=wanted):
        passed = _moot(session, ids)
        _settle_moot(session, passed)
        if wanted.medium is Medium.CHANNEL:
            passed |= hold_back(session, set(ids) - passed, now=now)
        if live := [item for item in ids if item not in passed]:
            return _take(session, live, token=f"{owner}:{uuid4().hex}", until=now + LEASE)
    return ()


def count_due(session: Session, *, now: datetime, limit: int, medium: Medium = Medium.MAIL) -> int:
    """Count the messages that could be claimed, up to `limit`."""
    found = (session.exec(query.limit(limit)).all() for query in _free(now, medium))
    return min(sum(map(len, found)), limit)


def stamp_sent(session: Session, held: Claim, *, now: datetime) -> bool:
    """Stamp a message as sent; tell whether the claim still held, else nothing was written."""
    values = {"state": MessageState.SENT, "sent_at": now, "last_error": None, "attempts": held.attempts + 1}
    return _stamp(session, held, values) and _log(session, held, Outcome.SENT, now=now)


def stamp_failed(
    session: Session,
    held: Claim,
    *,
    now: datetime,
    outcome: Outcome,
    code: int | None,
    reason: str,
    next_at: datetime | None,
) -> bool:
    """Stamp an attempt the message has spent: queued again for `next_at`, or dead when there is none."""
    values = {
        "state": MessageState.QUEUED if next_at else MessageState.DEAD,
        "next_at": next_at or now,
        "last_error": reason,
        "attempts": held.attempts + 1,
    }
    return _stamp(session, held, values) and _log(session, held, outcome, now=now, code=code, text=reason)


def stamp_unspent(
    session: Session, held: Claim, *, now: datetime, outcome: Outcome, code: int | None, reason: str
) -> bool:
    """Put a message back as it was, because the relay failed and not the message; the log keeps why."""
    values = {"state": MessageState.QUEUED, "last_error": reason}
    return _stamp(session, held, values) and _log(session, held, outcome, now=now, code=code, text=reason)


def failing_since(session: Session, held: Claim) -> datetime | None:
    """Give the time of the first attempt that failed for the message's own sake, since it was queued."""
    mine = (col(Delivery.message_id) == held.id) & (col(Delivery.at) >= held.created_at)
    return session.exec(
        select(func.min(Delivery.at)).where(mine, col(Delivery.outcome).in_(_SPENT))
    ).one_or_none()


def unclaim(session: Session, claims: Iterable[Claim]) -> None:
    """Give messages back untried."""
    for item in claims:
        _stamp(session, item, {"state": MessageState.QUEUED})


def release(session: Session, *, owner: str) -> int:
    """Give back what a dead owner had claimed; only who can prove that it is dead may call this."""
    taken = (col(Message.state) == MessageState.SENDING) & col(Message.lease_token).startswith(f"{owner}:")
    return session.exec(update(Message).where(taken).values(**_FREE)).rowcount


def _due(session: Session, *, now: datetime, limit: int, wanted: Wanted) -> list[int]:
    """Find what nobody has in hand: first what a vanished sender left, then the queue in its order."""
    ids: list[int] = []
    for query in _free(now, wanted.medium):
        narrowed = _narrowed(query, wanted).limit(limit - len(ids)).with_for_update(skip_locked=True)
        ids += session.exec(narrowed).all() if len(ids) < limit else []
    return ids


def _narrowed(query: SelectOfScalar[Any], wanted: Wanted) -> SelectOfScalar[Any]:
    if wanted.batch is not None:
        query = query.order_by(None).where(col(Message.batch) == wanted.batch)
    return query.where(col(Message.recipient).not_in(wanted.avoided)) if wanted.avoided else query


def _free(now: datetime, medium: Medium) -> tuple[SelectOfScalar[Any], SelectOfScalar[Any]]:
    """Ask twice, so that each question is a walk along ix_message_state_next_at without sorting."""
    left = (col(Message.state) == MessageState.SENDING) & (col(Message.lease_until) <= now)
    queued = (col(Message.state) == MessageState.QUEUED) & (col(Message.next_at) <= now)
    return (
        select(Message.id).where(left, goes_by(medium)),
        select(Message.id).where(queued, goes_by(medium)).order_by(col(Message.next_at)),
    )


def _moot(session: Session, ids: Sequence[int]) -> set[int]:
    """Find what speaks of particular tasks only, none of which is open any more.

    What a letter says is noted once, with one of its mails.
    """
    still_open = func.max(sa.case((col(Task.state) == TaskState.OPEN, 1), else_=0))
    noted = aliased(Message)
    query = (
        select(Message.id)
        .join(noted, col(noted.letter_key) == col(Message.letter_key))
        .join(NoticeSent, col(NoticeSent.message_id) == col(noted.id))
        .join(Task, col(Task.id) == col(NoticeSent.task_id))
        .where(col(Message.id).in_(ids), col(Message.kind).in_(ONLY_NOTICES))
        .group_by(col(Message.id))
        .having(still_open == 0)
    )
    return {number for number in session.exec(query) if number is not None}


def _settle_moot(session: Session, ids: set[int]) -> None:
    if ids:
        moot = _FREE | {"state": MessageState.MOOT}
        session.exec(update(Message).where(col(Message.id).in_(ids)).values(**moot))


def _take(session: Session, ids: Sequence[int], *, token: str, until: datetime) -> Sequence[Claim]:
    taken = col(Message.id).in_(ids)
    held = {"state": MessageState.SENDING, "lease_until": until, "lease_token": token}
    session.exec(update(Message).where(taken).values(**held))
    rows = session.exec(select(Message).where(taken).order_by(col(Message.next_at), col(Message.id)))
    return [_claim(message, token=token, until=until) for message in rows]


def _claim(message: Message, *, token: str, until: datetime) -> Claim:
    return Claim(
        id=message.id or 0,
        token=token,
        until=until,
        attempts=message.attempts,
        created_at=message.created_at,
        envelope=Envelope(
            key=message.key,
            message_id=message.message_id,
            sender=message.sender,
            recipient=message.recipient,
            subject=message.subject,
            content=message.content,
        ),
    )


def _stamp(session: Session, held: Claim, values: dict[str, Any]) -> bool:
    mine = {"held_id": held.id, "held_token": held.token}
    return session.connection().execute(_STAMP, _FREE | values | mine).rowcount == 1


def _log(
    session: Session,
    held: Claim,
    outcome: Outcome,
    *,
    now: datetime,
    code: int | None = None,
    text: str | None = None,
) -> bool:
    attempt = {"message_id": held.id, "at": now, "outcome": outcome, "code": code, "text": text}
    session.connection().execute(_LOG, attempt)
    return True
