"""What became of the letters that rounds wrote."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from models.channels import Way
from models.kinds import LetterKind, MessageState, SlotState
from models.letters import RunReport
from models.queries.claims import goes_by
from models.tables import Message, Round

WAITING = (MessageState.QUEUED, MessageState.SENDING)
RANKED = (
    MessageState.SENT,
    *WAITING,
    MessageState.UNWRITTEN,
    MessageState.DEAD,
    MessageState.MOOT,
    MessageState.DROPPED,
    MessageState.SUPERSEDED,
)
"""A letter counts once, as the first of these that one of its mails is: one mailbox is enough."""
NOT_WANTED = (MessageState.MOOT, MessageState.DROPPED, MessageState.SUPERSEDED)
"""What need not leave any more, or leaves as another mail."""


def run_report(session: Session, *, earliest: datetime) -> RunReport:
    """Count the letters planned since the last run report, or since `earliest` if that is later."""
    since = max(earliest, _last_report(session) or earliest)
    counts = _counts(session, since)
    by_state = {state: sum(n for (_, found), n in counts.items() if found is state) for state in MessageState}
    return RunReport(
        since=since,
        planned=sum(n for state, n in by_state.items() if state not in NOT_WANTED),
        sent=by_state[MessageState.SENT],
        waiting=sum(by_state[state] for state in WAITING),
        failed=by_state[MessageState.DEAD],
        unwritten=by_state[MessageState.UNWRITTEN],
        skipped=_skipped(session, since),
        is_weekly=any(kind is LetterKind.WEEKLY for kind, _ in counts),
    )


def _counts(session: Session, since: datetime) -> dict[tuple[LetterKind, MessageState], int]:
    rank = sa.case({state.value: place for place, state in enumerate(RANKED)}, value=col(Message.state))
    mails = (goes_by(Way.MAIL), col(Message.created_at) > since, col(Message.kind) != LetterKind.REPORT)
    letters = (
        sa.select(func.min(Message.kind).label("kind"), func.min(rank).label("rank"))
        .where(*mails)
        .group_by(col(Message.letter_key))
        .subquery()
    )
    query = sa.select(letters.c.kind, letters.c.rank, func.count()).group_by(letters.c.kind, letters.c.rank)
    return {(LetterKind(kind), RANKED[rank]): count for kind, rank, count in session.execute(query)}


def _last_report(session: Session) -> datetime | None:
    query = select(func.max(Round.at)).where(Round.kind == LetterKind.REPORT.value)
    return session.exec(query).one()


def _skipped(session: Session, since: datetime) -> int:
    told = (Round.state == SlotState.SKIPPED, Round.at > since)
    return session.exec(select(func.count()).where(*told)).one()
