"""What is foreseen: the next letter of each kind, and what keeps others from their readers."""

from collections.abc import Callable
from dataclasses import dataclass, field

from models.kinds import LetterKind, ReaderKind
from models.letters import Letter, Reader
from scheduler.agenda import Agenda

Place = tuple[LetterKind, ReaderKind]
"""A kind of letter and who gets it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """The next letter of a kind."""

    letter: Letter
    within: LetterKind | None = None
    """The mail that it is a part of on that day, where it is told by itself only here."""


@dataclass(kw_only=True, slots=True)
class Prospect:
    """What is foreseen: the letters found, and the places at which one came to nobody."""

    letters: dict[Place, Foreseen] = field(default_factory=dict)
    unreachable: set[Place] = field(default_factory=set)
    """Where a reader is owed one who has no mailbox that works."""
    declined: set[Place] = field(default_factory=set)
    """Where a reader would be owed one who wants no mail of that kind."""

    def add_unsent(self, agenda: Agenda, chosen: Callable[[Reader], bool]) -> None:
        """Remember what of an agenda goes to no mailbox."""
        unreachable = (each.letter for each in agenda.unreachable)
        self.unreachable |= {place_of(each) for each in unreachable if chosen(each.reader)}
        self.declined |= {place_of(each) for each in agenda.unmailed if chosen(each.reader)}


def place_of(letter: Letter) -> Place:
    """Tell where a letter belongs."""
    return letter.kind, letter.reader.kind
