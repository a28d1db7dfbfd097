# SPDX-License-Identifier: Apache-2.0
"""One calendar entry as a program keeps it, so that what was served and what arrived can be compared."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Component


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What must survive the way into a calendar program; alarms as spans from the start of the day."""

    uid: str
    kind: str
    title: str
    start: date | None
    end: date | None
    status: str
    description: str
    categories: frozenset[str]
    alarms: tuple[timedelta, ...]


def entries_in(content: bytes) -> tuple[Entry, ...]:
    """Read every event and to-do of an iCalendar file (RFC 5545), in its order."""
    return tuple(map(_entry, _parts(Calendar.from_ical(content))))


def by_uid(entries: tuple[Entry, ...]) -> dict[str, Entry]:
    """Give the entries by their UID; AssertionError when two share one."""
    found = {entry.uid: entry for entry in entries}
    assert len(found) == len(entries), "two entries share a UID"
    return found


def titled(entries: tuple[Entry, ...], number: str) -> Entry:
    """Find the entry of a task (not of a milestone) by its number; StopIteration without one."""
    return next(each for each in entries if re.match(rf"(【\w+】)?{number}\. (?!节点：)", each.title))


def alarms_of(component: Component) -> tuple[timedelta, ...]:
    """Give when the alarms of a component ring, the earliest first."""
    return tuple(sorted(alarm["TRIGGER"].dt for alarm in component.walk("VALARM")))


def day_of(value: Any) -> date | None:
    """Give the calendar day of a DATE or DATE-TIME property, None without one."""
    if value is None:
        return None
    return value.dt.date() if isinstance(value.dt, datetime) else value.dt


def _parts(calendar: Component) -> list[Component]:
    return [part for part in calendar.subcomponents if part.name in {"VEVENT", "VTODO"}]


def _entry(part: Component) -> Entry:
    return Entry(
        uid=str(part.get("UID", "")),
        kind=part.name,
        title=str(part.get("SUMMARY", "")),
        start=day_of(part.get("DTSTART")),
        end=day_of(part.get("DUE") or part.get("DTEND")),
        status=str(part.get("STATUS", "")),
        description=str(part.get("DESCRIPTION", "")),
        categories=_categories(part),
        alarms=alarms_of(part),
    )


def _categories(part: Component) -> frozenset[str]:
    """Give the categories of one line or of several, as Evolution writes them."""
    said = part.get("CATEGORIES", [])
    lines = said if isinstance(said, list) else [said]
    return frozenset(str(name) for line in lines for name in line.cats)
