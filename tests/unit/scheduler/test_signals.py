# SPDX-License-Identifier: Apache-2.0
"""The colour of a task on a day."""

from collections.abc import Callable
from datetime import date

import pytest

from models.kinds import Signal, TaskState
from models.status import TaskStatus
from models.views import MilestoneView, TaskView
from scheduler.assessment import assess
from scheduler.policy import Policy, read_policy
from scheduler.workdays import WorkingCalendar

MakeTask = Callable[..., TaskView]
MakeMilestone = Callable[..., MilestoneView]
Stand = Callable[..., TaskStatus]

TODAY = date(2026, 11, 23)
YEAR_END = date(2026, 12, 31)


@pytest.fixture(scope="session")
def stand(calendar: WorkingCalendar, policy: Policy) -> Stand:
    """Judge a task on a day, by the shipped policy unless another is given."""

    def judge(task: TaskView, on: date = TODAY, by: Policy = policy) -> TaskStatus:
        return assess(task, on=on, calendar=calendar, policy=by)

    return judge


@pytest.mark.parametrize("state", [TaskState.CLOSED, TaskState.WITHDRAWN])
def test_a_finished_task_is_closed_however_late(task: MakeTask, stand: Stand, state: TaskState) -> None:
    """What is done needs no colour."""
    assert stand(task(due=date(2026, 3, 2), state=state)).signal is Signal.CLOSED


def test_a_task_is_not_late_on_its_day(task: MakeTask, stand: Stand) -> None:
    """The whole of the due day belongs to the unit."""
    found = stand(task(due=TODAY))
    assert (found.signal, found.working_days, found.is_late) == (Signal.BLUE, 0, False)


def test_a_task_is_late_on_the_next_calendar_day(task: MakeTask, stand: Stand) -> None:
    """A task due on a Friday is red on Saturday, with no working day lost yet."""
    found = stand(task(due=date(2026, 11, 20)), date(2026, 11, 21))
    assert (found.signal, found.working_days, found.is_late) == (Signal.RED, 0, True)


def test_a_late_task_counts_working_days_backwards(task: MakeTask, stand: Stand) -> None:
    """The distance of a late task is negative."""
    assert stand(task(due=date(2026, 11, 20)), TODAY).working_days == -1


@pytest.mark.parametrize(
    ("due", "signal"), [(date(2026, 12, 7), Signal.BLUE), (date(2026, 12, 8), Signal.GREEN)]
)
def test_near_due_is_ten_working_days(task: MakeTask, stand: Stand, due: date, signal: Signal) -> None:
    """Ten working days ahead is blue, eleven is green."""
    assert stand(task(due=due)).signal is signal


def test_a_task_without_a_deadline_is_green(task: MakeTask, stand: Stand) -> None:
    """No day, no distance."""
    found = stand(task(due=None))
    assert (found.signal, found.working_days) == (Signal.GREEN, None)


def test_a_missed_milestone_turns_a_task_yellow(
    task: MakeTask, stand: Stand, milestone: MakeMilestone
) -> None:
    """A step whose day has passed is told with the task, even one without a deadline."""
    step = milestone(date(2026, 6, 30))
    found = stand(task(due=None, milestones=(step,)))
    assert (found.signal, found.overdue_milestones) == (Signal.YELLOW, (step,))


def test_a_milestone_reached_or_of_today_is_not_missed(
    task: MakeTask, stand: Stand, milestone: MakeMilestone
) -> None:
    """Only a step not reached, and only after its day."""
    steps = (milestone(date(2026, 6, 30), 1, date(2026, 6, 1)), milestone(TODAY, 2))
    assert stand(task(due=YEAR_END, milestones=steps)).overdue_milestones == ()


def test_a_milestone_soon_due_turns_a_task_blue(
    task: MakeTask, stand: Stand, milestone: MakeMilestone
) -> None:
    """A step within the near days counts like the task itself."""
    assert stand(task(due=YEAR_END, milestones=(milestone(TODAY),))).signal is Signal.BLUE


def test_a_closed_task_has_missed_nothing(task: MakeTask, stand: Stand, milestone: MakeMilestone) -> None:
    """Steps of a closed task are past caring."""
    steps = (milestone(date(2026, 6, 30)),)
    assert stand(task(due=YEAR_END, milestones=steps, state=TaskState.CLOSED)).overdue_milestones == ()


def test_red_comes_before_yellow_and_yellow_before_blue(
    task: MakeTask, stand: Stand, milestone: MakeMilestone
) -> None:
    """Of several colours the gravest is shown."""
    missed = (milestone(date(2026, 6, 30)),)
    assert stand(task(due=date(2026, 11, 20), milestones=missed)).signal is Signal.RED
    assert stand(task(due=date(2026, 11, 24), milestones=missed)).signal is Signal.YELLOW


@pytest.mark.parametrize(
    ("percent", "signal"), [(68, Signal.YELLOW), (69, Signal.GREEN), (None, Signal.GREEN)]
)
def test_progress_far_behind_an_even_pace_is_yellow(
    task: MakeTask, stand: Stand, percent: int | None, signal: Signal
) -> None:
    """On 23 November 220 of 248 working days are over, 88.7 %: 68 % reported is over 20 points behind."""
    assert stand(task(due=YEAR_END, percent=percent)).signal is signal


def test_exactly_the_tolerance_behind_is_not_behind(task: MakeTask, stand: Stand) -> None:
    """One of five working days over and nothing done is 20 points: just tolerated."""
    found = task(due=date(2026, 11, 27), plan_start=date(2026, 11, 22), percent=0)
    assert stand(found, date(2026, 11, 23)).signal is Signal.BLUE
    assert stand(found, date(2026, 11, 24)).signal is Signal.YELLOW


def test_no_pace_is_asked_of_a_task_due_before_its_plan(task: MakeTask, stand: Stand) -> None:
    """A plan issued on the very day of the deadline leaves no time to divide."""
    assert stand(task(due=TODAY, plan_start=TODAY, percent=0)).signal is Signal.BLUE


def test_silence_is_yellow_where_reports_are_asked_for(task: MakeTask, stand: Stand) -> None:
    """With report_every = 5, five working days since the last report are too many, four are not."""
    asking = read_policy("[signals]\nreport_every = 5\n", source="own.toml")
    told = task(due=YEAR_END, last_report_on=date(2026, 11, 16))
    assert stand(told, date(2026, 11, 20), asking).signal is Signal.GREEN
    assert stand(told, date(2026, 11, 23), asking).signal is Signal.YELLOW


def test_silence_is_nothing_where_no_reports_are_asked_for(task: MakeTask, stand: Stand) -> None:
    """By default nobody has to report."""
    assert stand(task(due=YEAR_END)).signal is Signal.GREEN


def test_the_real_plan_of_2026_on_22_november(plan_2026: tuple[TaskView, ...], stand: Stand) -> None:
    """Tasks 12, 65 and 66 are late, 97 is due in six working days, all others are green."""
    found = {one.number: stand(one, date(2026, 11, 22)) for one in plan_2026}
    by_signal = {
        signal: [number for number, one in found.items() if one.signal is signal] for signal in Signal
    }
    assert by_signal[Signal.RED] == ["12", "65", "66"]
    assert by_signal[Signal.BLUE] == ["97"]
    assert len(by_signal[Signal.GREEN]) == 97
    assert found["97"].working_days == 6
