"""When an event counts as changed, so that every calendar program takes up each change.

Google takes an edit when SEQUENCE and LAST-MODIFIED rise, ICSx5 when LAST-MODIFIED is strictly newer.
A task's revision rises with its facts; becoming late changes what is seen without changing a fact.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from models.views import Standing
from notifiers.calendar_entries import Entry, Mark, all_entries, gone_from, midnight


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Version:
    """What SEQUENCE and LAST-MODIFIED say; `changed_at` is UTC in whole seconds."""

    sequence: int
    changed_at: datetime


def version_of(*, revision: int, updated_at: datetime, by: date, late: bool, zone: tzinfo) -> Version:
    """Give the version of a deadline: it rises with the revision, and once more when the day after begins.

    Within one revision lateness only comes, never goes, so twice the revision leaves it room.
    Two revisions within one second share a `changed_at`, the resolution of RFC 5545 section 3.3.5.
    """
    changed_at = max(updated_at, midnight(by + timedelta(days=1), zone)) if late else updated_at
    return Version(sequence=2 * revision + int(late), changed_at=_whole_second(changed_at))


def entry_version(entry: Entry, *, zone: tzinfo) -> Version:
    """Give the version of an entry as it stands."""
    return version_of(
        revision=entry.task.revision,
        updated_at=entry.task.updated_at,
        by=entry.deadline.by,
        late=entry.mark is Mark.LATE,
        zone=zone,
    )


def last_change(standings: Iterable[Standing], *, zone: tzinfo, keep_done: int) -> datetime | None:
    """Give the newest moment a feed of these tasks changed, UTC in whole seconds; None without a task.

    A done task's leaving counts as a change, on the first day without it.
    """
    return max((_changed(standing, zone, keep_done) for standing in standings), default=None)


def _changed(standing: Standing, zone: tzinfo, keep_done: int) -> datetime:
    moments = [_whole_second(standing.task.updated_at)]
    for entry in all_entries(standing):
        moments.append(entry_version(entry, zone=zone).changed_at)
        gone = gone_from(entry, zone=zone, keep_done=keep_done)
        if gone and gone <= standing.on:
            moments.append(_whole_second(midnight(gone, zone)))
    return max(moments)


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
