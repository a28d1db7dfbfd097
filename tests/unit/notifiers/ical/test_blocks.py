# SPDX-License-Identifier: Apache-2.0
"""What may be kept of a task, for how long, and what makes all of it outdated at once."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kinds import TaskState
from models.views import EditionView
from notifiers.ical.entries import AlarmRule, Options, fingerprint
from notifiers.ical.feed import task_block
from tests.builders import WRITTEN, milestone_view, task_view
from tests.support.feeds.calendars import events, written
from tests.support.served import ON, STYLE

DONE = datetime(2026, 11, 20, 4, tzinfo=UTC)
CLOSED = {"state": TaskState.CLOSED, "closed_at": DONE, "updated_at": DONE}
STEP = milestone_view(1, date(2026, 12, 1))
TASKS = st.builds(
    lambda due, steps, closed: task_view(
        due=due,
        milestones=tuple(milestone_view(n, by, done_on=done) for n, (by, done) in enumerate(steps)),
        **(CLOSED if closed else {}),
    ),
    due=st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    steps=st.lists(
        st.tuples(
            st.dates(date(2026, 11, 1), date(2026, 12, 31)),
            st.none() | st.dates(date(2026, 10, 1), ON),
        ),
        max_size=2,
    ),
    closed=st.booleans(),
)


@pytest.mark.parametrize(
    ("task", "until"),
    [
        (task_view(), date(2027, 1, 1)),
        (task_view(milestones=(STEP,)), date(2026, 12, 2)),
        (task_view(due=date(2026, 11, 1)), None),
        (task_view(**CLOSED), date(2026, 12, 21)),
        (task_view(due=None), None),
    ],
)
def test_a_block_holds_until_the_next_day_that_could_change_it(task, until):
    """The day after a deadline, the day a done task leaves, or never."""
    assert task_block(task, on=ON, style=STYLE).until == until


def test_a_done_task_that_left_leaves_nothing():
    """The block is empty for good, and as new as the day of its leaving."""
    block = task_block(task_view(**CLOSED), on=date(2026, 12, 21), style=STYLE)
    assert (block.content, block.until) == (b"", None)
    assert block.changed_at == datetime(2026, 12, 20, 16, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(task=TASKS, days=st.integers(0, 80))
def test_a_block_is_right_on_every_day_before(task, days):
    """Kept as long as it says, it is what would have been written anew."""
    block, day = task_block(task, on=ON, style=STYLE), ON + timedelta(days=days)
    if block.until is None or day < block.until:
        assert task_block(task, on=day, style=STYLE) == block


@settings(max_examples=60, deadline=None)
@given(task=TASKS)
def test_a_block_that_ends_is_newer_afterwards(task):
    """On the day it says something changed, and the change is told."""
    block = task_block(task, on=ON, style=STYLE)
    if block.until:
        after = task_block(task, on=block.until, style=STYLE)
        assert after.content != block.content
        assert after.changed_at > block.changed_at


def test_the_order_of_the_ledger_does_not_matter():
    """Two builds from tasks in any order are the same octets."""
    tasks = [task_view(position, milestones=(milestone_view(position, ON),)) for position in range(1, 20)]
    shuffled = random.Random(5).sample(tasks, len(tasks))
    assert written(*shuffled, options=Options(todo=True)) == written(*tasks, options=Options(todo=True))


def test_tasks_stand_in_the_order_of_their_plans():
    """By plan, then by place in it, whatever their identifiers and numbers are."""
    tasks = [
        task_view(1, uid="z", plan_key="2025"),
        task_view(2, uid="y", plan_key="2025"),
        task_view(10, uid="x", plan_key="2025"),
        task_view(3, uid="a", plan_key="2026"),
    ]
    told = [event.value("UID") for event in events(*reversed(tasks))]
    assert [uid[0] for uid in told] == ["z", "y", "x", "a"]


def test_a_new_edition_raises_both_numbers_of_every_event():
    """By two for each edition, so that a deadline passed meanwhile has room, and to its moment at least."""
    later = EditionView(number=1, at=WRITTEN + timedelta(seconds=5))
    tasks = (task_view(1), task_view(2, due=date(2026, 11, 1)))
    for before, after in zip(events(*tasks), events(*tasks, edition=later), strict=True):
        assert int(after.value("SEQUENCE")) == int(before.value("SEQUENCE")) + 2
        assert after.value("LAST-MODIFIED") >= before.value("LAST-MODIFIED")
    assert events(task_view(), edition=later)[0].value("LAST-MODIFIED") == "20260301T010208Z"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "https://elsewhere.example"},
        {"locale": "en"},
        {"timezone": "Asia/Urumqi"},
        {"keep_done": 3},
        {"alarms": ()},
        {"alarms": (AlarmRule(days=1, at=time(9)), AlarmRule(days=7, at=time(8)))},
    ],
)
def test_every_setting_that_rewrites_events_is_in_the_fingerprint(changes):
    """Changing one begins an edition."""
    assert fingerprint(replace(STYLE, **changes)) != fingerprint(STYLE)


@pytest.mark.parametrize(
    "changes",
    [
        {"options": Options(todo=True, alarms=False, lang="en")},
        {"edition": EditionView(number=9, at=WRITTEN)},
        {"alarms": STYLE.alarms[::-1]},
    ],
)
def test_nothing_else_is_in_the_fingerprint(changes):
    """Neither what one reader asks for, nor the edition itself, nor the order in which alarms are listed."""
    assert fingerprint(replace(STYLE, **changes)) == fingerprint(STYLE)
