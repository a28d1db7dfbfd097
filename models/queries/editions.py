"""Editions of the calendar events: an upgrade or a setting that rewrites all of them, recorded once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from models.tables import Edition, Task
from models.views import EditionView

SECOND = timedelta(seconds=1)


def current(session: Session) -> EditionView:
    """Give the edition in force; the first row only says how the first events were written."""
    newest = _newest(session)
    number = max(session.exec(select(func.count(col(Edition.id)))).one() - 1, 0)
    return EditionView(number=number, at=newest.at) if newest and number else EditionView()


def renew(session: Session, fingerprint: str, *, now: datetime) -> EditionView:
    """Begin another edition if events are written otherwise than before, and give the one in force.

    Its moment lies after every change of a task so far, because LAST-MODIFIED must strictly rise.
    Nodes that start together wait for each other, so equal settings make one row.
    """
    _wait_for_turn(session)
    newest = _newest(session)
    if newest is None or newest.fingerprint != fingerprint:
        session.add(Edition(fingerprint=fingerprint, at=_moment(session, newest, now=now)))
        session.flush()
    return current(session)


def _newest(session: Session) -> Edition | None:
    return session.exec(select(Edition).order_by(col(Edition.id).desc()).limit(1)).first()


def _moment(session: Session, newest: Edition | None, *, now: datetime) -> datetime:
    changed = session.exec(select(func.max(Task.updated_at))).one()
    earlier = [moment for moment in (changed, newest and newest.at, now) if moment]
    return max(earlier).astimezone(UTC).replace(microsecond=0) + SECOND


def _wait_for_turn(session: Session) -> None:
    """Keep other writers of this table off until the end; an SQLite writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE"))
