"""What a calendar feed shows on a day: one entry a task with a due date, one a milestone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from models.kinds import TaskState
from models.letters import Deadline
from models.views import MilestoneView, TaskView


class Mark(StrEnum):
    """What an entry says of itself in front of its title."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One all-day event: a deadline and its mark, which is all that a passing day can change."""

    deadline: Deadline
    mark: Mark

    @property
    def task(self) -> TaskView:
        """Give the task the entry belongs to."""
        return self.deadline.task

    @property
    def uid(self) -> str:
        """Name the event for life, the same in every feed and mail that shows it."""
        milestone = self.deadline.milestone
        return f"{milestone.uid if milestone else self.task.uid}@duban"


def all_entries(task: TaskView, on: date) -> Iterator[Entry]:
    """Give the entry of the task itself, if it has a due date, then its milestones by date."""
    for deadline in _deadlines(task):
        yield Entry(deadline=deadline, mark=_mark(deadline, on))


def gone_from(entry: Entry, *, zone: tzinfo, keep_done: int) -> date | None:
    """Give the day it leaves the feed, `keep_done` *calendar* days after it was done; None while open."""
    done = done_at(entry, zone)
    return done.astimezone(zone).date() + timedelta(days=keep_done + 1) if done else None


def done_at(entry: Entry, zone: tzinfo) -> datetime | None:
    """Give the moment it was closed, or the day its milestone was reached began; None while it is open."""
    reached = entry.deadline.milestone.done_on if entry.deadline.milestone else None
    moments = [midnight(reached, zone)] if reached else []
    if not entry.task.is_open:
        moments.append(entry.task.closed_at or entry.task.updated_at)
    return min(moments, default=None)


def midnight(day: date, zone: tzinfo) -> datetime:
    """Give the moment at which `day` begins in the office."""
    return datetime.combine(day, time(), tzinfo=zone)


def _deadlines(task: TaskView) -> Iterator[Deadline]:
    if task.due:
        yield Deadline(task=task, by=task.due)
    for milestone in sorted(task.milestones, key=lambda step: (step.by, step.uid)):
        yield Deadline(task=task, by=milestone.by, milestone=milestone)


def _mark(deadline: Deadline, on: date) -> Mark:
    if deadline.task.state is TaskState.WITHDRAWN:
        return Mark.WITHDRAWN
    if deadline.task.state is TaskState.CLOSED or _is_reached(deadline.milestone):
        return Mark.DONE
    return Mark.LATE if on > deadline.by else Mark.OPEN


def _is_reached(milestone: MilestoneView | None) -> bool:
    return milestone is not None and milestone.done_on is not None
