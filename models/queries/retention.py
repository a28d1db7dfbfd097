"""What need not be kept for ever: the mails of messages that are settled; their rows and the log stay."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from models.kinds import MessageState
from models.queries.outbox import is_kept
from models.tables import Message

SETTLED = (MessageState.SENT, MessageState.DROPPED, MessageState.MOOT, MessageState.SUPERSEDED)


def bodies_to_empty(session: Session, *, settled_before: datetime, after: int, limit: int) -> Sequence[int]:
    """Give the ids above `after` of settled messages older than that moment whose mail is still there."""
    settled_at = func.coalesce(Message.sent_at, Message.created_at)
    query = select(Message.id).where(
        col(Message.id) > after,
        col(Message.state).in_(SETTLED),
        settled_at < settled_before,
        is_kept(),
    )
    return [each for each in session.exec(query.order_by(col(Message.id)).limit(limit)) if each is not None]


def empty_bodies(session: Session, ids: Sequence[int]) -> None:
    """Forget the mails of these messages."""
    session.exec(update(Message).where(col(Message.id).in_(ids)).values(content=b""))
