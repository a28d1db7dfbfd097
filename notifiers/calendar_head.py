"""The part of a calendar before its events: names, colours, intervals and the time zone.

Works around icalendar 7.3.0, which does not escape NAME and drops required parameters (docs/feeds.md).
"""

from datetime import date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Timezone
from icalendar.prop import vText, vUri

from models.kinds import FeedScope
from models.views import FeedView
from notifiers.calendar_style import Style
from notifiers.calendar_words import feed_description, feed_name

POLL_EVERY = timedelta(hours=1)
COLOURS = {
    FeedScope.UNIT: ("steelblue", "#4682B4"),
    FeedScope.SUBTREE: ("teal", "#008080"),
    FeedScope.LEADER: ("mediumpurple", "#9370DB"),
    FeedScope.OFFICE: ("firebrick", "#B22222"),
    FeedScope.PLAN: ("darkorange", "#FF8C00"),
}
END = b"END:VCALENDAR\r\n"


def calendar_head(
    feed: FeedView, *, changed_at: datetime | None, address: str, style: Style, about: str = ""
) -> bytes:
    """Write everything before the first event of a feed; `END` ends it, so that an empty feed is head + END.

    `changed_at` is the newest change of its tasks, UTC in whole seconds, None without a task.
    `address` is where the feed is served; `about` is said instead of what the calendar shows.
    Source: RFC 5545 section 3.6, RFC 7986.
    """
    calendar = _opened(changed_at)
    for key, text in _texts(feed, style, about).items():
        calendar.add(key, vText(text))
    calendar.add("SOURCE", vUri(address), parameters={"VALUE": "URI"})
    calendar.add("URL", vUri(f"{style.base_url}/"))
    content: bytes = calendar.to_ical(sorted=False)
    return content.removesuffix(END) + _timezone(style.timezone)


def _opened(changed_at: datetime | None) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//duban//feed//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("REFRESH-INTERVAL", POLL_EVERY, parameters={"VALUE": "DURATION"})
    if changed_at:
        calendar.add("LAST-MODIFIED", changed_at)
    return calendar


def _texts(feed: FeedView, style: Style, about: str) -> dict[str, str]:
    name, about = feed_name(feed, style.words), about or feed_description(feed, style.words)
    colour, apple_colour = COLOURS[feed.scope]
    return {
        "NAME": name,
        "X-WR-CALNAME": name,
        "DESCRIPTION": about,
        "X-WR-CALDESC": about,
        "COLOR": colour,
        "X-APPLE-CALENDAR-COLOR": apple_colour,
        "X-WR-TIMEZONE": style.timezone,
        "X-PUBLISHED-TTL": "PT1H",
    }


@cache
def _timezone(name: str) -> bytes:
    """Describe the office's time zone: an empty feed needs one component to be legal (section 3.6)."""
    zone = Timezone.from_tzid(name, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))
    content: bytes = zone.to_ical(sorted=False)
    return content
