# SPDX-License-Identifier: Apache-2.0
"""Channels beside mail: given out, changed and taken away; their addresses are never logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select, update

from models.channels import ChannelSettings, ChannelView, QuietHours
from models.errors import NotFoundError
from models.kinds import EventKind, LetterKind, MessageState
from models.queries import log
from models.tables import Channel, Message, Person, Post, Unit
from models.tables.base import row_id, table_of

WAITING = (MessageState.QUEUED, MessageState.SENDING)
_NAMED = {"unit": table_of(Unit), "person": table_of(Person), "post": table_of(Post)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """A channel that does not take what it should: how many messages were given up or wait, and why."""

    channel_id: int
    reader: str
    dead: int
    waiting: int
    reason: str


def live(session: Session) -> Mapping[str, Sequence[ChannelView]]:
    """Give the channels that are not removed by their reader's key."""
    grouped: dict[str, list[ChannelView]] = {}
    for view in views(session):
        grouped.setdefault(view.reader_key, []).append(view)
    return grouped


def views(session: Session, *, reader_key: str | None = None) -> Sequence[ChannelView]:
    """List the channels that are not removed, of one reader or of all, in the order they were made."""
    query = select(Channel).where(col(Channel.removed_at).is_(None)).order_by(col(Channel.id))
    if reader_key is not None:
        query = query.where(Channel.reader_key == reader_key)
    return [as_view(row) for row in session.exec(query)]


def find(session: Session, channel_id: int) -> ChannelView:
    """Give a channel; NotFoundError when there is none of that number, or it was removed."""
    return as_view(_row(session, channel_id))


def add(
    session: Session, reader_key: str, settings: ChannelSettings, *, now: datetime, by: str
) -> ChannelView:
    """Give a reader one more channel."""
    row = Channel(reader_key=reader_key, created_at=now, **_columns(settings))
    session.add(row)
    session.flush()
    _log(session, EventKind.CHANNEL_ADDED, row, at=now, by=by)
    return as_view(row)


def change(
    session: Session, channel_id: int, settings: ChannelSettings, *, now: datetime, by: str
) -> ChannelView:
    """Set a channel anew; the log names what was changed, and no value of it."""
    row = _row(session, channel_id)
    before = as_view(row).settings
    changed = [
        field.name
        for field in fields(settings)
        if getattr(settings, field.name) != getattr(before, field.name)
    ]
    row.sqlmodel_update(_columns(settings))
    session.flush()
    if changed:
        _log(session, EventKind.CHANNEL_CHANGED, row, at=now, by=by, changed=changed)
    return as_view(row)


def remove(session: Session, channel_id: int, *, now: datetime, by: str) -> ChannelView:
    """Take a channel away; what waits for it is dropped, what it was told stays in the ledger."""
    row = _row(session, channel_id)
    row.removed_at = now
    waits = (col(Message.channel_id) == row_id(row)) & (col(Message.state) == MessageState.QUEUED)
    session.exec(update(Message).where(waits).values(state=MessageState.DROPPED))
    _log(session, EventKind.CHANNEL_REMOVED, row, at=now, by=by)
    return as_view(row)


def reader_name(session: Session, reader_key: str) -> str:
    """Give the name behind a reader's key, nothing for the office."""
    kind, _, number = reader_key.partition(":")
    if kind not in _NAMED:
        return ""
    named = _NAMED[kind]
    return session.execute(sa.select(named.c.name).where(named.c.id == int(number))).scalar() or ""


def troubled(session: Session, *, waiting_since: datetime) -> Sequence[Trouble]:
    """List the live channels with messages given up, or waiting since that moment though they might speak."""
    dead = col(Message.state) == MessageState.DEAD
    tried = (col(Message.attempts) > 0) | (col(Message.next_at) <= waiting_since)
    stuck = col(Message.state).in_(WAITING) & (col(Message.created_at) <= waiting_since) & tried
    query = (
        sa.select(
            col(Message.channel_id),
            func.max(Message.reader_name),
            func.sum(sa.case((dead, 1), else_=0)),
            func.count(),
            func.max(Message.last_error),
        )
        .join(Channel, col(Channel.id) == col(Message.channel_id))
        .where(col(Channel.removed_at).is_(None), dead | stuck)
        .group_by(col(Message.channel_id))
        .order_by(col(Message.channel_id))
    )
    return [
        Trouble(
            channel_id=number or 0, reader=reader, dead=given_up, waiting=all_ - given_up, reason=why or "–"
        )
        for number, reader, given_up, all_, why in session.execute(query)
    ]


def as_view(row: Channel) -> ChannelView:
    """Read what a row stands for."""
    begins, ends = row.quiet_from, row.quiet_until
    settings = ChannelSettings(
        kind=row.kind,
        url=row.url,
        secret=row.secret,
        label=row.label,
        carries=tuple(LetterKind(kind) for kind in row.carries.split(",") if kind),
        quiet=QuietHours(start=begins, end=ends) if begins is not None and ends is not None else None,
    )
    return ChannelView(
        id=row_id(row), reader_key=row.reader_key, settings=settings, created_at=row.created_at
    )


def _row(session: Session, channel_id: int) -> Channel:
    row = session.get(Channel, channel_id)
    if row is None or row.removed_at is not None:
        raise NotFoundError(
            "There is no channel {id}.", cure="List them with: duban unit channel list.", id=channel_id
        )
    return row


def _columns(settings: ChannelSettings) -> dict[str, Any]:
    quiet = settings.quiet
    return {
        "kind": settings.kind,
        "url": settings.url,
        "secret": settings.secret,
        "label": settings.label,
        "carries": ",".join(settings.carries),
        "quiet_from": quiet.start if quiet else None,
        "quiet_until": quiet.end if quiet else None,
    }


def _log(session: Session, kind: EventKind, row: Channel, *, at: datetime, by: str, **more: Any) -> None:
    log.record(session, kind, at=at, by=by, detail={"channel": row.id, "reader": row.reader_key} | more)
