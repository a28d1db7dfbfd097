"""The relays: one row for all nodes says how much a relay may still take, and whether it is stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from models.tables import Relay
from models.tables.base import table_of

FULL_AFTER = timedelta(minutes=1)
"""In a minute every bucket is full, so the first mail through a new relay need not wait."""
_WORKING = {"failures": 0, "stopped_until": None, "stopped_by": None}
_RELAYS = table_of(Relay)
_MARK_WORKING = (
    sa.update(_RELAYS)
    .where(_RELAYS.c.name == sa.bindparam("relay"), _RELAYS.c.failures > 0)
    .where(_RELAYS.c.stopped_until.is_(None) | (_RELAYS.c.stopped_until <= sa.bindparam("at")))
    .values(**_WORKING)
)


def find(session: Session, name: str) -> Relay | None:
    """Give a relay as it stands, None before anything was sent through it."""
    return session.exec(select(Relay).where(Relay.name == name)).one_or_none()


def held(session: Session, name: str, *, now: datetime) -> Relay:
    """Give a relay that no other transaction changes before this one ends; made on first use."""
    query = select(Relay).where(Relay.name == name).with_for_update()
    if relay := session.exec(query).one_or_none():
        return relay
    try:
        with session.begin_nested():
            session.add(Relay(name=name, refilled_at=now - FULL_AFTER))
    except IntegrityError:
        pass  # another node made it at the same instant
    return session.exec(query).one()


def mark_working(session: Session, name: str, *, now: datetime) -> None:
    """Forget its faults, because it took a mail; a stop that still lasts is left to run out."""
    session.connection().execute(_MARK_WORKING, {"at": now, "relay": name})


def stopped(session: Session, *, since: datetime) -> Sequence[Relay]:
    """List the relays that are stopped, or whose stop ran out after `since` without a mail taken."""
    return session.exec(select(Relay).where(col(Relay.stopped_until) > since).order_by(col(Relay.name))).all()


def resume(session: Session) -> Sequence[str]:
    """Lift every stop and give the names of the relays it was lifted from."""
    names = session.exec(
        select(Relay.name).where(col(Relay.stopped_until).is_not(None)).order_by(col(Relay.name))
    ).all()
    session.exec(update(Relay).where(col(Relay.name).in_(names)).values(**_WORKING))
    return names
