# SPDX-License-Identifier: Apache-2.0
"""Upkeep: mails that came back are noted, old contents forgotten."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import Ledger
from models.kinds import BounceEffect
from models.letters import Notification, Returned, Unreadable
from models.queries import bounces, outbox
from models.queries.bounces import Sent
from models.tables import Bounce, Message
from scheduler.ports import Inbox, Proof

CHUNK = 200
"""Mails emptied in one transaction, so that a sender hardly waits."""


def forget_mails(
    ledger: Ledger, *, days: int, now: datetime, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Empty the mails of messages settled more than `days` *calendar* days ago; 0 days keeps all.

    Rows, subjects and every attempt stay. Give how many mails were emptied.
    """
    if not days:
        return 0
    before, last, emptied = now - timedelta(days=days), 0, 0
    while not stopping():
        with ledger.reading() as session:
            ids = outbox.bodies_to_empty(session, settled_before=before, after=last, limit=CHUNK)
        if not ids:
            break
        with ledger.writing() as session:
            outbox.empty_bodies(session, ids)
        last, emptied = ids[-1], emptied + len(ids)
    return emptied


BELIEVED_FOR = timedelta(days=14)
"""What is said of an older mail stops nothing: servers give up after five days at most, and the rest is for a
mailbox that nobody could read over the longest holidays. A dead mailbox returns the next mail just as well.
"""
SETTLED_AFTER = timedelta(hours=1)
"""A server that does not know an address says so within minutes: a later mail that has not come back by then
has arrived, and whatever is still said of an earlier one is out of date, or used a second time.
"""


def record_bounces(
    ledger: Ledger, inbox: Inbox, proof: Proof, *, now: datetime, dry_run: bool = False
) -> tuple[Bounce, ...]:
    """Note every mail that came back since the last time; give what is new.

    Each is committed before the inbox lets go of it; with `dry_run` nothing is kept, and all stays unread.
    DeliveryError when the inbox cannot be read.
    """
    noted: list[Bounce] = []

    def take(notification: Notification) -> None:
        bounce = _noted(ledger, notification, proof, now=now, dry_run=dry_run)
        if bounce is not None:
            noted.append(bounce)

    inbox.collect(take, leave=dry_run)
    return tuple(noted)


def effect_of(returned: Returned, sent: Sent, *, is_proven: bool, now: datetime) -> BounceEffect:
    """Decide what a returned mail does; it stops mail only if nothing speaks against it."""
    if not is_proven:
        return BounceEffect.UNPROVEN
    if sent.left_at is None:
        return BounceEffect.UNSENT
    if not all(bounces.is_same(recipient, sent.message.recipient) for recipient in returned.recipients):
        return BounceEffect.MEMBER
    if not (returned.is_stated and returned.recipients):
        return BounceEffect.VAGUE
    if not returned.is_hard:
        return BounceEffect.SOFT
    return BounceEffect.OUTDATED if _is_outdated(sent, sent.left_at, now=now) else BounceEffect.STOPS


def _is_outdated(sent: Sent, left_at: datetime, *, now: datetime) -> bool:
    is_restored = sent.restored_at is not None and left_at <= sent.restored_at
    took_later = sent.later_at is not None and sent.later_at <= now - SETTLED_AFTER
    return is_restored or took_later or left_at < now - BELIEVED_FOR


def _noted(
    ledger: Ledger, notification: Notification, proof: Proof, *, now: datetime, dry_run: bool
) -> Bounce | None:
    try:
        with ledger.writing() as session:
            bounce = _record(session, notification, proof, now=now)
            if dry_run:
                session.expunge_all()
                session.rollback()
            return bounce
    except IntegrityError:
        return None  # another node read the same notification just now


def _record(session: Session, notification: Notification, proof: Proof, *, now: datetime) -> Bounce | None:
    if isinstance(notification, Unreadable):
        return bounces.record_unread(session, notification, now=now)
    message = _proven(session, notification.sent_to, proof)
    is_proven = message is not None
    message = message or _likely(session, notification, now=now)
    if message is None:
        return None
    sent = bounces.about(session, message)
    effect = effect_of(notification, sent, is_proven=is_proven, now=now)
    if bounces.is_known(session, sent, notification, effect):
        return None
    return bounces.record(session, sent, notification, effect, now=now)


def _proven(session: Session, sent_to: Sequence[str], proof: Proof) -> Message | None:
    """Give the mail whose own return path a notification went to; None for the paths of several."""
    found = bounces.sent_from(session, proof.senders(sent_to))
    ours = [message for message in found if proof.holds(message.key, sent_to)]
    return ours[0] if len(ours) == 1 else None


def _likely(session: Session, returned: Returned, *, now: datetime) -> Message | None:
    """Give the mail that is quoted, else the last one to the address named: what anybody may have written."""
    message = bounces.quoted(session, returned.message_ids)
    for recipient in returned.recipients:
        message = message or bounces.last_sent_to(session, recipient, since=now - BELIEVED_FOR)
    return message
