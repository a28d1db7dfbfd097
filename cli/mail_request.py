"""What a gallery of mails is asked to show: which kinds, whose, and from which day on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.errors import NotFoundError
from models.kinds import LetterKind, ReaderKind
from models.queries import people, units
from scheduler.prospect import Place

DAYS = 100
"""How many *calendar* days ahead a mail is looked for: a quarter and the longest holidays in it."""
PLACES: tuple[Place, ...] = (
    (LetterKind.WEEKLY, ReaderKind.UNIT),
    (LetterKind.THRESHOLD, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.LEADER),
    (LetterKind.DIGEST, ReaderKind.OFFICE),
    (LetterKind.PORTFOLIO, ReaderKind.LEADER),
    (LetterKind.REPORT, ReaderKind.OFFICE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a gallery is to show; `now` is aware and in the office's time zone."""

    now: datetime
    unit: str | None
    leader: str | None
    kinds: tuple[LetterKind, ...]
    locales: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Give the kinds of mail and readers asked for, in the order they are shown."""
        return tuple(place for place in PLACES if place[0] in self.kinds)


def asked_of(session: Session, request: Request) -> dict[ReaderKind, str]:
    """Give the keys of the readers asked for; NotFoundError for one who is not there."""
    asked = {}
    if request.unit:
        unit = units.find(session, request.unit)
        if unit is None:
            raise NotFoundError(
                'There is no unit "{name}".', cure="List them with: duban unit list.", name=request.unit
            )
        asked[ReaderKind.UNIT] = f"unit:{unit.id}"
    if request.leader:
        leader = people.find(session, request.leader)
        if leader is None:
            raise NotFoundError(
                'There is no leader "{name}".', cure="Look for the name in: duban due.", name=request.leader
            )
        asked[ReaderKind.LEADER] = people.key_of(leader)
    return asked
