# SPDX-License-Identifier: Apache-2.0
"""What will be owed in the coming days, and to whom."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, Reader
from models.queries import tasks
from models.views import LedgerView
from scheduler.agenda import REPORTED_BACK, Agenda, Office, agenda_of, view_of
from scheduler.slots import SLOT_OF, Slot, SlotKind, day_opened, moment_of, next_slot, slots_due
from scheduler.workdays import DAY

LetterType = tuple[LetterKind, ReaderKind]
"""A kind of letter and who gets it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NextLetter:
    """The next letter of a kind."""

    letter: Letter
    within: LetterKind | None = None
    """The mail that it is a part of on that day, where it is told by itself only here."""


@dataclass(kw_only=True, slots=True)
class Forecast:
    """What is foreseen: the letters found, and the places at which one came to nobody."""

    letters: dict[LetterType, NextLetter] = field(default_factory=dict)
    unreachable: set[LetterType] = field(default_factory=set)
    """Where a reader is owed one who has no mailbox that works."""
    declined: set[LetterType] = field(default_factory=set)
    """Where a reader would be owed one who wants no mail of that kind."""

    def add_unsent(self, agenda: Agenda, chosen: Callable[[Reader], bool]) -> None:
        """Remember what of an agenda goes to no mailbox."""
        unreachable = (item.letter for item in agenda.unreachable)
        self.unreachable |= {type_of(item) for item in unreachable if chosen(item.reader)}
        self.declined |= {type_of(item) for item in agenda.unmailed if chosen(item.reader)}


def first_round(session: Session, office: Office, *, now: datetime) -> tuple[datetime, Agenda] | None:
    """Decide what is owed on the next day on which mails leave, as the session sees the ledger.

    With it the moment at which the first of them leave; `now` is aware and in the office's time zone.
    None when no working day is known ahead.
    """
    calendar, policy = office.calendar, office.policy
    moment = day_opened(now, calendar=calendar, policy=policy)
    if moment is None:
        return None
    is_now = bool(slots_due(now, calendar=calendar, policy=policy))
    begins = now if is_now else next_slot(now, calendar=calendar, policy=policy) or moment
    due = slots_due(moment, calendar=calendar, policy=policy)
    outline = tasks.ledger_outline(session, [slot.key for slot in due])
    slots = tuple(slot for slot in due if slot.key not in outline.rounds)
    view = view_of(session, office, outline, slots, now=moment)
    return begins, agenda_of(session, office, view, slots, now=moment)


def type_of(letter: Letter) -> LetterType:
    """Tell where a letter belongs."""
    return letter.kind, letter.reader.kind


@dataclass(kw_only=True, slots=True)
class _AlreadyFound:
    """What is taken as said on the way."""

    said: frozenset[str] = frozenset()
    rounds: frozenset[tuple[str, str]] = frozenset()

    def add(self, agenda: Agenda) -> None:
        letters = agenda.letters
        self.said |= {notice.key_for(letter.reader.key) for letter in letters for notice in letter.notices}
        self.rounds |= {slot.key for slot in agenda.slots if slot.kind is not SlotKind.NOTICES}


def next_letters(
    session: Session,
    office: Office,
    wanted_types: Collection[LetterType],
    *,
    now: datetime,
    days: int,
    chosen: Callable[[Reader], bool] = lambda _reader: True,
) -> Forecast:
    """Find the next letter of each place, to the chosen reader with the most rows, from the day of `now` on.

    `now` is aware and in the office's time zone; `days` are *calendar* days, that one counted.
    """
    ahead, told = Forecast(), _AlreadyFound()
    for moment, opening in _moments(office, now=now, days=days):
        missing = [
            wanted
            for wanted in wanted_types
            if wanted not in ahead.letters and _may_come(wanted, moment - now)
        ]
        if opening & {SLOT_OF[kind] for kind, _reader in missing}:
            seen = _Moment(session, office, told, moment)
            ahead.letters |= {wanted: each for wanted in missing if (each := seen.find(wanted, chosen))}
            ahead.add_unsent(seen.agenda, chosen)
            told.add(seen.agenda)
    return ahead


def _may_come(wanted: LetterType, ahead: timedelta) -> bool:
    """Tell whether a letter can come that far ahead: a run report looks back only so far."""
    return wanted[0] is not LetterKind.REPORT or ahead <= REPORTED_BACK


class _Moment:
    """What is owed at one moment; an agenda without slots when everything due was served."""

    def __init__(self, session: Session, office: Office, told: _AlreadyFound, now: datetime) -> None:
        self._session, self._office, self._now = session, office, now
        due = slots_due(now, calendar=office.calendar, policy=office.policy)
        outline = tasks.ledger_outline(session, [slot.key for slot in due])
        outline = replace(outline, rounds=outline.rounds | told.rounds)
        self._slots = tuple(slot for slot in due if slot.key not in outline.rounds)
        view = view_of(session, office, outline, self._slots, now=now)
        self._view: LedgerView = replace(view, said=view.said | told.said)
        self.agenda = self._decide(self._slots)

    def find(self, wanted: LetterType, chosen: Callable[[Reader], bool]) -> NextLetter | None:
        """Find a letter of a place: as it goes out, else as a part of another mail."""
        kind, reader = wanted
        theirs = [
            letter for letter in self.agenda.letters if letter.reader.kind is reader and chosen(letter.reader)
        ]
        own = [item for item in theirs if item.kind is kind]
        if own:
            return NextLetter(letter=_fullest(own))
        parts = {item.reader.key: item for item in theirs if kind in item.covers}
        apart = [item for item in self._alone(kind) if item.reader.key in parts] if parts else []
        return _part(apart, parts) if apart else None

    def _alone(self, kind: LetterKind) -> Iterator[Letter]:
        slots = tuple(slot for slot in self._slots if slot.kind is SLOT_OF[kind])
        return (letter for letter in self._decide(slots).letters if letter.kind is kind)

    def _decide(self, slots: Sequence[Slot]) -> Agenda:
        return agenda_of(self._session, self._office, self._view, slots, now=self._now)


def _part(apart: Sequence[Letter], wholes: dict[str, Letter]) -> NextLetter:
    letter = _fullest(apart)
    return NextLetter(letter=letter, within=wholes[letter.reader.key].kind)


def _fullest(letters: Sequence[Letter]) -> Letter:
    return max(letters, key=lambda letter: len(letter.lines))


def _moments(office: Office, *, now: datetime, days: int) -> Iterator[tuple[datetime, set[SlotKind]]]:
    """Give the moments of the days from which slots are served, each with what opens then."""
    for nth in range(days):
        day = now.date() + DAY * nth
        opening = {kind: moment_of(day, kind, policy=office.policy, zone=now) for kind in SlotKind}
        for moment in sorted(set(opening.values())):
            kinds = {kind for kind, opens in opening.items() if opens == moment}
            yield moment.astimezone(now.tzinfo), kinds
