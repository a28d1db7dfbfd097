# SPDX-License-Identifier: Apache-2.0
"""Which threshold is crossed, and what is owed to whom."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kinds import TaskState
from models.status import Deadline, Notice
from models.views import MilestoneView, TaskView
from scheduler.assessment import crossed, deadlines, is_owed, notice_on
from scheduler.policy import Policy, default_policy, read_policy
from scheduler.workdays import WorkingCalendar

MakeTask = Callable[..., TaskView]
DAY = timedelta(days=1)
CALENDAR = WorkingCalendar()
POLICY = default_policy()
DUE = date(2026, 12, 31)
LADDER = [30, 14, 7, 3, 1, 0, -1, -5]


def notice_owed(
    deadline: Deadline,
    reader_key: str,
    *,
    on: date,
    said: Collection[str],
    calendar: WorkingCalendar,
    policy: Policy,
) -> Notice | None:
    """Give the one notice owed to a reader on a day, however many thresholds were crossed since the last."""
    notice = notice_on(deadline, on=on, calendar=calendar, policy=policy)
    if notice is None or not is_owed(notice, reader_key, said=said, policy=policy):
        return None
    return notice


def notices_said(deadline: Deadline, days: Iterable[date], reader: str = "unit:1") -> list[Notice]:
    """Play a round a day and record what it says."""
    said: set[str] = set()
    notices = []
    for day in days:
        notice = notice_owed(deadline, reader, on=day, said=said, calendar=CALENDAR, policy=POLICY)
        if notice:
            said.add(notice.key_for(reader))
            notices.append(notice)
    return notices


def working_days(first: date, count: int) -> list[date]:
    return [day for nth in range(count) if CALENDAR.is_working(day := first + DAY * nth)]


def test_an_open_task_has_a_deadline_for_itself_and_each_step_to_go(
    task: MakeTask, milestone: Callable[..., MilestoneView]
) -> None:
    """Steps already reached are no deadlines any more."""
    steps = (milestone(date(2026, 6, 30), 1), milestone(date(2026, 9, 30), 2, date(2026, 9, 1)))
    found = list(deadlines(task(due=DUE, milestones=steps)))
    assert [(deadline.by, deadline.milestone) for deadline in found] == [(DUE, None), (steps[0].by, steps[0])]


def test_a_closed_task_has_no_deadlines(task: MakeTask, milestone: Callable[..., MilestoneView]) -> None:
    """Closing silences the task and its steps."""
    closed = task(due=DUE, milestones=(milestone(DUE),), state=TaskState.CLOSED)
    assert list(deadlines(closed)) == []


def test_a_task_without_a_day_has_no_deadline(task: MakeTask) -> None:
    """Nothing falls due that has no day."""
    assert list(deadlines(task())) == []


@pytest.mark.parametrize(
    ("on", "threshold"),
    [
        (date(2026, 11, 18), None),
        (date(2026, 11, 19), 30),
        (date(2026, 12, 10), 30),
        (date(2026, 12, 11), 14),
        (date(2026, 12, 22), 7),
        (date(2026, 12, 28), 3),
        (date(2026, 12, 30), 1),
        (date(2026, 12, 31), 0),
    ],
)
def test_before_a_deadline_the_smallest_threshold_reached_counts(
    task: MakeTask, on: date, threshold: int | None
) -> None:
    """Until 31 December 2026 every weekday is worked: thresholds lie that many of them before it."""
    deadline = Deadline(task=task(due=DUE), by=DUE)
    assert crossed(deadline, on=on, calendar=CALENDAR, policy=POLICY) == threshold


@pytest.mark.parametrize(
    ("on", "threshold"),
    [
        (date(2026, 11, 20), 0),
        (date(2026, 11, 21), 0),
        (date(2026, 11, 22), 0),
        (date(2026, 11, 23), -1),
        (date(2026, 11, 26), -1),
        (date(2026, 11, 27), -5),
        (date(2026, 12, 31), -5),
    ],
)
def test_after_a_deadline_the_largest_threshold_reached_counts(
    task: MakeTask, on: date, threshold: int
) -> None:
    """Due on a Friday: nothing new on the weekend, one working day late on Monday, five on Friday."""
    due = date(2026, 11, 20)
    assert crossed(Deadline(task=task(due=due), by=due), on=on, calendar=CALENDAR, policy=POLICY) == threshold


def test_a_deadline_on_a_day_off_is_announced_on_the_last_working_day(task: MakeTask) -> None:
    """Due on 1 October, a holiday: 30 September is the last day on which anybody can act."""
    due = date(2026, 10, 1)
    found = crossed(
        Deadline(task=task(due=due), by=due), on=date(2026, 9, 30), calendar=CALENDAR, policy=POLICY
    )
    assert found == 0


def test_a_holiday_defers_an_urging_notice(task: MakeTask) -> None:
    """Due on 30 September: one working day late only after the seven days of National Day."""
    due = date(2026, 9, 30)
    deadline = Deadline(task=task(due=due), by=due)
    found = {
        on: crossed(deadline, on=on, calendar=CALENDAR, policy=POLICY)
        for on in (date(2026, 10, 7), date(2026, 10, 8))
    }
    assert list(found.values()) == [0, -1]


@settings(max_examples=30, deadline=None)
@given(due=st.dates(date(2026, 3, 15), date(2026, 12, 1)))
def test_a_year_of_daily_rounds_says_each_threshold_once(task: MakeTask, due: date) -> None:
    """Whatever the day, the whole ladder is climbed, in order, each step once."""
    deadline = Deadline(task=task(due=due), by=due)
    notices = notices_said(deadline, working_days(date(2026, 1, 1), 365))
    assert [notice.threshold for notice in notices] == LADDER


@settings(max_examples=50, deadline=None)
@given(
    due=st.dates(date(2026, 3, 15), date(2026, 10, 1)), start=st.integers(-60, 30), length=st.integers(1, 60)
)
def test_after_an_outage_exactly_the_latest_notice_is_owed(
    task: MakeTask, due: date, start: int, length: int
) -> None:
    """However many thresholds were crossed meanwhile, one notice makes up for them all."""
    deadline = Deadline(task=task(due=due), by=due)
    gap = {due + DAY * (start + nth) for nth in range(length)}
    days = [day for day in working_days(date(2026, 1, 1), 365) if day not in gap]
    notices = notices_said(deadline, days)
    said = [notice.threshold for notice in notices]
    assert said == sorted(set(said), reverse=True)
    assert said[-1] == -5
    assert set(said) == {
        crossed(deadline, on=day, calendar=CALENDAR, policy=POLICY) for day in days if day <= due + DAY * 90
    } - {None}


def test_a_notice_tells_its_distance(task: MakeTask) -> None:
    """Working days are positive before the deadline and negative after it."""
    due = date(2026, 11, 20)
    deadline = Deadline(task=task(due=due), by=due)
    on = (date(2026, 11, 10), date(2026, 11, 25))
    notices = [notice_on(deadline, on=day, calendar=CALENDAR, policy=POLICY) for day in on]
    assert [(one.threshold, one.working_days, one.is_late) for one in notices if one] == [
        (14, 8, False),
        (-1, -3, True),
    ]


def test_a_later_notice_already_said_silences_an_earlier_one(task: MakeTask) -> None:
    """A round run for an earlier day says nothing that was overtaken since."""
    deadline = Deadline(task=task(due=DUE), by=DUE)
    early = notice_on(deadline, on=date(2026, 12, 22), calendar=CALENDAR, policy=POLICY)
    late = notice_on(deadline, on=date(2026, 12, 30), calendar=CALENDAR, policy=POLICY)
    assert early is not None
    assert late is not None
    assert not is_owed(early, "unit:1", said={late.key_for("unit:1")}, policy=POLICY)


def test_each_reader_is_told_for_himself(task: MakeTask) -> None:
    """What was said to one unit is still owed to another."""
    deadline = Deadline(task=task(due=DUE), by=DUE)
    notice = notice_on(deadline, on=DUE, calendar=CALENDAR, policy=POLICY)
    assert notice is not None
    said = {notice.key_for("unit:1")}
    assert is_owed(notice, "unit:2", said=said, policy=POLICY)
    assert not is_owed(notice, "unit:1", said=said, policy=POLICY)


def test_an_extension_starts_the_ladder_anew(task: MakeTask) -> None:
    """A new due date is a new deadline, of which nothing was said yet."""
    said = {
        Notice(deadline=Deadline(task=task(due=DUE), by=DUE), threshold=step, working_days=0).key_for(
            "unit:1"
        )
        for step in LADDER
    }
    later = date(2027, 3, 31)
    extended = Deadline(task=task(due=later), by=later)
    notice = notice_owed(
        extended, "unit:1", on=date(2027, 3, 30), said=said, calendar=CALENDAR, policy=POLICY
    )
    assert notice is not None
    assert notice.threshold == 1


def test_no_threshold_before_means_no_notice_before(task: MakeTask) -> None:
    """A policy may leave out all notices before a deadline."""
    quiet: Policy = read_policy("[thresholds]\nbefore = []\n", source="own.toml")
    deadline = Deadline(task=task(due=DUE), by=DUE)
    assert crossed(deadline, on=DUE, calendar=CALENDAR, policy=quiet) is None


def test_a_notice_after_the_deadline_but_before_the_urging_day_does_not_urge() -> None:
    """A policy may remind once more before it urges."""
    patient = read_policy("[thresholds]\nafter = [1, 3, 5]\nurging_at = 3\n", source="own.toml")
    assert [patient.thresholds.urges(step) for step in (0, -1, -3, -5)] == [False, False, True, True]
