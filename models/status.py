# SPDX-License-Identifier: Apache-2.0
"""What is true of a task on a day: its deadlines, the thresholds they crossed, its signal."""

from dataclasses import dataclass
from datetime import date

from models.kinds import Signal
from models.views import MilestoneView, TaskView


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A day on which something of a task falls due: the task itself, or one of its milestones."""

    task: TaskView
    by: date
    milestone: MilestoneView | None = None

    @property
    def key(self) -> str:
        """Name the deadline for the ledger: an extended task gets a new key, so its ladder starts anew."""
        what = self.milestone.uid if self.milestone else "task"
        return f"{self.task.uid}:{what}:{self.by.isoformat()}"

    def key_of(self, threshold: int, reader_key: str) -> str:
        """Name what is said of it at a threshold to a reader, unique in the ledger."""
        return f"{self.key}:{threshold}:{reader_key}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One threshold crossed on one deadline and owed to one reader.

    `threshold` counts *working* days before the deadline when positive or zero, after it when negative.
    """

    deadline: Deadline
    threshold: int
    working_days: int

    def key_for(self, reader_key: str) -> str:
        """Name what was said to whom, unique in the ledger."""
        return self.deadline.key_of(self.threshold, reader_key)

    @property
    def is_late(self) -> bool:
        """Tell whether the threshold lies after the deadline."""
        return self.threshold < 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskStatus:
    """Where a task stands on a day; distances count *working* days, negative when late."""

    task: TaskView
    on: date
    signal: Signal
    working_days: int | None
    """The distance of its own deadline."""
    overdue_milestones: tuple[MilestoneView, ...] = ()
    """The milestones whose day has passed without being reached."""
    notices: tuple[Notice, ...] = ()
    """The latest threshold crossed on each of its deadlines, whoever was told of it."""
    nearest: int | None = None
    """The distance of its first deadline still ahead, milestones included."""
    worst: int | None = None
    """The smallest distance of all its deadlines, milestones included."""
    behind_by: float | None = None
    """How many percent points it is behind an even pace, where the policy does not tolerate that."""
    silent_since: date | None = None
    """The day since which nobody has reported, where the policy asks for a report by now."""

    @property
    def is_late(self) -> bool:
        """Tell whether the task's own deadline has passed."""
        return self.signal is Signal.RED

    @property
    def is_overdue(self) -> bool:
        """Tell whether the task or one of its milestones is late."""
        return self.is_late or bool(self.overdue_milestones)
