# SPDX-License-Identifier: Apache-2.0
"""The words for signals, sections, letters, roles and kinds of deadlines, and why a row is in a letter."""

from collections.abc import Callable
from functools import cache

from models.kinds import DueKind, LetterKind, Role, Signal
from models.letters import LetterLine, OfficeContact, SectionKind
from models.status import Notice
from models.text import clean_line
from wording.formatter import Formatter


@cache
def signal_word(signal: Signal, gettext: Callable[[str], str]) -> str:
    """Name a signal, with a sign of its own so that colour is never needed to tell it."""
    return {
        Signal.RED: gettext("▲ Overdue"),
        Signal.YELLOW: gettext("◆ Behind"),
        Signal.BLUE: gettext("● Due soon"),
        Signal.GREEN: gettext("○ On course"),
        Signal.CLOSED: gettext("✓ Done"),
    }[signal]


@cache
def milestone_word(signal: Signal, gettext: Callable[[str], str]) -> str:
    """Name the signal of a milestone, which is late or ahead."""
    return gettext("▲ Milestone overdue") if signal is Signal.RED else gettext("● Milestone ahead")


@cache
def section_title(kind: SectionKind, gettext: Callable[[str], str]) -> str:
    """Name a part of a letter."""
    return {
        SectionKind.URGED: gettext("Urged"),
        SectionKind.OVERDUE: gettext("Overdue tasks"),
        SectionKind.DUE_SOON: gettext("Coming due"),
        SectionKind.BEHIND: gettext("Behind the planned pace"),
        SectionKind.CROSSED: gettext("Reminders reached"),
        SectionKind.CHANGED: gettext("New or changed"),
        SectionKind.OPEN: gettext("Other open tasks"),
    }[kind]


@cache
def letter_name(kind: LetterKind, gettext: Callable[[str], str]) -> str:
    """Name a kind of letter, as its heading does."""
    return {
        LetterKind.WEEKLY: gettext("Weekly reminder"),
        LetterKind.THRESHOLD: gettext("Deadline reminder"),
        LetterKind.URGING: gettext("Urging notice"),
        LetterKind.DIGEST: gettext("Daily overview"),
        LetterKind.PORTFOLIO: gettext("Overview for the leader in charge"),
        LetterKind.REPORT: gettext("Run report"),
    }[kind]


def asked_at(contact: OfficeContact, gettext: Callable[[str], str]) -> str:
    """Say whom to ask at the office, and by which telephone; nothing where neither is set."""
    told = (
        (gettext("Contact: {name}").format(name=clean_line(contact.person)), contact.person),
        (gettext("Telephone: {number}").format(number=clean_line(contact.telephone)), contact.telephone),
    )
    return " · ".join(said for said, is_set in told if is_set)


@cache
def role_word(role: Role, gettext: Callable[[str], str]) -> str:
    """Name what a unit does for a task; nothing where the plan does not say."""
    return {
        Role.LEAD: gettext(" (lead)"),
        Role.RESPONSIBLE: "",
        Role.SUPPORT: gettext(" (support)"),
        Role.IMPLEMENTS: gettext(" (implements)"),
    }[role]


@cache
def due_kind_word(kind: DueKind, gettext: Callable[[str], str]) -> str:
    """Say how binding a deadline is; nothing for a firm one."""
    return {
        DueKind.FIRM: "",
        DueKind.SOFT: gettext(" (to be striven for)"),
        DueKind.RECURRING: gettext(" (recurring)"),
        DueKind.CONTINUOUS: gettext(" (continuous)"),
        DueKind.ELSEWHERE: gettext(" (set elsewhere)"),
        DueKind.NONE: "",
    }[kind]


def reason(line: LetterLine, section: SectionKind, formatter: Formatter) -> str:
    """Say why a row is in the letter: the threshold crossed, else the rule of its section."""
    gettext = formatter.catalogue.gettext
    why = _crossed(line.notice, line, formatter) if line.notice else _rule(line, section, gettext)
    return why + gettext("; listed in the bulletin") if line.in_bulletin else why


def _crossed(notice: Notice, line: LetterLine, formatter: Formatter) -> str:
    distance = formatter.distance(notice.working_days, by=notice.deadline.by, on=line.status.on)
    return formatter.catalogue.gettext("{distance}; threshold reached: {threshold}").format(
        distance=distance, threshold=_threshold(notice.threshold, formatter)
    )


def _threshold(threshold: int, formatter: Formatter) -> str:
    if threshold == 0:
        return formatter.catalogue.gettext("on the day of the deadline")
    ngettext = formatter.catalogue.ngettext
    if threshold > 0:
        before = ngettext(
            "{n} working day before the deadline", "{n} working days before the deadline", threshold
        )
        return before.format(n=threshold)
    after = ngettext("{n} working day after the deadline", "{n} working days after the deadline", -threshold)
    return after.format(n=-threshold)


def _rule(line: LetterLine, section: SectionKind, gettext: Callable[[str], str]) -> str:
    if line.status.overdue_milestones and not line.status.is_late:
        return gettext("a milestone has passed without being reached")
    return {
        SectionKind.URGED: gettext("past its deadline and urged"),
        SectionKind.OVERDUE: gettext("past its deadline and not closed"),
        SectionKind.DUE_SOON: gettext("its deadline is near"),
        SectionKind.BEHIND: gettext("behind the planned pace, or nothing reported"),
        SectionKind.CROSSED: gettext("a reminder threshold was reached"),
        SectionKind.CHANGED: gettext("new or changed since the last weekly mail"),
        SectionKind.OPEN: gettext("not closed yet"),
    }[section]
