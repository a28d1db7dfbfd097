"""Which threshold a deadline has crossed, and whether that was said already."""

from collections.abc import Collection, Iterator
from datetime import date

from models.letters import Deadline, Notice
from models.views import TaskView
from scheduler.policy import Policy
from scheduler.workdays import WorkingCalendar


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
