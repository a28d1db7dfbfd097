"""Signs of life: one row a node, renewed at every tick."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from models.kinds import NodeRole
from models.tables import Heartbeat, Round

FORGET_AFTER = timedelta(days=7)
"""*Calendar* days after which a node that fell silent is no longer listed."""


def beat(
    session: Session,
    node: str,
    *,
    now: datetime,
    started_at: datetime,
    roles: str,
    every: timedelta,
    round_seconds: float | None,
) -> None:
    """Note that a node is alive, how often it ticks and how long its last round took."""
    row = session.exec(select(Heartbeat).where(Heartbeat.node == node)).first()
    if row is None:
        row = Heartbeat(node=node, roles=roles, started_at=started_at, at=now, every_seconds=0)
        session.exec(delete(Heartbeat).where(col(Heartbeat.at) < now - FORGET_AFTER))
    row.roles, row.started_at, row.at = roles, started_at, now
    row.every_seconds = round(every.total_seconds())
    row.round_seconds = round_seconds if round_seconds is not None else row.round_seconds
    session.add(row)


def last_sign(session: Session) -> datetime | None:
    """Give the last moment at which somebody is known to have looked at what is owed, None before a first."""
    ticked = session.exec(
        select(func.max(Heartbeat.at)).where(col(Heartbeat.roles).contains(NodeRole.SCHEDULER.value))
    ).one()
    settled = session.exec(select(func.max(Round.at))).one()
    signs: tuple[datetime | None, ...] = (ticked, settled)
    return max((sign for sign in signs if sign is not None), default=None)


def beats(session: Session) -> Sequence[Heartbeat]:
    """Give the last sign of life of every node, the freshest first."""
    return session.exec(select(Heartbeat).order_by(col(Heartbeat.at).desc())).all()
