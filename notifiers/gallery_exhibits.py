"""What a gallery of mails shows: a mail in one language, or why there is none."""

from dataclasses import dataclass

from models.kinds import LetterKind, ReaderKind
from models.letters import Envelope, Letter
from notifiers.phrases import Phrases
from notifiers.reasons import letter_name

FIRST = "first"
"""The variant of a mail to somebody who never got one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """One mail in one language; `within` is the mail that it is a part of on its day, if it is one."""

    letter: Letter
    envelope: Envelope
    locale: str
    within: LetterKind | None = None
    variant: str = ""
    """What sets it apart from another mail of the same kind: `FIRST`, or nothing."""

    @property
    def name(self) -> str:
        """Name its files, such as `weekly-unit-first.zh_CN`."""
        parts = (self.letter.kind.value, self.letter.reader.kind.value, self.variant)
        return f"{'-'.join(part for part in parts if part)}.{self.locale}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A kind of mail that nobody is owed, with the reason in words."""

    kind: LetterKind
    reader: ReaderKind
    why: str


def kind_of(kind: LetterKind, reader: ReaderKind, phrases: Phrases) -> str:
    """Name a kind of mail and who gets it."""
    gettext = phrases.catalogue.gettext
    readers = {
        ReaderKind.UNIT: gettext("to a unit"),
        ReaderKind.LEADER: gettext("to a leader"),
        ReaderKind.OFFICE: gettext("to the office"),
    }
    return gettext("{kind}, {reader}").format(kind=letter_name(kind, gettext), reader=readers[reader])


def title_of(exhibit: Exhibit, phrases: Phrases) -> str:
    """Name an exhibit in words: its kind, who gets it, and what sets it apart."""
    kind = kind_of(exhibit.letter.kind, exhibit.letter.reader.kind, phrases)
    return phrases.catalogue.gettext("{kind}: the first one").format(kind=kind) if exhibit.variant else kind
