"""What an address that no longer shows its feed serves for a while: a calendar that says so.

An error would leave the old events standing in some programs and end the subscription in others.
"""

from datetime import UTC, datetime

from models.views import FeedView
from notifiers.calendar_contents import Contents
from notifiers.calendar_events import write_event
from notifiers.calendar_head import END, calendar_head
from notifiers.calendar_style import Style
from notifiers.calendar_versions import Version, whole_second

SUMMARY = "This calendar has ended: subscribe to its new address"
DESCRIPTION = (
    "The address of this calendar was replaced or withdrawn on {day}, so it shows no deadlines any more."
    "\nAsk the supervision office for the new address and subscribe to that."
    "\nThen remove this calendar."
)


def ended_feed(feed: FeedView, *, ended_at: datetime, address: str, style: Style) -> bytes:
    """Write the calendar of an ended address: one all-day event on the day it ended, in the office's days.

    The same feed, moment and style give the same bytes.
    """
    notice = _notice(feed, ended_at, style)
    changed_at = notice.version.changed_at
    head = calendar_head(feed, changed_at=changed_at, address=address, style=style, about=notice.summary)
    return b"".join([head, write_event(notice), END])


def _notice(feed: FeedView, ended_at: datetime, style: Style) -> Contents:
    day, words = ended_at.astimezone(style.zone).date(), style.words
    return Contents(
        uid=f"ended-{feed.id}-{ended_at.astimezone(UTC):%Y%m%dT%H%M%SZ}@duban",
        version=Version(
            sequence=2 * style.edition.number, changed_at=whole_second(max(ended_at, style.edition.at))
        ),
        by=day,
        summary=words.gettext(SUMMARY),
        description=words.gettext(DESCRIPTION).format(day=day),
        url=f"{style.base_url}/",
        priority=1,
        status="CONFIRMED",
    )
