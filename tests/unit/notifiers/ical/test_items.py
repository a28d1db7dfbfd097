# SPDX-License-Identifier: Apache-2.0
"""Single items, as CalDAV hands them out."""

from datetime import UTC, date, datetime

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from models.kinds import TaskState
from notifiers.ical.feed import Component, calendar_items
from tests.builders import milestone_view, task_view
from tests.support.feeds.lint import parse
from tests.support.served import ON, STYLE

CLOSED = datetime(2026, 11, 10, 8, tzinfo=UTC)
TASKS = {
    "open": task_view(
        1, milestones=(milestone_view(1, date(2026, 11, 30)), milestone_view(2, date(2026, 12, 15)))
    ),
    "late": task_view(2, due=date(2026, 10, 31), title="逾期;的,工程 \\N 第“一”期👩‍👩‍👧" + "很长的标题" * 40),
    "closed": task_view(3, state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED, revision=2),
    "withdrawn": task_view(4, state=TaskState.WITHDRAWN, updated_at=CLOSED, revision=2),
}


@pytest.fixture(params=TASKS)
def items(request):
    """Give the items of a task in each of its states."""
    return list(calendar_items(TASKS[request.param], on=ON, style=STYLE))


def test_each_item_is_one_component_with_its_own_uid(items):
    """One VCALENDAR, one VEVENT or VTODO, no METHOD, and no UID twice (RFC 4791 section 4.1)."""
    for item in items:
        calendar = parse(item.content)
        (part,) = calendar.parts
        assert (part.name, part.value("UID")) == (item.component.value, item.uid)
        assert [name for name, _, _ in calendar.properties] == ["VERSION", "PRODID", "CALSCALE"]
    assert len({item.uid for item in items}) == len(items)


def test_strict_readers_take_each_item(items):
    """Both the pydantic reader and icalendar read back the same day."""
    for item in items:
        read = IcsCalendarStream.calendar_from_ics(item.content.decode())
        (found,) = read.events or read.todos
        days = {Component.EVENT: "dtstart", Component.TODO: "due"}
        assert getattr(found, days[item.component]) == item.day
        assert Calendar.from_ical(item.content).to_ical() != b""


def test_no_line_is_too_long(items):
    """Lines are folded at 75 octets and end with CRLF."""
    for item in items:
        lines = item.content.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert lines[-1] == b""


def test_what_is_done_leaves_after_its_days():
    """A closed task is shown for thirty days, an open one always."""
    closed, late = TASKS["closed"], TASKS["late"]
    assert len(list(calendar_items(closed, on=date(2026, 12, 10), style=STYLE))) == 2
    assert list(calendar_items(closed, on=date(2026, 12, 11), style=STYLE)) == []
    assert len(list(calendar_items(late, on=date(2036, 1, 1), style=STYLE))) == 2


def test_a_task_without_a_date_has_no_item():
    """Nothing is due, so nothing stands on a day."""
    assert list(calendar_items(task_view(due=None), on=ON, style=STYLE)) == []
