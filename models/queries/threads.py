"""What was written to whom before: the mail a new one follows, and who was never written to."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, exists, func, select

from models.addresses import address_key
from models.kinds import MessageState
from models.tables import MailboxRow, Message

ON_THEIR_WAY = (MessageState.QUEUED, MessageState.SENDING, MessageState.SENT)
"""What a reader has or will have: nothing that was given up, dropped or had become moot before it left."""


Place = tuple[str, str]
"""A reader's key and the key of one of its addresses: each mailbox has threads of its own."""


def begun_since(session: Session, since: datetime) -> dict[Place, str]:
    """Give the Message-ID of the first mail written to each mailbox of each reader since a moment."""
    # No message may leave before it was written, so the index over state and next_at finds the new ones.
    written = and_(_mailed(), col(Message.next_at) >= since, col(Message.created_at) >= since)
    query = select(Message.reader_key, Message.recipient, Message.message_id).where(written)
    rows = session.exec(query.order_by(col(Message.id).desc()))
    return {(reader_key, address_key(recipient)): message_id for reader_key, recipient, message_id in rows}


def never_mailed(session: Session) -> frozenset[Place]:
    """Give the mailboxes of units that no mail was ever written to."""
    theirs = and_(
        col(Message.reader_key) == col(MailboxRow.owner_key),
        func.lower(Message.recipient) == func.lower(MailboxRow.address),
        _mailed(),
    )
    of_units = col(MailboxRow.owner_key).startswith("unit:")
    query = select(MailboxRow.owner_key, MailboxRow.address).where(of_units, ~exists().where(theirs))
    return frozenset((owner_key, address_key(address)) for owner_key, address in session.exec(query))


def _mailed() -> ColumnElement[bool]:
    return and_(col(Message.channel_id).is_(None), col(Message.state).in_(ON_THEIR_WAY))
