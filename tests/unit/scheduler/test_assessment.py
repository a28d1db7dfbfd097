# SPDX-License-Identifier: Apache-2.0
"""What a round knows of one task: its nearest and worst deadline, what it crossed, whether it is new."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from models.kinds import Signal
from models.status import TaskStatus
from models.views import MilestoneView, TaskView
from scheduler.assessment import assess, is_changed
from scheduler.policy import Policy
from scheduler.workdays import WorkingCalendar

MakeTask = Callable[..., TaskView]
MakeMilestone = Callable[..., MilestoneView]
Assess = Callable[[TaskView], TaskStatus]
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def seen(calendar: WorkingCalendar, policy: Policy) -> Assess:
    """Assess a task on the Monday."""

    def at_monday(task: TaskView) -> TaskStatus:
        return assess(task, on=MONDAY.date(), calendar=calendar, policy=policy)

    return at_monday


def test_the_nearest_deadline_is_the_first_one_ahead(
    task: MakeTask, milestone: MakeMilestone, seen: Assess
) -> None:
    """Of the task and its steps still to go, today counted; the worst is the first of all, late ones too."""
    steps = (
        milestone(date(2026, 11, 30), 1),
        milestone(date(2026, 11, 25), 2),
        milestone(date(2026, 11, 18), 3),
        milestone(date(2026, 11, 16), 4, done_on=date(2026, 11, 16)),
    )
    found = seen(task(due=date(2026, 12, 31), milestones=steps))
    assert (found.nearest, found.worst, found.is_overdue) == (2, -3, True)
    found = seen(task(due=date(2026, 11, 23), milestones=steps[:2]))
    assert (found.nearest, found.worst, found.is_overdue) == (0, 0, False)
    found = seen(task(due=date(2026, 11, 20)))
    assert (found.nearest, found.worst, found.signal, found.is_overdue) == (
        None,
        -1,
        Signal.RED,
        True,
    )


def test_a_task_without_a_day_is_near_to_nothing(task: MakeTask, seen: Assess) -> None:
    """It has no distance, no notice and is never overdue."""
    found = seen(task())
    assert (found.nearest, found.worst, found.notices, found.is_overdue) == (None, None, (), False)


def test_every_deadline_that_crossed_a_threshold_has_its_notice(
    task: MakeTask, milestone: MakeMilestone, seen: Assess
) -> None:
    """The task's first, then its steps'; one that is far off has none."""
    steps = (milestone(date(2026, 11, 30), 1), milestone(date(2027, 6, 30), 2))
    found = seen(task(due=date(2026, 11, 20), milestones=steps))
    assert [(each.deadline.by, each.threshold, each.working_days) for each in found.notices] == [
        (date(2026, 11, 20), -1, -1),
        (date(2026, 11, 30), 7, 5),
    ]


@pytest.mark.parametrize(
    ("created", "updated", "expected"),
    [
        ("2026-11-16T01:00+08:00", "2026-11-16T01:00+08:00", True),
        ("2026-11-15T23:59+08:00", "2026-11-15T23:59+08:00", False),
        ("2026-03-02T00:00+00:00", "2026-11-15T16:01+00:00", True),
        ("2026-03-02T00:00+00:00", "2026-11-15T15:59+00:00", False),
        ("2026-11-20T00:00+00:00", "2026-03-02T00:00+00:00", True),
    ],
)
def test_what_is_a_week_old_is_still_new(task: MakeTask, created: str, updated: str, expected: bool) -> None:
    """Seven calendar days of the office, counted from the later of making and changing it."""
    made, changed = (datetime.fromisoformat(moment).astimezone(UTC) for moment in (created, updated))
    its = task(created_at=made, updated_at=changed)
    assert is_changed(its, now=MONDAY, days=7) is expected
