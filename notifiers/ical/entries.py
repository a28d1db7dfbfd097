# SPDX-License-Identifier: Apache-2.0
"""What of a task goes into a calendar: its entries, their status, version and style."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from hashlib import sha256
from zoneinfo import ZoneInfo

from models.kinds import TaskState
from models.status import Deadline
from models.views import EditionView, TaskView
from templates.catalogues import Catalogue, load

__all__ = ["AlarmRule", "CalendarStyle", "EditionView", "Options", "fingerprint"]

TEMPLATE_VERSION = 2
"""Raised by hand whenever the same facts are written down in another way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRule:
    """An alarm that rings one or more *calendar* days before a deadline, at a time of the office's day.

    Working days would not do: an exchanged weekend announced later would move alarms without a revision.
    """

    days: int
    at: time

    @property
    def trigger(self) -> timedelta:
        """Give the distance from the start of the deadline's day, always negative (RFC 5545 3.8.6.3)."""
        return timedelta(hours=self.at.hour, minutes=self.at.minute) - timedelta(days=self.days)

    @property
    def name(self) -> str:
        """Name the rule, as a part of its alarms' UIDs."""
        return f"{self.days}d{self.at:%H%M}"


DEFAULT_ALARMS = (AlarmRule(days=1, at=time(9)), AlarmRule(days=7, at=time(9)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What one reader asks for in the query of an address; `lang` is a locale, None for the office's own."""

    alarms: bool = True
    todo: bool = False
    lang: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarStyle:
    """Everything but the facts and the day that decides the bytes of an event.

    `base_url` has no slash at its end, `timezone` is an IANA name, and what is done or withdrawn stays
    `keep_done` *calendar* days.
    """

    base_url: str
    locale: str
    timezone: str
    keep_done: int = 30
    alarms: tuple[AlarmRule, ...] = DEFAULT_ALARMS
    edition: EditionView = field(default_factory=EditionView)
    options: Options = field(default_factory=Options)

    @property
    def zone(self) -> ZoneInfo:
        """Give the office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def words(self) -> Catalogue:
        """Give the words of the language asked for, or of the office's."""
        return load(self.options.lang or self.locale)

    @property
    def rules(self) -> tuple[AlarmRule, ...]:
        """Give the alarms asked for, the nearest first: Outlook takes only the first of them."""
        return tuple(sorted(self.alarms, key=lambda rule: -rule.trigger)) if self.options.alarms else ()


def fingerprint(style: CalendarStyle) -> str:
    """Name what a setting or an upgrade can change about every event, edition and options left out."""
    alarms = sorted(rule.name for rule in style.alarms)
    parts = (TEMPLATE_VERSION, style.base_url, style.locale, style.timezone, style.keep_done, alarms)
    return sha256(repr(parts).encode()).hexdigest()


class EntryStatus(StrEnum):
    """How an entry stands, which it says in front of its title."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarEntry:
    """One all-day event: a deadline and its status, which is all that a passing day can change."""

    deadline: Deadline
    status: EntryStatus

    @property
    def task(self) -> TaskView:
        """Give the task the entry belongs to."""
        return self.deadline.task

    @property
    def uid(self) -> str:
        """Name the event for life, the same in every feed and mail that shows it."""
        milestone = self.deadline.milestone
        return f"{milestone.uid if milestone else self.task.uid}@duban"


def all_entries(task: TaskView, on: date) -> Iterator[CalendarEntry]:
    """Give the entry of the task itself, if it has a due date, then its milestones by date."""
    for deadline in _deadlines(task):
        yield CalendarEntry(deadline=deadline, status=_status(deadline, on))


def gone_from(entry: CalendarEntry, *, zone: tzinfo, keep_done: int) -> date | None:
    """Give the day it leaves the feed, `keep_done` *calendar* days after it was done; None while open."""
    done = done_at(entry, zone)
    return done.astimezone(zone).date() + timedelta(days=keep_done + 1) if done else None


def done_at(entry: CalendarEntry, zone: tzinfo) -> datetime | None:
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


def _status(deadline: Deadline, on: date) -> EntryStatus:
    if deadline.task.state is TaskState.WITHDRAWN:
        return EntryStatus.WITHDRAWN
    if deadline.task.state is TaskState.CLOSED or (deadline.milestone and deadline.milestone.done_on):
        return EntryStatus.DONE
    return EntryStatus.LATE if on > deadline.by else EntryStatus.OPEN


# When an event counts as changed, so that every calendar program takes up each change. Google takes an edit
# when SEQUENCE and LAST-MODIFIED rise, ICSx5 when LAST-MODIFIED is strictly newer. A task's revision rises
# with its facts; becoming late changes what is seen without changing a fact, and a new edition (another
# template, address or alarm rule) changes every event at once.


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Version:
    """What SEQUENCE and LAST-MODIFIED say; `changed_at` is UTC in whole seconds."""

    sequence: int
    changed_at: datetime


def version_of(
    *,
    revision: int,
    updated_at: datetime,
    by: date,
    late: bool,
    zone: tzinfo,
    edition: EditionView,
) -> Version:
    """Give the version of a deadline: it rises with the revision, and once more when the day after begins.

    Within one revision and edition lateness only comes, never goes, so twice their sum leaves it room, and
    so do the two seconds between their moments. RFC 5545 section 3.3.5 has no fractions of a second.
    """
    changed_at = max(updated_at, edition.at)
    if late:
        changed_at = max(changed_at + timedelta(seconds=1), midnight(by + timedelta(days=1), zone))
    return Version(sequence=2 * (revision + edition.number) + int(late), changed_at=whole_second(changed_at))


def entry_version(entry: CalendarEntry, style: CalendarStyle) -> Version:
    """Give the version of an entry as it stands."""
    return version_of(
        revision=entry.task.revision,
        updated_at=entry.task.updated_at,
        by=entry.deadline.by,
        late=entry.status is EntryStatus.LATE,
        zone=style.zone,
        edition=style.edition,
    )


def whole_second(moment: datetime) -> datetime:
    """Give a moment as UTC without a fraction."""
    return moment.astimezone(UTC).replace(microsecond=0)
