# SPDX-License-Identifier: Apache-2.0
"""What is true of a task on a day: signal, thresholds, and which tasks a round can concern."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from models.kinds import Signal, TaskState
from models.status import Deadline, Notice, TaskStatus
from models.views import MilestoneView, TaskFilter, TaskView
from scheduler.policy import Policy
from scheduler.slots import Slot, SlotKind
from scheduler.workdays import DAY, WorkingCalendar

WORST_FIRST = (Signal.RED, Signal.YELLOW, Signal.BLUE, Signal.GREEN, Signal.CLOSED)
NO_DEADLINE = 10**6
"""*Working* days: later than any deadline."""


def assess(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> TaskStatus:
    """Find out where a task stands on a day: red before yellow before blue before green.

    A task is late from the first minute of the *calendar* day after its deadline;
    its distance counts *working* days, so on the days off right after the deadline it is 0.
    """
    ahead_and_past = tuple(deadlines(task))
    found = (notice_on(deadline, on=on, calendar=calendar, policy=policy) for deadline in ahead_and_past)
    days = [deadline.by for deadline in ahead_and_past]
    return TaskStatus(
        task=task,
        on=on,
        signal=signal(task, on=on, calendar=calendar, policy=policy),
        working_days=None if task.due is None else calendar.between(on, task.due),
        overdue_milestones=overdue_milestones(task, on=on),
        notices=tuple(notice for notice in found if notice is not None),
        nearest=_distance((day for day in days if day >= on), on=on, calendar=calendar),
        worst=_distance(days, on=on, calendar=calendar),
        behind_by=behind_by(task, on=on, calendar=calendar, policy=policy),
        silent_since=silent_since(task, on=on, calendar=calendar, policy=policy),
    )


def _distance(days: Iterable[date], *, on: date, calendar: WorkingCalendar) -> int | None:
    first = min(days, default=None)
    return None if first is None else calendar.between(on, first)


def worst_first(status: TaskStatus) -> tuple[int, int, str, int]:
    """Give what statuses are sorted by: signal, days left, then the order of their plans."""
    days = status.working_days if status.working_days is not None else NO_DEADLINE
    return WORST_FIRST.index(status.signal), days, status.task.plan_key, status.task.position


def signal(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> Signal:
    """Give the colour alone."""
    if task.state is not TaskState.OPEN:
        return Signal.CLOSED
    if task.due is not None and on > task.due:
        return Signal.RED
    if overdue_milestones(task, on=on) or is_behind(task, on=on, calendar=calendar, policy=policy):
        return Signal.YELLOW
    if is_near(task, on=on, calendar=calendar, days=policy.signals.near_due):
        return Signal.BLUE
    return Signal.GREEN


def overdue_milestones(task: TaskView, *, on: date) -> tuple[MilestoneView, ...]:
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
    lag = behind_by(task, on=on, calendar=calendar, policy=policy)
    return lag is not None or silent_since(task, on=on, calendar=calendar, policy=policy) is not None


def behind_by(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> float | None:
    """Count the percent points an open task is behind an even pace; None where tolerated or unknown."""
    if task.percent is None or task.due is None or not task.is_open:
        return None
    whole = calendar.between(task.plan_start, task.due)
    if whole <= 0:
        return None
    lag = 100 * calendar.between(task.plan_start, on) / whole - task.percent
    return lag if lag > policy.signals.pace_tolerance else None


def silent_since(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> date | None:
    """Give the day since which nobody reported of an open task; None where no report is missing."""
    every = policy.signals.report_every
    since = task.last_report_on or task.plan_start
    is_missing = task.is_open and every > 0 and calendar.between(since, on) >= every
    return since if is_missing else None


def deadlines(task: TaskView) -> Iterator[Deadline]:
    """Give the deadline of an open task and of each of its milestones not reached; a closed task has none."""
    if not task.is_open:
        return
    if task.due is not None:
        yield Deadline(task=task, by=task.due)
    for milestone in task.milestones:
        if milestone.done_on is None:
            yield Deadline(task=task, by=milestone.by, milestone=milestone)


def crossed(deadline: Deadline, *, on: date, calendar: WorkingCalendar, policy: Policy) -> int | None:
    """Give the latest threshold crossed on a day, in *working* days, negative after the deadline.

    None while even the earliest lies ahead.
    On days off right after the deadline no working day is lost yet: the last threshold before it stands.
    """
    distance = calendar.between(on, deadline.by)
    if on > deadline.by:
        passed = [after for after in policy.thresholds.after if after <= -distance]
        if passed:
            return -max(passed)
    return min((before for before in policy.thresholds.before if before >= distance), default=None)


def notice_on(deadline: Deadline, *, on: date, calendar: WorkingCalendar, policy: Policy) -> Notice | None:
    """Give the notice of the latest threshold crossed, whoever was told of it."""
    threshold = crossed(deadline, on=on, calendar=calendar, policy=policy)
    if threshold is None:
        return None
    distance = calendar.between(on, deadline.by)
    return Notice(deadline=deadline, threshold=threshold, working_days=distance)


def is_owed(notice: Notice, reader_key: str, *, said: Collection[str], policy: Policy) -> bool:
    """Tell whether neither this notice nor a later one on the same deadline was said to that reader."""
    ladder = (*policy.thresholds.before, *(-after for after in policy.thresholds.after))
    ahead = (step for step in ladder if step <= notice.threshold)
    return not any(notice.deadline.key_of(step, reader_key) in said for step in ahead)


def is_changed(task: TaskView, *, now: datetime, days: int) -> bool:
    """Tell whether a task is new or was changed within so many *calendar* days, in the time zone of `now`."""
    changed = max(task.created_at, task.updated_at).astimezone(now.tzinfo)
    return (now.date() - changed.date()).days <= days


def is_long_past(status: TaskStatus, policy: Policy) -> bool:
    """Tell whether a task or a milestone passed longer ago than any threshold counts, and nobody reported.

    Whoever starts with such a task has most likely not entered what was reported of it before.
    """
    latest = max(policy.thresholds.after, default=0)
    return status.task.last_report_on is None and status.worst is not None and status.worst < -latest


ALL_DONE = 100


def tasks_for_round(
    slots: Iterable[Slot], *, on: date, policy: Policy, calendar: WorkingCalendar
) -> TaskFilter:
    """Say which tasks the slots can concern on a day; every other one would add nothing to any letter.

    The weekly slot shows everything open, the others what is near or late, and the digest what is behind.
    """
    kinds = {slot.kind for slot in slots}
    is_digest = SlotKind.DIGEST in kinds
    if SlotKind.WEEKLY in kinds or (is_digest and policy.signals.report_every):
        return TaskFilter(everything=True)
    days = max(_days_ahead(kinds, policy), default=None)
    return TaskFilter(
        until=None if days is None else last_day_within(days, on=on, calendar=calendar),
        below=ALL_DONE - policy.signals.pace_tolerance if is_digest else None,
    )


def last_day_within(days: int, *, on: date, calendar: WorkingCalendar) -> date:
    """Give the last *calendar* day that is no more than that many *working* days away."""
    return calendar.add(on, days + 1) - DAY


def _days_ahead(kinds: Iterable[SlotKind], policy: Policy) -> Iterator[int]:
    for kind in kinds:
        if kind is SlotKind.NOTICES:
            yield from (0, *policy.thresholds.before)
        if kind is SlotKind.DIGEST:
            yield policy.signals.near_due
