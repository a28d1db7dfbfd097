"""What was written to whom before: the mail a new one follows, and who was never written to."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, and_
from sqlmodel import Session, cast, col, exists, select

from models.kinds import MessageState
from models.tables import Message, Unit

ON_THEIR_WAY = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)
"""What a reader has or will have: nothing that was given up, dropped or had become moot before it left."""


def begun_since(session: Session, since: datetime) -> dict[str, str]:
    """Give the Message-ID of the first mail written to each reader since a moment, by the reader's key."""
    # No message may leave before it was written, so the index over state and next_at finds the new ones.
    written = and_(_mailed(), col(Message.next_at) >= since, col(Message.created_at) >= since)
    query = select(Message.reader_key, Message.message_id).where(written).order_by(col(Message.id).desc())
    return dict(session.exec(query).all())


def never_mailed(session: Session) -> frozenset[int]:
    """Give the ids of the units that no mail was ever written to."""
    theirs = and_(col(Message.reader_key) == "unit:" + cast(Unit.id, String), _mailed())
    return frozenset(row for row in session.exec(select(Unit.id).where(~exists().where(theirs))) if row)


def _mailed() -> ColumnElement[bool]:
    return and_(col(Message.channel_id).is_(None), col(Message.state).in_(ON_THEIR_WAY))
