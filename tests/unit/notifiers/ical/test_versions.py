# SPDX-License-Identifier: Apache-2.0
"""When SEQUENCE and LAST-MODIFIED rise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kinds import TaskState
from models.views import EditionView
from notifiers.ical.entries import Version, version_of
from notifiers.ical.feed import task_block
from tests.builders import WRITTEN, milestone_view, task_view
from tests.support.feeds.calendars import events
from tests.support.served import STYLE

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = EditionView()
DUE = date(2026, 3, 10)


def test_an_open_task_on_time_has_the_version_of_its_record():
    """Before its date an event is as new as its last revision."""
    version = version_of(revision=3, updated_at=WRITTEN, by=DUE, late=False, zone=SHANGHAI, edition=FIRST)
    assert version == Version(sequence=6, changed_at=WRITTEN)


def test_becoming_late_is_a_change_at_midnight_in_the_office():
    """A task due on the 10th changes at 00:00 on the 11th, eight hours before UTC says so."""
    version = version_of(revision=3, updated_at=WRITTEN, by=DUE, late=True, zone=SHANGHAI, edition=FIRST)
    assert version == Version(sequence=7, changed_at=datetime(2026, 3, 10, 16, tzinfo=UTC))


def test_a_late_task_changed_again_is_as_new_as_that_change():
    """A revision after the date counts from its own moment."""
    moment = datetime(2026, 3, 20, 9, 30, 15, 999_999, tzinfo=SHANGHAI)
    version = version_of(revision=4, updated_at=moment, by=DUE, late=True, zone=SHANGHAI, edition=FIRST)
    assert version == Version(sequence=9, changed_at=datetime(2026, 3, 20, 1, 30, 16, tzinfo=UTC))


def test_a_day_that_begins_without_midnight_has_its_first_moment():
    """Where clocks jump over midnight, lateness begins at the jump (Beirut, 29 March 2026)."""
    zone = ZoneInfo("Asia/Beirut")
    version = version_of(
        revision=1, updated_at=WRITTEN, by=date(2026, 3, 28), late=True, zone=zone, edition=FIRST
    )
    assert version.changed_at == datetime(2026, 3, 28, 22, tzinfo=UTC)


CHANGES = st.one_of(
    st.builds(lambda text: {"title": text}, st.sampled_from(["甲", "乙", "丙"])),
    st.builds(lambda days: {"due": DUE + timedelta(days=days)}, st.integers(-15, 15)),
    st.builds(
        lambda days: {"milestones": (milestone_view(1, DUE + timedelta(days=days)),)}, st.integers(-15, 15)
    ),
    st.just({"milestones": (milestone_view(1, DUE, done_on=DUE),)}),
    st.just({"state": TaskState.WITHDRAWN}),
    st.just({"state": TaskState.OPEN, "closed_at": None}),
    st.just({"state": TaskState.CLOSED}),
)
STEPS = st.lists(st.tuples(st.integers(2, 12 * 86_400), st.none() | CHANGES), max_size=12)


def edited(task, moment, change):
    closing = {"closed_at": moment} if change.get("state") is TaskState.CLOSED else {}
    return replace(task, **change, **closing, revision=task.revision + 1, updated_at=moment)


def seen(task, moment):
    """What a client knows of each event: the visible rest, and the version."""
    found = events(task, on=moment.astimezone(SHANGHAI).date())
    return {event.value("UID"): shown(event) for event in found}


def shown(event):
    version = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
    alarms = tuple(alarm.value("TRIGGER") for alarm in event.named("VALARM"))
    rest = (*(entry for entry in event.properties if entry[0] not in version), alarms)
    return rest, event.value("LAST-MODIFIED"), int(event.value("SEQUENCE"))


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_every_visible_change_raises_both_and_nothing_else_does(steps):
    """Over any history, a changed event has a higher SEQUENCE and a newer LAST-MODIFIED than it ever had.

    Where neither a fact nor the side of the deadline changed, the event is the same.
    """
    task, moment = task_view(due=DUE, milestones=(milestone_view(1, DUE),)), WRITTEN
    before = seen(task, moment)
    newest = {uid: event[1:] for uid, event in before.items()}
    for seconds, change in steps:
        moment += timedelta(seconds=seconds)
        task = edited(task, moment, change) if change else task
        after = seen(task, moment)
        for uid, event in after.items():
            old = before.get(uid)
            if old is None or event[0] != old[0]:
                assert all(new > was for new, was in zip(event[1:], newest.get(uid, ("", -1)), strict=True))
            elif not change:
                assert event == old
            newest[uid] = event[1:]
        before = after


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_the_feed_is_newer_after_every_change(steps):
    """The feed's own moment never falls, and rises whenever its events do or one leaves.

    It is at most the one second ahead that tells a passed deadline from the revision before.
    """
    task, moment = task_view(due=DUE, milestones=(milestone_view(1, DUE),)), WRITTEN
    before, was = seen(task, moment), changed_at(task, moment)
    for seconds, change in steps:
        moment += timedelta(seconds=seconds)
        task = edited(task, moment, change) if change else task
        after, now = seen(task, moment), changed_at(task, moment)
        assert was <= now <= moment + timedelta(seconds=1)
        assert now > was or after == before
        before, was = after, now


def changed_at(task, moment):
    return task_block(task, on=moment.astimezone(SHANGHAI).date(), style=STYLE).changed_at


@pytest.mark.parametrize("late", [False, True])
def test_a_version_has_whole_seconds(late):
    """iCalendar has no fractions of a second."""
    moment = datetime(2026, 3, 20, 1, 2, 3, 456, tzinfo=UTC)
    assert (
        version_of(
            revision=1, updated_at=moment, by=DUE, late=late, zone=SHANGHAI, edition=FIRST
        ).changed_at.microsecond
        == 0
    )
