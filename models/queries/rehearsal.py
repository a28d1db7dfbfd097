# SPDX-License-Identifier: Apache-2.0
"""Rehearsal: nothing leaves before the office goes live, and going live forgets all that was rehearsed."""

from datetime import datetime

from sqlmodel import Session, col, delete, func, select, update

from models.kinds import EventKind
from models.queries import log
from models.tables import Bounce, Delivery, GoLive, LetterFault, Message, NoticeSent, ServedSlot


def live_since(session: Session) -> datetime | None:
    """Give the moment from which mails leave, None while the ledger is in rehearsal."""
    return session.exec(select(func.min(GoLive.at))).one()


def is_rehearsal(session: Session) -> bool:
    """Tell whether the office has not gone live yet."""
    return live_since(session) is None


def go_live(session: Session, *, now: datetime, by: str) -> None:
    """Let mails leave from now on, as if nothing had been written before; nothing if they do already."""
    if not is_rehearsal(session):
        return
    forget(session)
    session.add(GoLive(at=now, by=by))
    log.record(session, EventKind.WENT_LIVE, at=now, by=by)
    session.flush()


def forget(session: Session) -> None:
    """Take everything that was rehearsed out of the ledger: all there is, because nothing else left before.

    What was put into the Maildir stays there.
    """
    session.exec(update(Bounce).values(message_id=None))
    for table in (Delivery, NoticeSent, Message, ServedSlot, LetterFault):
        session.exec(delete(table))


def count_messages(session: Session) -> int:
    """Count the mails that were rehearsed."""
    return session.exec(select(func.count()).where(col(Message.is_rehearsal))).one()
