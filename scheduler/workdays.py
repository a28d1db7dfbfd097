# SPDX-License-Identifier: Apache-2.0
"""Working days by the official calendar, with the office's own days laid over."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import accumulate

from holidays import country_holidays
from holidays.registry import COUNTRIES

from models.findings import Finding
from models.problems import problem, refuse_if_any

COLUMNS = ["date", "kind", "name"]

OVERRIDES_REFUSED = "The calendar file {source} has {count} problem(s):{problems}"
NO_HEADER = "Line {line}: the columns are {columns}, but must be date,kind,name."
WRITE_HEADER = "Write date,kind,name as the first line."
WRONG_WIDTH = "Line {line}: there are {width} fields, but must be 2 or 3."
WRITE_ROW = "Write for example 2027-02-20,work,Spring Festival."
WRONG_DATE = "Line {line}: {value} is not a day of the calendar."
WRITE_DATE = "Write the date as YYYY-MM-DD, for example 2027-02-20."
WRONG_KIND = "Line {line}: {value} is neither work nor rest."
WRITE_KIND = "Write work for a weekend that is worked, rest for a day off."
TWICE = "Line {line}: {value} already stands in line {first}."
REMOVE_ONE = "Keep one of the two lines."


class DayKind(StrEnum):
    """What the office does on a day."""

    WORK = "work"
    REST = "rest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """One day that is worked or free whatever the published calendar says."""

    day: date
    kind: DayKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class _OverrideRow:
    line: int
    fields: list[str]


def default_overrides() -> tuple[Override, ...]:
    """Read the overrides shipped with the program."""
    return read_overrides((files("data") / "holidays.csv").read_text(encoding="utf-8"), source="holidays.csv")


def read_overrides(text: str, *, source: str) -> tuple[Override, ...]:
    """Read `date,kind,name` lines; blank lines and lines that begin with # say nothing.

    SettingsError names every line that is wrong; `source` is what the error calls the file.
    """
    rows = tuple(_rows(text))
    refuse_if_any(_problems(rows), sentence=OVERRIDES_REFUSED, source=source)
    return tuple(_override(row) for row in rows[1:])


def _rows(text: str) -> Iterator[_OverrideRow]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _OverrideRow(number, [field.strip() for field in next(csv.reader([line]))])


def _override(row: _OverrideRow) -> Override:
    day, kind, *name = row.fields
    return Override(day=date.fromisoformat(day), kind=DayKind(kind), name="".join(name))


def _problems(rows: tuple[_OverrideRow, ...]) -> Iterator[Finding]:
    if rows and rows[0].fields != COLUMNS:
        yield _wrong(rows[0], NO_HEADER, WRITE_HEADER, columns=",".join(rows[0].fields))
    first_line: dict[str, int] = {}
    for row in rows[1:]:
        yield from _row_problems(row)
        first = first_line.setdefault(row.fields[0], row.line)
        if first != row.line:
            yield _wrong(row, TWICE, REMOVE_ONE, value=row.fields[0], first=first)


def _row_problems(row: _OverrideRow) -> Iterator[Finding]:
    if len(row.fields) not in (2, 3):
        yield _wrong(row, WRONG_WIDTH, WRITE_ROW, width=len(row.fields))
        return
    if not _is_day(row.fields[0]):
        yield _wrong(row, WRONG_DATE, WRITE_DATE, value=row.fields[0])
    if row.fields[1] not in list(DayKind):
        yield _wrong(row, WRONG_KIND, WRITE_KIND, value=row.fields[1])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wrong(row: _OverrideRow, sentence: str, cure: str, **facts: object) -> Finding:
    return problem("calendar-line", sentence, cure, line=row.line, **facts)


DAY = timedelta(days=1)

YEARS_LOOKED_BACK = 10
"""A country counts as one that exchanges weekends if it did so in one of that many years before."""
NEXT_YEAR_FROM = 11
"""The month from which on the arrangement of the next year is waited for: it is published in November."""
SATURDAY = 5


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

    def provisional_years(self, today: date, *, until: date | None = None) -> tuple[int, ...]:
        """Give this year, from 1 November the next, and all up to that of `until`, where provisional."""
        asked = today.year + 1 if today.month >= NEXT_YEAR_FROM else today.year
        last = max(asked, until.year) if until else asked
        return self.provisional_between(today, date(last, 12, 31))

    def provisional_between(self, start: date, end: date) -> tuple[int, ...]:
        """Give the years that days from `start` to `end` lie in, where provisional.

        After one that is, all without an exchange are, however long ago the last arrangement was.
        """
        found: list[int] = []
        for year in range(start.year, end.year + 1):
            if self.is_provisional(year) or (found and not self._exchanges(year, year + 1)):
                found.append(year)
        return tuple(found)

    def exceptions(self, start: date, end: date) -> tuple[Override, ...]:
        """Give the days from `start` to `end` that are not as their weekday says."""
        return tuple(
            Override(day=day, kind=DayKind.REST if _is_weekday(day) else DayKind.WORK)
            for day in _days_between(start, end)
            if self.is_working(day) is not _is_weekday(day)
        )

    def with_exceptions(self, start: date, end: date, exceptions: Iterable[Override]) -> "WorkingCalendar":
        """Give this calendar with no other exceptions from `start` to `end` than those."""
        kinds = {exception.day: exception.kind for exception in exceptions}
        others = (override for override in self.overrides if not start <= override.day <= end)
        theirs = (
            Override(day=day, kind=kinds.get(day, DayKind.WORK if _is_weekday(day) else DayKind.REST))
            for day in _days_between(start, end)
        )
        return replace(self, overrides=(*others, *theirs))

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
    return _days_between(date(year, 1, 1), date(year, 12, 31))


def _days_between(start: date, end: date) -> list[date]:
    return [start + timedelta(days=nth) for nth in range((end - start).days + 1)]


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY
