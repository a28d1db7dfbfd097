"""When an event counts as changed, so that every calendar program takes up each change.

Google takes an edit when SEQUENCE and LAST-MODIFIED rise, ICSx5 when LAST-MODIFIED is strictly newer.
A task's revision rises with its facts; becoming late changes what is seen without changing a fact, and a
new edition (another template, address or alarm rule) changes every event at once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from models.views import EditionView
from notifiers.calendar_entries import Entry, Mark, midnight
from notifiers.calendar_style import Style


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


def entry_version(entry: Entry, style: Style) -> Version:
    """Give the version of an entry as it stands."""
    return version_of(
        revision=entry.task.revision,
        updated_at=entry.task.updated_at,
        by=entry.deadline.by,
        late=entry.mark is Mark.LATE,
        zone=style.zone,
        edition=style.edition,
    )


def whole_second(moment: datetime) -> datetime:
    """Give a moment as UTC without a fraction."""
    return moment.astimezone(UTC).replace(microsecond=0)
