"""Working days by the official calendar, with weekends worked in exchange for holidays."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from holidays import country_holidays
from holidays.registry import COUNTRIES

from scheduler.overrides import DayKind, Override

DAY = timedelta(days=1)

YEARS_LOOKED_BACK = 10
"""A country counts as one that exchanges weekends if it did so in one of that many years before."""


@cache
def known_countries() -> frozenset[str]:
    """Give the two-letter codes of all countries whose holidays are known."""
    return frozenset(code for _name, code, *_others in COUNTRIES.values())  # the library's own list loads all


@dataclass(frozen=True, slots=True)
class _Year:
    """`counts[n]` is the number of working days among the first n days after `eve`, an ordinal."""

    eve: int
    counts: tuple[int, ...]
    exchanged: bool

    @property
    def total(self) -> int:
        return self.counts[-1]

    def until(self, day: date) -> int:
        return self.counts[day.toordinal() - self.eve]


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """The working days of a country, with the office's own overrides on top; built once.

    `country` is a two-letter code from `known_countries`.
    A year is reckoned when it is first asked for, and kept.
    """

    country: str = "CN"
    overrides: tuple[Override, ...] = ()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working(self, day: date) -> bool:
        """Tell whether the office works on `day`."""
        year = self._year(day.year)
        nth = day.toordinal() - year.eve
        return year.counts[nth] > year.counts[nth - 1]

    def between(self, start: date, end: date) -> int:
        """Count the *working* days after `start` up to and including `end`, negative if `end` is earlier."""
        if start.year == end.year:
            year = self._year(start.year)
            return year.until(end) - year.until(start)
        if end < start:
            return -self.between(end, start)
        whole = sum(self._year(number).total for number in range(start.year, end.year))
        return whole - self._year(start.year).until(start) + self._year(end.year).until(end)

    def add(self, day: date, n: int) -> date:
        """Give the working day `n` *working* days away, so that `between` counts `n`; `day` itself for 0."""
        step = DAY if n > 0 else -DAY
        found = day
        while n and not (self.between(day, found) == n and self.is_working(found)):
            found += step
        return found

    def first_of_week(self, day: date) -> date | None:
        """Give the first working day of the ISO week (Monday to Sunday) of `day`, None when it has none."""
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=nth) for nth in range(7))
        return next((candidate for candidate in week if self.is_working(candidate)), None)

    def is_provisional(self, year: int) -> bool:
        """Tell whether the arrangement of `year` is not known yet, so that only statutory rules are applied.

        Every published arrangement exchanges weekends, so a year is not arranged yet
        when there is no exchange in it or in the next, but there was one in the ten years before.
        An override that declares a day of that year `work` counts as its arrangement; `rest` alone does not.
        """
        before = range(year - YEARS_LOOKED_BACK, year)
        return not self._exchanges(year, year + 1) and self._exchanges(*before)

    def provisional_years(self, today: date) -> tuple[int, ...]:
        """Give this year, and from 1 December the next, where provisional.

        The arrangement of the next year is normally published in November.
        """
        asked = (today.year, today.year + 1) if today.month == 12 else (today.year,)
        return tuple(year for year in asked if self.is_provisional(year))

    def _exchanges(self, *years: int) -> bool:
        return any(self._year(year).exchanged for year in years)

    def _year(self, number: int) -> _Year:
        known = self._years.get(number)
        if known is None:
            known = self._years[number] = _reckon(self.country, number, self.overrides)
        return known


def _reckon(country: str, year: int, overrides: Iterable[Override]) -> _Year:
    # A neighbouring year's arrangement may have the last days of this one worked.
    published = country_holidays(country, years=(year - 1, year, year + 1))
    own = {override.day: override.kind for override in overrides if override.day.year == year}
    worked = (
        own[day] is DayKind.WORK if day in own else published.is_working_day(day) for day in _days_of(year)
    )
    exchanged = any(day.year == year for day in published.weekend_workdays)
    counts = tuple(accumulate((int(day) for day in worked), initial=0))
    return _Year(date(year, 1, 1).toordinal() - 1, counts, exchanged or DayKind.WORK in own.values())


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    return [first + timedelta(days=nth) for nth in range(length)]
