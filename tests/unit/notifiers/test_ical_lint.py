"""The lint of feeds finds each fault it is there for."""

import pytest

from tests.calendars import written
from tests.feed_lint import lint
from tests.unit.web.builders import a_task

CLEAN = written(a_task(1), a_task(2), locale="en")
FAULTS = {
    "bare newline": (b"VERSION:2.0\r\n", b"VERSION:2.0\n"),
    "no last newline": (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
    "control character": (b"SUMMARY:1", b"SUMMARY:\x001"),
    "line separator": (b"SUMMARY:1", "SUMMARY:\u20281".encode()),
    "broken UTF-8": (b"SUMMARY:1", b"SUMMARY:\xff1"),
    "long line": (b"SUMMARY:1", b"SUMMARY:1" + b"1" * 80),
    "no colon": (b"STATUS:CONFIRMED", b"STATUS"),
    "unbalanced": (b"END:VEVENT", b"END:VTODO"),
    "calendar UID": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nUID:x\r\n"),
    "method": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
    "interval without type": (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL"),
    "source without type": (b"SOURCE;VALUE=URI", b"SOURCE"),
    "wrong lifetime": (b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:P1H"),
    "no time zone": (b"VTIMEZONE", b"X-ZONE"),
    "raw comma in the name": (b"\r\nNAME:", b"\r\nNAME:a,b"),
    "raw semicolon in a summary": (b"SUMMARY:1", b"SUMMARY:;1"),
    "stray backslash": (b"SUMMARY:1", b"SUMMARY:\\1"),
    "raw semicolon in a category": (b"CATEGORIES:", b"CATEGORIES:a;"),
    "same UID": (b"task-002", b"task-001"),
    "no DTSTAMP": (b"DTSTAMP:", b"X-STAMP:"),
    "two stamps": (b"DTSTAMP:", b"SEQUENCE:1\r\nDTSTAMP:"),
    "local stamp": (b"DTSTAMP:20260301T010203Z", b"DTSTAMP:20260301T010203"),
    "date without type": (b"DTSTART;VALUE=DATE", b"DTSTART"),
    "inclusive end": (b"DTEND;VALUE=DATE:20270101", b"DTEND;VALUE=DATE:20261231"),
    "unknown status": (b"STATUS:CONFIRMED", b"STATUS:COMPLETED"),
    "priority": (b"PRIORITY:5", b"PRIORITY:10"),
    "negative sequence": (b"SEQUENCE:2", b"SEQUENCE:-2"),
    "positive trigger": (b"TRIGGER:-PT15H", b"TRIGGER:PT15H"),
    "bad duration": (b"TRIGGER:-PT15H", b"TRIGGER:-P15H"),
    "alarms in the wrong order": (b"TRIGGER:-PT15H", b"TRIGGER:-P9D"),
    "alarm without UID": (b"UID:1d0900-", b"X-UID:1d0900-"),
    "older calendar": (
        b"\r\nLAST-MODIFIED:20260301T010203Z\r\nNAME",
        b"\r\nLAST-MODIFIED:20250301T010203Z\r\nNAME",
    ),
}


def test_a_clean_feed_passes():
    """What we write has nothing to find."""
    assert lint(CLEAN) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_seeded_fault_is_found(name):
    """One fault put into a clean feed is reported."""
    clean, faulty = FAULTS[name]
    assert clean in CLEAN
    assert lint(CLEAN.replace(clean, faulty)) != []
