# SPDX-License-Identifier: Apache-2.0
"""What a reader gets who asks for to-dos beside the events, for no alarms, or for another language."""

from datetime import UTC, date, datetime, time

import pytest

from models.kinds import TaskState
from notifiers.ical.entries import AlarmRule, Options
from tests.builders import WRITTEN, milestone_view, task_view
from tests.support.feeds.calendars import ADDRESS, events, written
from tests.support.feeds.lint import Component, parse, text
from tests.support.served import ON

CLOSED = datetime(2026, 11, 1, 17, 30, 15, 999, tzinfo=UTC)
ENDED = {"state": TaskState.CLOSED, "closed_at": CLOSED, "updated_at": CLOSED}


def todos(*tasks, **style) -> list[Component]:
    return parse(written(*tasks, options=Options(todo=True), **style)).named("VTODO")


def state(todo: Component) -> tuple[str, str, str]:
    return todo.value("STATUS"), todo.value("PERCENT-COMPLETE"), todo.value("COMPLETED")


def test_a_todo_stands_beside_each_event():
    """It has a UID of its own, names its event, shares its version and is due on its day."""
    calendar = parse(written(task_view(milestones=(milestone_view(1, ON),)), options=Options(todo=True)))
    parts = [part for part in calendar.parts if part.name != "VTIMEZONE"]
    assert [part.name for part in parts] == ["VEVENT", "VTODO", "VEVENT", "VTODO"]
    for event, todo in zip(parts[::2], parts[1::2], strict=True):
        assert todo.value("UID") == f"todo-{event.value('UID')}"
        assert todo.value("RELATED-TO") == event.value("UID")
        assert todo.value("DUE") == event.value("DTSTART")
        same = ("SUMMARY", "DESCRIPTION", "SEQUENCE", "LAST-MODIFIED", "PRIORITY", "CATEGORIES", "URL")
        assert [todo.value(name) for name in same] == [event.value(name) for name in same]


def test_without_asking_there_are_no_todos():
    """Outlook and others refuse or ignore them, so the plain feed has events alone."""
    assert b"VTODO" not in written(task_view())


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (None, ("NEEDS-ACTION", "", "")),
        (0, ("NEEDS-ACTION", "0", "")),
        (60, ("IN-PROCESS", "60", "")),
        (100, ("IN-PROCESS", "99", "")),
    ],
)
def test_an_open_todo_says_how_far_it_is(percent, said):
    """Reported in full it is still not done: a program may take 100 percent for done."""
    assert state(*todos(task_view(percent=percent))) == said


def test_a_closed_task_is_a_completed_todo():
    """COMPLETED is the moment of closing in UTC and whole seconds."""
    (todo,) = todos(task_view(percent=60, **ENDED))
    assert state(todo) == ("COMPLETED", "100", "20261101T173015Z")


def test_a_withdrawn_task_is_a_cancelled_todo():
    """What was reported of it stays."""
    (todo,) = todos(task_view(percent=60, state=TaskState.WITHDRAWN, updated_at=CLOSED))
    assert state(todo) == ("CANCELLED", "60", "")


def test_a_reached_milestone_is_completed_on_its_day():
    """It has no percentage while open, and was done when its day began in the office."""
    steps = (milestone_view(1, ON), milestone_view(2, ON, done_on=date(2026, 11, 20)))
    _, waiting, reached = todos(task_view(percent=60, milestones=steps))
    assert state(waiting) == ("NEEDS-ACTION", "", "")
    assert state(reached) == ("COMPLETED", "100", "20261119T160000Z")


def test_a_todo_leaves_with_its_event():
    """What was closed is gone from both after thirty days."""
    task = task_view(state=TaskState.CLOSED, closed_at=WRITTEN, updated_at=WRITTEN)
    assert todos(task) == []


def test_todos_ring_no_alarm():
    """The event beside it rings already."""
    assert not todos(task_view())[0].parts


def test_alarms_can_be_left_out():
    """Everything else of the event is the same."""
    (loud,), (quiet,) = events(task_view()), events(task_view(), options=Options(alarms=False))
    assert (len(loud.parts), quiet.parts) == (2, [])
    assert loud.properties == quiet.properties


def test_alarms_follow_the_policy_nearest_first():
    """However the office lists them, the first is the nearest, the only one that Outlook keeps."""
    rules = (AlarmRule(days=30, at=time(8)), AlarmRule(days=1, at=time(23, 59)), AlarmRule(days=3, at=time()))
    (event,) = events(task_view(), alarms=rules)
    assert [alarm.value("TRIGGER") for alarm in event.named("VALARM")] == ["-PT1M", "-P3D", "-P29DT16H"]


def test_an_office_may_ring_no_alarm():
    """An empty list of rules is a choice."""
    assert not events(task_view(), alarms=())[0].parts


def test_a_reader_may_ask_for_another_language():
    """The address stays the same, identity and version too; names in the ledger are nobody's to translate."""
    content = written(task_view(), on=date(2027, 1, 1), options=Options(lang="en"))
    (event,) = parse(content).named("VEVENT")
    assert text(event.value("SUMMARY")) == "[Overdue] 1. 第1号工程完工"
    assert text(parse(content).value("NAME")) == "Supervision: 区住建委"
    assert parse(content).value("SOURCE") == ADDRESS
