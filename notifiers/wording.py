"""The words that all letters have in common: reasons, dates and counts, and who writes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date

from models.findings import Several
from models.kinds import DueKind, LetterKind, Role, Signal
from models.letters import LetterLine, Notice, SectionKind
from models.text import clean_line
from templates import catalogues
from templates.catalogues import Catalogue


@dataclass(frozen=True, slots=True)
class Phrases:
    """Say dates and distances as people of one locale write them."""

    catalogue: Catalogue

    @classmethod
    def of(cls, locale: str) -> "Phrases":
        """Load the phrases of `locale`; KeyError for one that is not in `catalogues.LOCALES`."""
        return cls(catalogues.load(locale))

    def say(self, sentence: str, facts: dict[str, object]) -> str:
        """Translate a sentence and fill in its facts: dates and lists as people write them, texts cleaned."""
        told = {name: self._tell(value) for name, value in facts.items()}
        return clean_line(self.catalogue.gettext(sentence).format(**told))

    def day(self, day: date) -> str:
        """Write a day with its weekday: Mon 30 Nov 2026."""
        return _formatted(day, self.catalogue.gettext("EEE d MMM y"), self.catalogue.locale)

    def month(self, day: date) -> str:
        """Write the month of a day: November 2026."""
        return _formatted(day, self.catalogue.gettext("MMMM y"), self.catalogue.locale)

    def period(self, period: str) -> str:
        """Write what a letter is about: `2026-W48` as a week, `2026-11-30` as a day."""
        year, _, week = period.partition("-W")
        if week:
            return self.catalogue.gettext("week {week} of {year}").format(week=int(week), year=year)
        return self.day(date.fromisoformat(period))

    def answer(self, working_days: int, by: date | None) -> str:
        """Say until when an answer is expected: by Wed 25 Nov 2026 (2 working days)."""
        ngettext = self.catalogue.ngettext
        if by is None:
            within = ngettext("within {n} working day", "within {n} working days", working_days)
            return within.format(n=working_days)
        said = ngettext("by {day} ({n} working day)", "by {day} ({n} working days)", working_days)
        return said.format(day=self.day(by), n=working_days)

    def distance(self, working_days: int | None, *, by: date | None, on: date) -> str:
        """Say how many *working* days are left, or how many a deadline is overdue, on a day."""
        if working_days is None or by is None:
            return self.catalogue.gettext("no fixed deadline")
        if by < on:
            return self._late(-working_days)
        return self.catalogue.gettext("due today") if by == on else self._left(working_days)

    def listed(self, items: Iterable[str]) -> str:
        """Join what is enumerated the way the locale does."""
        return self.catalogue.gettext(", ").join(items)

    def _late(self, days: int) -> str:
        if days == 0:
            return self.catalogue.gettext("less than one working day late")
        said = self.catalogue.ngettext("{n} working day late", "{n} working days late", days)
        return said.format(n=days)

    def _left(self, days: int) -> str:
        if days == 0:
            return self.catalogue.gettext("no working day left")
        return self.catalogue.ngettext("{n} working day left", "{n} working days left", days).format(n=days)

    def _tell(self, value: object) -> object:
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Several):
            return self.listed(map(clean_line, value))
        return clean_line(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale=_locale(locale)))


@cache
def _locale(name: str) -> Locale:
    """Keep what Babel knows of a locale: finding it takes longer than writing a date."""
    return Locale.parse(name)


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


def reason(line: LetterLine, section: SectionKind, phrases: Phrases) -> str:
    """Say why a row is in the letter: the threshold crossed, else the rule of its section."""
    gettext = phrases.catalogue.gettext
    why = _crossed(line.notice, line, phrases) if line.notice else _rule(line, section, gettext)
    return why + gettext("; listed in the bulletin") if line.in_bulletin else why


def _crossed(notice: Notice, line: LetterLine, phrases: Phrases) -> str:
    distance = phrases.distance(notice.working_days, by=notice.deadline.by, on=line.standing.on)
    return phrases.catalogue.gettext("{distance}; threshold reached: {threshold}").format(
        distance=distance, threshold=_threshold(notice.threshold, phrases)
    )


def _threshold(threshold: int, phrases: Phrases) -> str:
    if threshold == 0:
        return phrases.catalogue.gettext("on the day of the deadline")
    ngettext = phrases.catalogue.ngettext
    if threshold > 0:
        before = ngettext(
            "{n} working day before the deadline", "{n} working days before the deadline", threshold
        )
        return before.format(n=threshold)
    after = ngettext("{n} working day after the deadline", "{n} working days after the deadline", -threshold)
    return after.format(n=-threshold)


def _rule(line: LetterLine, section: SectionKind, gettext: Callable[[str], str]) -> str:
    if line.standing.missed and not line.standing.is_late:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
    """The office as its letters show it; addresses are bare (`duban@example.gov`), domains without `@`."""

    office: str
    sender: str
    reply_to: str
    base_url: str
    message_domain: str
    secret: bytes = field(repr=False)
    """The key behind Message-IDs."""
    list_domain: str
    locale: str = "zh_CN"
    answer_within: int = 2
    """*Working* days a unit has to answer about what is late."""
