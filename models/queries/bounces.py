# SPDX-License-Identifier: Apache-2.0
"""Mails that came back, and the mailboxes no mail is sent to because of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.addresses import address_key
from models.errors import NotFoundError
from models.kinds import BounceEffect, EventKind, MessageState, Outcome
from models.letters import Returned, Unreadable
from models.queries import log
from models.queries.chunks import WITHOUT_CONTENT
from models.tables import Bounce, Delivery, Message
from models.tables.base import row_id

WAITS_AT_MOST = timedelta(days=4)
"""A mail is given up after three days; what was due long before another mail left went before it."""
SAYS_NOTHING_OF_DELIVERY = (BounceEffect.UNPROVEN, BounceEffect.MEMBER, BounceEffect.UNREAD)
"""After these the mailbox itself may well have got its mail."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """The mail that a notification is about, and what became of its mailbox since."""

    message: Message
    left_at: datetime | None
    """When the relay took it, or may have taken it; None when it never left."""
    restored_at: datetime | None
    """When its mailbox was last cleared of what had come back."""
    later_at: datetime | None
    """When the first later mail to its mailbox left that has not come back."""


def sent_from(session: Session, senders: Collection[str]) -> Sequence[Message]:
    """Give the messages with one of these return paths."""
    query = select(Message).where(col(Message.sender).in_(senders)).options(WITHOUT_CONTENT)
    return session.exec(query).all() if senders else ()


def quoted(session: Session, message_ids: Collection[str]) -> Message | None:
    """Give the message of the first of these Message-IDs that is one of ours."""
    query = select(Message).where(col(Message.message_id).in_(message_ids)).options(WITHOUT_CONTENT)
    return session.exec(query.order_by(col(Message.id)).limit(1)).first() if message_ids else None


def last_sent_to(session: Session, address: str, *, since: datetime) -> Message | None:
    """Give the newest mail that left to an address since a moment."""
    query = _sent_to(address).where(col(Message.next_at) >= since).order_by(col(Message.id).desc())
    return session.exec(query.limit(1)).first()


def about(session: Session, message: Message) -> Sent:
    """Read what became of the mailbox since a message left."""
    left_at = message.sent_at or _perhaps_left_at(session, message)
    restored = select(func.max(Bounce.cleared_at)).where(_came_back_from(message.recipient))
    return Sent(
        message=message,
        left_at=left_at,
        restored_at=session.exec(restored).one(),
        later_at=_later_at(session, message, left_at) if left_at else None,
    )


def is_known(session: Session, sent: Sent, returned: Returned, effect: BounceEffect) -> bool:
    """Tell whether this was noted before: by this very notification, or by another one that says the same.

    What proves nothing is noted once a message, so that nobody fills the ledger with it.
    """
    if _is_noted(session, returned.source):
        return True
    query = select(Bounce.id).where(Bounce.message_id == row_id(sent.message))
    query = query.where(col(Bounce.effect).in_([effect, BounceEffect.STOPS]))
    if effect is not BounceEffect.UNPROVEN:
        query = query.where(func.lower(Bounce.recipient) == address_key(recipient_of(sent, returned)))
    return session.exec(query.limit(1)).first() is not None


def record(
    session: Session, sent: Sent, returned: Returned, effect: BounceEffect, *, now: datetime
) -> Bounce:
    """Note that a mail came back, and what follows; IntegrityError when somebody else noted it just now."""
    mailbox = sent.message.recipient
    bounce = Bounce(
        source=returned.source,
        message_id=row_id(sent.message),
        mailbox=mailbox,
        recipient=recipient_of(sent, returned),
        at=now,
        effect=effect,
        is_hard=returned.is_hard,
        status=returned.status,
        text=returned.text,
    )
    if effect is BounceEffect.STOPS and address_key(mailbox) not in failing(session):
        _log(session, EventKind.MAILBOX_FAILED, mailbox, at=now, by="mail", text=returned.text)
    session.add(bounce)
    session.flush()
    return bounce


def record_unread(session: Session, notification: Unreadable, *, now: datetime) -> Bounce | None:
    """Note a notification that could not be read; None when that is known already."""
    if _is_noted(session, notification.source):
        return None
    bounce = Bounce(
        source=notification.source,
        mailbox="",
        recipient="",
        at=now,
        effect=BounceEffect.UNREAD,
        is_hard=False,
        status="",
        text=notification.text,
    )
    session.add(bounce)
    session.flush()
    return bounce


def recipient_of(sent: Sent, returned: Returned) -> str:
    """Give the address that did not get the mail: one behind the mailbox where the notification names one."""
    mailbox = sent.message.recipient
    others = (recipient for recipient in returned.recipients if not is_same(recipient, mailbox))
    return next(others, mailbox)


def is_same(one: str, other: str) -> bool:
    """Tell whether two spellings are one mailbox."""
    return address_key(one) == address_key(other)


def failing(session: Session) -> Mapping[str, Bounce]:
    """Give what stops mail, by mailbox as `address_key` gives it: the newest of each."""
    stops = (col(Bounce.effect) == BounceEffect.STOPS) & col(Bounce.cleared_at).is_(None)
    found = session.exec(select(Bounce).where(stops).order_by(col(Bounce.id)))
    return {address_key(bounce.mailbox): bounce for bounce in found}


def shown(session: Session, *, since: datetime) -> Sequence[Bounce]:
    """List what came back since a moment and neither stops anything nor was cleared, oldest first."""
    goes_on = (col(Bounce.effect) != BounceEffect.STOPS) & col(Bounce.cleared_at).is_(None)
    query = select(Bounce).where(goes_on, col(Bounce.at) >= since).order_by(col(Bounce.id))
    return session.exec(query).all()


def restore(session: Session, mailbox: str, *, now: datetime, by: str) -> int:
    """Send to a mailbox again, "" for what could not be read; NotFoundError when nothing came back."""
    stopped = address_key(mailbox) in failing(session)
    waiting = _came_back_from(mailbox) & col(Bounce.cleared_at).is_(None)
    count = session.exec(update(Bounce).where(waiting).values(cleared_at=now)).rowcount
    if not count:
        raise NotFoundError(
            "No mail came back from {mailbox}." if mailbox else "No returned mail was left unread.",
            cure="List them with: duban bounce list.",
            mailbox=mailbox,
        )
    if stopped:
        _log(session, EventKind.MAILBOX_RESTORED, mailbox, at=now, by=by)
    return count


def listed(session: Session, *, with_cleared: bool = False) -> Sequence[Bounce]:
    """List what came back, newest first."""
    query = select(Bounce).order_by(col(Bounce.id).desc())
    return session.exec(query if with_cleared else query.where(col(Bounce.cleared_at).is_(None))).all()


def _came_back_from(mailbox: str) -> ColumnElement[bool]:
    return func.lower(Bounce.mailbox) == address_key(mailbox)


def _sent_to(address: str) -> SelectOfScalar[Message]:
    mine = func.lower(Message.recipient) == address_key(address)
    return select(Message).where(col(Message.state) == MessageState.SENT, mine).options(WITHOUT_CONTENT)


def _perhaps_left_at(session: Session, message: Message) -> datetime | None:
    """Ask the log: where the line broke after the whole mail went out, it may have arrived."""
    ambiguous = (col(Delivery.message_id) == message.id) & (col(Delivery.outcome) == Outcome.AMBIGUOUS)
    return session.exec(select(func.max(Delivery.at)).where(ambiguous)).one()


def _later_at(session: Session, message: Message, left_at: datetime) -> datetime | None:
    returned = select(Bounce.message_id).where(
        col(Bounce.message_id).is_not(None), col(Bounce.effect).not_in(SAYS_NOTHING_OF_DELIVERY)
    )
    # No mail leaves before it is due, so the index over state and next_at spares all the older ones.
    recent = col(Message.next_at) > left_at - WAITS_AT_MOST
    later = recent & (col(Message.sent_at) > left_at) & col(Message.id).not_in(returned)
    query = _sent_to(message.recipient).where(later).order_by(col(Message.sent_at)).limit(1)
    found = session.exec(query).first()
    return found.sent_at if found else None


def _is_noted(session: Session, source: str) -> bool:
    return session.exec(select(Bounce.id).where(Bounce.source == source)).first() is not None


def _log(session: Session, kind: EventKind, mailbox: str, *, at: datetime, by: str, text: str = "") -> None:
    log.record(session, kind, at=at, by=by, detail={"mailbox": mailbox, "text": text})
