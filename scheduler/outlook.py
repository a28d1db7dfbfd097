"""Everything a round needs to know of one task, found out once however many readers it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models.kinds import Signal
from models.letters import Notice
from models.views import Standing, TaskView
from scheduler.policy import Policy
from scheduler.signals import standing
from scheduler.thresholds import deadlines, notice_on
from scheduler.workdays import WorkingCalendar


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlook:
    """One open task on a day; distances count *working* days, negative when late."""

    standing: Standing
    notices: tuple[Notice, ...]
    """The latest threshold crossed on each of its deadlines, whoever was told of it."""
    nearest: int | None
    """The distance of its first deadline still ahead."""
    worst: int | None
    """The smallest distance of all its deadlines."""
    is_changed: bool

    @property
    def is_overdue(self) -> bool:
        """Tell whether the task or one of its milestones is late."""
        return self.standing.signal is Signal.RED or bool(self.standing.missed)


def look(task: TaskView, *, now: datetime, calendar: WorkingCalendar, policy: Policy) -> Outlook:
    """Find out where an open task stands on the day of `now`, aware and in the office's time zone."""
    on = now.date()
    days = tuple(deadline.by for deadline in deadlines(task))
    return Outlook(
        standing=standing(task, on=on, calendar=calendar, policy=policy),
        notices=_notices(task, on=on, calendar=calendar, policy=policy),
        nearest=_distance((day for day in days if day >= on), on=on, calendar=calendar),
        worst=_distance(days, on=on, calendar=calendar),
        is_changed=_is_changed(task, now=now, days=policy.weekly.changed_within),
    )


def _notices(task: TaskView, *, on: date, calendar: WorkingCalendar, policy: Policy) -> tuple[Notice, ...]:
    found = (notice_on(each, on=on, calendar=calendar, policy=policy) for each in deadlines(task))
    return tuple(notice for notice in found if notice is not None)


def _distance(days: Iterable[date], *, on: date, calendar: WorkingCalendar) -> int | None:
    first = min(days, default=None)
    return None if first is None else calendar.between(on, first)


def _is_changed(task: TaskView, *, now: datetime, days: int) -> bool:
    changed = max(task.created_at, task.updated_at).astimezone(now.tzinfo)
    return (now.date() - changed.date()).days <= days
