"""Why nobody is owed a mail of a kind, for the gallery."""

from enum import Enum, auto

from models.kinds import LetterKind
from notifiers.phrases import Phrases


class Hindrance(Enum):
    """What keeps a mail from a reader who is owed one."""

    NO_OFFICE = auto()
    UNREACHABLE = auto()
    DECLINED = auto()


def why_none(kind: LetterKind, *, until: str, is_chosen: bool, phrases: Phrases) -> str:
    """Say why no reader, or not the one asked for, is owed such a mail on any day until `until`."""
    gettext = phrases.catalogue.gettext
    if kind is LetterKind.REPORT:
        return gettext("No weekly mail was written in the seven days before, and no mail failed.")
    if is_chosen:
        return gettext("Whoever was asked for is owed none until {until}.").format(until=until)
    reasons = {
        LetterKind.WEEKLY: gettext("No unit with a mailbox has an open task until {until}."),
        LetterKind.THRESHOLD: gettext("No deadline reaches a threshold not yet told until {until}."),
        LetterKind.URGING: gettext("No open task comes to be urged, or it was already, until {until}."),
        LetterKind.DIGEST: gettext("Nothing is overdue on a working day until {until}."),
        LetterKind.PORTFOLIO: gettext("No leader with a mailbox has an overdue task until {until}."),
    }
    return reasons[kind].format(until=until)


def unsent(hindrance: Hindrance, phrases: Phrases) -> str:
    """Say what keeps such a mail from whoever is owed it."""
    gettext = phrases.catalogue.gettext
    return {
        Hindrance.NO_OFFICE: gettext("No mailbox of the office is set: see DUBAN_OFFICE_MAILBOXES."),
        Hindrance.UNREACHABLE: gettext("Whoever is owed it has no mailbox that works: see duban check."),
        Hindrance.DECLINED: gettext("Whoever would get it wants no mail of this kind."),
    }[hindrance]
