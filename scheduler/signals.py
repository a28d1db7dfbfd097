"""The colour of a task on a day (三色)."""

from datetime import date

from models.kinds import Signal, TaskState
from models.views import MilestoneView, Standing, TaskView
from scheduler.policy import Policy
from scheduler.workdays import WorkingCalendar

WORST_FIRST = (Signal.RED, Signal.YELLOW, Signal.BLUE, Signal.GREEN, Signal.CLOSED)
NO_DEADLINE = 10**6
"""*Working* days: later than any deadline."""


def standing(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> Standing:
    """Tell where a task stands on a day: red before yellow before blue before green.

    A task is late from the first minute of the *calendar* day after its deadline;
    its distance counts *working* days, so on the days off right after the deadline it is 0.
    """
    return Standing(
        task=task,
        on=on,
        signal=signal(task, on=on, calendar=calendar, policy=policy),
        working_days=None if task.due is None else calendar.between(on, task.due),
        missed=missed(task, on=on),
    )


def worst_first(stand: Standing) -> tuple[int, int, str, int]:
    """Give what standings are sorted by: signal, days left, then the order of their plans."""
    days = stand.working_days if stand.working_days is not None else NO_DEADLINE
    return WORST_FIRST.index(stand.signal), days, stand.task.plan_key, stand.task.position


def signal(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> Signal:
    """Give the colour alone."""
    if task.state is not TaskState.OPEN:
        return Signal.CLOSED
    if task.due is not None and on > task.due:
        return Signal.RED
    if missed(task, on=on) or is_behind(task, on=on, calendar=calendar, policy=policy):
        return Signal.YELLOW
    if is_near(task, on=on, calendar=calendar, days=policy.signals.near_due):
        return Signal.BLUE
    return Signal.GREEN


def missed(task: TaskView, *, on: date) -> tuple[MilestoneView, ...]:
    """Give the milestones of an open task whose day has passed without being reached."""
    if not task.is_open:
        return ()
    return tuple(step for step in task.milestones if step.done_on is None and step.by < on)


def is_near(task: TaskView, *, on: date, calendar: WorkingCalendar, days: int) -> bool:
    """Tell whether the task or a milestone not reached falls due within that many *working* days."""
    ahead = [step.by for step in task.milestones if step.done_on is None]
    if task.due is not None:
        ahead.append(task.due)
    return any(on <= by and calendar.between(on, by) <= days for by in ahead)


def is_behind(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    """Tell whether the reported progress lags behind an even pace, or reports are asked for and stay away."""
    return _lags(task, on=on, calendar=calendar, policy=policy) or _silent(
        task, on=on, calendar=calendar, policy=policy
    )


def _lags(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    if task.percent is None or task.due is None:
        return False
    whole = calendar.between(task.plan_start, task.due)
    if whole <= 0:
        return False
    expected = 100 * calendar.between(task.plan_start, on) / whole
    return expected - task.percent > policy.signals.pace_tolerance


def _silent(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> bool:
    every = policy.signals.report_every
    since = task.last_report_on or task.plan_start
    return every > 0 and calendar.between(since, on) >= every
