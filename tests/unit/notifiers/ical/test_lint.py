# SPDX-License-Identifier: Apache-2.0
"""The lint of feeds finds each fault it is there for, and nothing else."""

from datetime import UTC, date, datetime

import pytest

from models.kinds import TaskState
from notifiers.ical.entries import Options
from tests.builders import milestone_view, task_view
from tests.support.feeds.calendars import written
from tests.support.feeds.lint import CODES, LINES, NESTING, codes, lint

DONE = datetime(2026, 11, 20, tzinfo=UTC)
GOOD = written(
    task_view(1, percent=60),
    task_view(2, state=TaskState.CLOSED, closed_at=DONE),
    task_view(
        3, state=TaskState.WITHDRAWN, closed_at=DONE, milestones=(milestone_view(1, date(2026, 12, 1)),)
    ),
    locale="en",
    options=Options(todo=True),
)
PAGE = b"\r\nURL:https://office.example/\r\n"
ALARM = b"BEGIN:VALARM\r\nUID:x\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nDESCRIPTION:x\r\nEND:VALARM\r\n"
JOURNAL = b"BEGIN:VJOURNAL\r\nEND:VJOURNAL\r\nEND:VCALENDAR"
FAULTS = {
    "ends_with_a_line_break": (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
    "breaks_lines_with_both": (b"VERSION:2.0\r\n", b"VERSION:2.0\n"),
    "folds_at_75_octets": (b"SUMMARY:1", b"SUMMARY:1" + b"1" * 80),
    "folds_between_characters": ("SUMMARY:1. 第".encode(), b"SUMMARY:1. \xe7\xac\r\n \xac"),
    "has_no_empty_line": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\n\r\n"),
    "begins_at_once": (b"BEGIN:VCALENDAR\r\nVERSION", b"\r\nBEGIN:VCALENDAR\r\nVERSION"),
    "has_no_control_character": (b"SUMMARY:1", b"SUMMARY:\x001"),
    "has_no_line_separator": (b"SUMMARY:1", "SUMMARY:\u20281".encode()),
    "has_no_hidden_character": (b"SUMMARY:1", "SUMMARY:\u202e1".encode()),
    LINES: (b"STATUS:CONFIRMED", b"STATUS"),
    NESTING: (b"END:VEVENT", b"END:VTODO"),
    "has_no_uid_of_its_own": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nUID:x\r\n"),
    "has_no_method": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
    "lives_an_hour": (b"X-PUBLISHED-TTL:PT1H", b"X-PUBLISHED-TTL:P1H"),
    "is_asked_for_in_a_duration": (
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"REFRESH-INTERVAL;VALUE=DURATION:P1H",
    ),
    "has_a_css3_colour": (b"COLOR:steelblue", b"COLOR:steelyblue"),
    "has_a_hexadecimal_colour": (b"COLOR:#4682B4", b"COLOR:4682B4"),
    "has_one_time_zone": (b"TZID:Asia/Shanghai", b"TZID:Asia/Chongqing"),
    "tells_its_time_zone_first": (None, None),
    "has_one_name": (b"X-WR-CALNAME:", b"X-WR-CALNAME:x"),
    "is_as_new_as_its_events": (b"\r\nLAST-MODIFIED:2026", b"\r\nLAST-MODIFIED:2025"),
    "names_each_once": (b"\r\nUID:7d0900-", b"\r\nUID:1d0900-"),
    "relates_to_its_own_events": (b"SIBLING:task-001@duban", b"SIBLING:task-009@duban"),
    "has_what_it_needs": (b"DTSTAMP:", b"X-STAMP:"),
    "says_each_thing_once": (b"TRANSP:TRANSPARENT\r\n", b"TRANSP:TRANSPARENT\r\nTRANSP:TRANSPARENT\r\n"),
    "says_nothing_empty": (b"TRANSP:", b"LOCATION:\r\nTRANSP:"),
    "has_the_parameters_it_needs": (b"DTSTART;VALUE=DATE:", b"DTSTART:"),
    "holds_what_belongs_inside": (b"END:VTODO", ALARM + b"END:VTODO"),
    "escapes_texts": (b"\r\nSUMMARY:1", b"\r\nSUMMARY:\\1"),
    "escapes_categories": (b"CATEGORIES:", b"CATEGORIES:a;"),
    "has_no_comma_in_a_category": (b"CATEGORIES:", b"CATEGORIES:a\\,"),
    "names_categories_once": (b"CATEGORIES:", b"CATEGORIES:a,a,"),
    "links_to_the_web": (PAGE, b"\r\nURL:/\r\n"),
    "is_stamped_in_utc": (b"COMPLETED:20261120T000000Z", b"COMPLETED:20261120T000000"),
    "has_one_stamp": (b"DTSTAMP:20260301T010203Z", b"DTSTAMP:20260301T010204Z"),
    "counts_its_versions": (b"SEQUENCE:2", b"SEQUENCE:-2"),
    "has_a_known_status": (b"STATUS:CONFIRMED", b"STATUS:IN-PROCESS"),
    "has_a_priority_of_one_to_nine": (b"PRIORITY:5", b"PRIORITY:10"),
    "is_on_days": (b"DUE;VALUE=DATE:20261231", b"DUE;VALUE=DATE:20261231T000000"),
    "ends_before_the_next_day": (b"DTEND;VALUE=DATE:20270101", b"DTEND;VALUE=DATE:20261231"),
    "takes_up_no_time": (b"BUSYSTATUS:FREE", b"BUSYSTATUS:BUSY"),
    "says_how_far_it_is": (b"PERCENT-COMPLETE:60", b"PERCENT-COMPLETE:160"),
    "is_completed_at_a_moment": (b"COMPLETED:20261120T000000Z\r\n", b""),
    "rings_before": (b"TRIGGER:-PT15H", b"TRIGGER:PT15H"),
    "rings_nearest_first": (b"TRIGGER:-PT15H", b"TRIGGER:-P9D"),
    "rings_for_nothing_cancelled": (None, None),
}
MORE = {
    "a bare carriage return": ("breaks_lines_with_both", b"SUMMARY:1", b"SUMMARY:\r1"),
    "a byte order mark": ("begins_at_once", b"BEGIN:VCALENDAR\r\nV", b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nV"),
    "no time zone": ("has_one_time_zone", None, None),
    "an alarm without UID": ("has_what_it_needs", b"UID:1d0900-", b"X-UID:1d0900-"),
    "an alarm at the start": ("rings_before", b"TRIGGER:-PT15H", b"TRIGGER:PT0S"),
    "an alarm in weeks and hours": ("rings_before", b"TRIGGER:-PT15H", b"TRIGGER:-P15H"),
    "a raw comma": ("escapes_texts", b"\r\nSUMMARY:1", b"\r\nSUMMARY:,1"),
    "a todo with the status of an event": ("has_a_known_status", b"STATUS:IN-PROCESS", b"STATUS:CONFIRMED"),
    "an interval without type": (
        "has_the_parameters_it_needs",
        b"REFRESH-INTERVAL;VALUE=DURATION",
        b"REFRESH-INTERVAL",
    ),
    "a source without type": ("has_the_parameters_it_needs", b"SOURCE;VALUE=URI", b"SOURCE"),
    "a DTEND with a time zone": (
        "has_the_parameters_it_needs",
        b"DTEND;VALUE=DATE",
        b"DTEND;TZID=Asia/Shanghai",
    ),
    "a due date without type": ("has_the_parameters_it_needs", b"DUE;VALUE=DATE", b"DUE"),
    "two days": ("ends_before_the_next_day", b"DTEND;VALUE=DATE:20270101", b"DTEND;VALUE=DATE:20270102"),
    "a journal": (
        "holds_what_belongs_inside",
        b"END:VCALENDAR",
        JOURNAL,
    ),
}


def planted(code: str, clean: bytes | None, faulty: bytes | None) -> bytes:
    """Give the good feed with one fault."""
    if clean is None or faulty is None:
        return MOVED[code]
    assert clean in GOOD
    return GOOD.replace(clean, faulty, 1)


def _moved_zone() -> tuple[bytes, bytes]:
    begin, end = GOOD.index(b"BEGIN:VTIMEZONE"), GOOD.index(b"BEGIN:VEVENT")
    zone, rest = GOOD[begin:end], GOOD[:begin] + GOOD[end:]
    return rest.replace(b"END:VCALENDAR", zone + b"END:VCALENDAR"), rest


def _cancelled_alarm() -> bytes:
    head, cancelled, rest = GOOD.partition(b"STATUS:CANCELLED\r\n")
    return head + cancelled + rest.replace(b"END:VEVENT", ALARM + b"END:VEVENT", 1)


MOVED = {
    "tells_its_time_zone_first": _moved_zone()[0],
    "has_one_time_zone": _moved_zone()[1],
    "rings_for_nothing_cancelled": _cancelled_alarm(),
}


def test_a_good_feed_passes():
    """What we write has nothing to find."""
    assert lint(GOOD) == []


def test_every_rule_has_a_fault():
    """A rule that finds nothing would be a rule that nobody tried."""
    assert set(FAULTS) == CODES


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_has_its_code(code):
    """One fault put into a good feed is told by its rule and by no other."""
    assert codes(planted(code, *FAULTS[code])) == {code}


@pytest.mark.parametrize("fault", MORE)
def test_other_faults_have_a_code_too(fault):
    """A rule finds more than the one fault it was tried with."""
    assert codes(planted(*MORE[fault])) == {MORE[fault][0]}
