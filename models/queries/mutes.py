"""What readers no longer want by mail: never a duty notice."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.addresses import Mailbox
from models.errors import UsageError
from models.kinds import EventKind, LetterKind
from models.letters import Reader
from models.queries import log
from models.tables import Mute


def key_of(reader: Reader, mailbox: Mailbox) -> str:
    """Name who declines by a link in a mail: the reader, or one of its mailboxes where it has several.

    Who reads a copy must not silence the others, nor those that are left out for a while.
    """
    is_alone = len(reader.mailboxes) == 1 and not reader.has_others
    return reader.key if is_alone else reader.key_at(mailbox)


@dataclass(frozen=True, kw_only=True, slots=True)
class MuteView:
    """A kind of letter that a reader, given by key, no longer gets by mail; `KEY@ADDRESS` is one mailbox."""

    reader_key: str
    kind: LetterKind
    at: datetime


def listed(session: Session) -> list[MuteView]:
    """List what is muted, by reader."""
    rows = session.exec(select(Mute).order_by(col(Mute.reader_key), col(Mute.kind)))
    return [MuteView(reader_key=row.reader_key, kind=LetterKind(row.kind), at=row.at) for row in rows]


def muted(session: Session) -> frozenset[tuple[str, LetterKind]]:
    """Give the reader's key and the kind of everything that is muted."""
    return frozenset((each.reader_key, each.kind) for each in listed(session))


def mute(session: Session, reader_key: str, kind: LetterKind, *, now: datetime, by: str) -> bool:
    """Send a reader no more mail of a kind; False when it is so already, UsageError for a duty notice."""
    if kind.is_duty:
        raise UsageError(
            "{kind} is a duty notice; nobody can decline it.",
            cure="Only digest, portfolio and report can be muted.",
            kind=kind.value,
        )
    if (reader_key, kind) in muted(session):
        return False
    session.add(Mute(reader_key=reader_key, kind=kind, at=now))
    _record(session, EventKind.MAIL_MUTED, reader_key, kind, now=now, by=by)
    return True


def unmute(session: Session, reader_key: str, kind: LetterKind, *, now: datetime, by: str) -> bool:
    """Send a reader mail of a kind again; False when it was not muted."""
    if (reader_key, kind) not in muted(session):
        return False
    session.exec(delete(Mute).where(col(Mute.reader_key) == reader_key, col(Mute.kind) == kind))
    _record(session, EventKind.MAIL_UNMUTED, reader_key, kind, now=now, by=by)
    return True


def _record(
    session: Session, event: EventKind, reader_key: str, kind: LetterKind, *, now: datetime, by: str
) -> None:
    log.record(session, event, at=now, by=by, detail={"reader": reader_key, "kind": kind.value})
