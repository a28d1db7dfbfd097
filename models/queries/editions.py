# SPDX-License-Identifier: Apache-2.0
"""Editions of the calendar events: an upgrade or a setting that rewrites all of them, recorded once."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlmodel import col, func, select

from models.tables import Edition, Task
from models.views import EditionView

SECOND = timedelta(seconds=1)
ROOM = 2 * SECOND
"""Between two versions of an event lies room for the moment at which its deadline passes."""
ASKED = "moment of the edition"


def current(session: orm.Session) -> EditionView:
    """Give the edition in force; the first row only says how the first events were written."""
    newest, number = _newest(session), _count(session) - 1
    return EditionView(number=number, at=newest.at) if newest and number > 0 else EditionView()


def renew(session: orm.Session, fingerprint: str, *, now: datetime) -> EditionView:
    """Begin another edition if events are written otherwise than before, and give the one in force.

    Its moment lies after every change of a task so far, because LAST-MODIFIED must strictly rise.
    Nodes that start together wait for each other, so equal settings make one row.
    """
    _wait_for_turn(session)
    newest = _newest(session)
    if newest is None or newest.fingerprint != fingerprint:
        session.add(Edition(fingerprint=fingerprint, at=_moment(session, newest, now=now)))
        session.flush()
        session.info.pop(ASKED, None)
    return current(session)


def least_change(session: orm.Session) -> datetime:
    """Give the moment that a change must lie after to be seen beside the edition in force."""
    if ASKED not in session.info:
        session.info[ASKED] = current(session).at
    moment: datetime = session.info[ASKED]
    return moment


def next_second(moment: datetime) -> datetime:
    """Give the first whole second not before a moment."""
    whole = moment.replace(microsecond=0)
    return whole if whole == moment else whole + SECOND


def _newest(session: orm.Session) -> Edition | None:
    return session.scalars(select(Edition).order_by(col(Edition.id).desc()).limit(1)).first()


def _count(session: orm.Session) -> int:
    return session.scalars(select(func.count(col(Edition.id)))).one()


def _moment(session: orm.Session, newest: Edition | None, *, now: datetime) -> datetime:
    changed = session.scalar(select(func.max(Task.updated_at)))
    earlier = [moment + ROOM for moment in (changed, newest and newest.at) if moment]
    return max([*earlier, next_second(now + SECOND)])


def _wait_for_turn(session: orm.Session) -> None:
    """Keep other writers of this table off until the end; an SQLite writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.text("LOCK TABLE edition IN SHARE ROW EXCLUSIVE MODE"))
