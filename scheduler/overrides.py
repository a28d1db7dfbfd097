"""Days on which the office's calendar differs from the published one."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources import files

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
class _Row:
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


def _rows(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _Row(number, [field.strip() for field in next(csv.reader([line]))])


def _override(row: _Row) -> Override:
    day, kind, *name = row.fields
    return Override(day=date.fromisoformat(day), kind=DayKind(kind), name="".join(name))


def _problems(rows: tuple[_Row, ...]) -> Iterator[Finding]:
    if rows and rows[0].fields != COLUMNS:
        yield _wrong(rows[0], NO_HEADER, WRITE_HEADER, columns=",".join(rows[0].fields))
    first_line: dict[str, int] = {}
    for row in rows[1:]:
        yield from _row_problems(row)
        first = first_line.setdefault(row.fields[0], row.line)
        if first != row.line:
            yield _wrong(row, TWICE, REMOVE_ONE, value=row.fields[0], first=first)


def _row_problems(row: _Row) -> Iterator[Finding]:
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


def _wrong(row: _Row, sentence: str, cure: str, **facts: object) -> Finding:
    return problem("calendar-line", sentence, cure, line=row.line, **facts)
