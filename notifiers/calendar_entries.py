"""What a calendar feed shows on a day: one entry a task with a due date, one a milestone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from models.kinds import TaskState
from models.letters import Deadline
from models.views import MilestoneView, Standing, TaskView


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


def all_entries(standing: Standing) -> Iterator[Entry]:
    """Give the entry of the task itself, if it has a due date, then its milestones by date."""
    for deadline in _deadlines(standing.task):
        yield Entry(deadline=deadline, mark=_mark(deadline, standing.on))


def gone_from(entry: Entry, *, zone: tzinfo, keep_done: int) -> date | None:
    """Give the day it leaves the feed, `keep_done` *calendar* days after it was done; None while open."""
    done_on = _done_on(entry, zone)
    return done_on + timedelta(days=keep_done + 1) if done_on else None


def is_shown(entry: Entry, on: date, *, zone: tzinfo, keep_done: int) -> bool:
    """Tell whether the feed of that day has the entry; an open one never drops out, however late."""
    gone = gone_from(entry, zone=zone, keep_done=keep_done)
    return gone is None or on < gone


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


def _done_on(entry: Entry, zone: tzinfo) -> date | None:
    task, milestone = entry.task, entry.deadline.milestone
    reached = milestone.done_on if milestone else None
    if task.is_open:
        return reached
    closed_on = (task.closed_at or task.updated_at).astimezone(zone).date()
    return min(reached, closed_on) if reached else closed_on
