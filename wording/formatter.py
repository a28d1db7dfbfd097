# SPDX-License-Identifier: Apache-2.0
"""Dates, distances and lists as people of one locale write them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from models.findings import Several
from models.text import clean_line
from templates import catalogues
from templates.catalogues import Catalogue

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True, slots=True)
class Formatter:
    """Say dates and distances as people of one locale write them."""

    catalogue: Catalogue

    @classmethod
    def of(cls, locale: str) -> "Formatter":
        """Load the formatter of `locale`; KeyError for one that is not in `catalogues.LOCALES`."""
        return cls(catalogues.load(locale))

    def say(self, sentence: str, facts: dict[str, object]) -> str:
        """Translate a sentence and fill in its facts: dates and lists as people write them, texts cleaned."""
        told = {name: self._tell(value) for name, value in facts.items()}
        return clean_line(self.catalogue.gettext(sentence).format(**told))

    def clean(self, text: str) -> str:
        """Make a text one line."""
        return clean_line(text)

    def day(self, day: date) -> str:
        """Write a day with its weekday: Mon 30 Nov 2026."""
        return _formatted(day, self.catalogue.gettext("EEE d MMM y"), self.catalogue.locale)

    def month(self, day: date) -> str:
        """Write the month of a day: November 2026."""
        return _formatted(day, self.catalogue.gettext("MMMM y"), self.catalogue.locale)

    def years(self, years: Sequence[int]) -> str:
        """Write years that follow one another: 2027, or 2027 to 2029."""
        if len(years) < 2:
            return "".join(map(str, years))
        return self.catalogue.gettext("{first} to {last}").format(first=years[0], last=years[-1])

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
            return value.told(self.catalogue.gettext, clean_line)
        return clean_line(value) if isinstance(value, str) else value


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, locale: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415  (takes a command's time that writes no day)

    return str(format_date(day, pattern, locale=_locale(locale)))


@cache
def _locale(name: str) -> "Locale":
    """Keep what Babel knows of a locale: finding it takes longer than writing a date."""
    from babel import Locale  # noqa: PLC0415

    return Locale.parse(name)
