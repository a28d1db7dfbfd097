"""Mails that came back, and the mailboxes no mail is sent to because of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from models.addresses import address_key
from models.errors import NotFoundError
from models.kinds import EventKind
from models.letters import Returned
from models.queries import log
from models.tables import Bounce, Message
from models.tables.base import row_id


def record(session: Session, returned: Returned, *, now: datetime) -> Bounce | None:
    """Note that a mail came back; None when that is known already, or when we never sent such a mail."""
    known = session.exec(select(Bounce).where(Bounce.source == returned.source)).first()
    message = None if known else _message(session, returned)
    if message is None:
        return None
    bounce = Bounce(
        source=returned.source,
        message_id=row_id(message),
        mailbox=message.recipient,
        at=now,
        is_hard=returned.is_hard,
        status=returned.status,
        text=returned.text,
    )
    if bounce.is_hard and message.recipient not in failing(session):
        _log(session, EventKind.MAILBOX_FAILED, message.recipient, at=now, by="mail", text=returned.text)
    session.add(bounce)
    session.flush()
    return bounce


def failing(session: Session) -> Mapping[str, Bounce]:
    """Give the mailboxes that do not exist any more by their addresses, each with the newest hard bounce."""
    hard = select(Bounce).where(col(Bounce.is_hard), col(Bounce.cleared_at).is_(None))
    return {bounce.mailbox: bounce for bounce in session.exec(hard.order_by(col(Bounce.id)))}


def restore(session: Session, mailbox: str, *, now: datetime, by: str) -> int:
    """Send to a mailbox again; NotFoundError when nothing keeps mail from it."""
    waiting = (func.lower(Bounce.mailbox) == address_key(mailbox)) & col(Bounce.cleared_at).is_(None)
    count = session.exec(update(Bounce).where(waiting).values(cleared_at=now)).rowcount
    if not count:
        raise NotFoundError(
            "No mail came back from {mailbox}.", cure="List them with: duban bounce list.", mailbox=mailbox
        )
    _log(session, EventKind.MAILBOX_RESTORED, mailbox, at=now, by=by)
    return count


def listed(session: Session, *, with_cleared: bool = False) -> Sequence[Bounce]:
    """List what came back, newest first."""
    query = select(Bounce).order_by(col(Bounce.id).desc())
    return session.exec(query if with_cleared else query.where(col(Bounce.cleared_at).is_(None))).all()


def _message(session: Session, returned: Returned) -> Message | None:
    """Find the mail by its own return path; by Message-ID only where it was sent without one."""
    by_path = select(Message).where(col(Message.sender).in_(returned.sent_to)).limit(2)
    found = session.exec(by_path).all()
    if len(found) == 1:
        return found[0]
    by_id = select(Message).where(Message.message_id == returned.message_id)
    message = session.exec(by_id).first()
    shared = message is not None and message.sender in returned.sent_to
    return message if shared else None


def _log(session: Session, kind: EventKind, mailbox: str, *, at: datetime, by: str, text: str = "") -> None:
    log.record(session, kind, at=at, by=by, detail={"mailbox": mailbox, "text": text})
