"""A calendar feed as bytes: the same facts on the same side of each deadline give the same bytes.

Works around icalendar 7.3.0, which does not escape NAME and drops required parameters (docs/feeds.md).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar.prop import vText, vUri

from models.kinds import FeedScope
from models.views import FeedView, Standing
from notifiers.calendar_entries import Entry, all_entries, is_shown
from notifiers.calendar_events import event_bytes
from notifiers.calendar_versions import last_change
from notifiers.calendar_words import feed_description, feed_name
from templates.catalogues import load

KEEP_DONE = 30
POLL_EVERY = timedelta(hours=1)
COLOURS = {
    FeedScope.UNIT: ("steelblue", "#4682B4"),
    FeedScope.LEADER: ("mediumpurple", "#9370DB"),
    FeedScope.OFFICE: ("firebrick", "#B22222"),
}
END = b"END:VCALENDAR\r\n"


def build_feed(
    feed: FeedView,
    standings: Sequence[Standing],
    *,
    base_url: str,
    address: str,
    locale: str,
    timezone: str,
    keep_done: int = KEEP_DONE,
) -> bytes:
    """Write the calendar of `feed`: one all-day event for each task with a due date and each milestone.

    `address` is where the feed is served, `base_url` the page about it, without a slash at its end.
    What is done or withdrawn stays `keep_done` *calendar* days. Source: RFC 5545, 7986 and 9074.
    """
    changed_at = feed_changed_at(standings, timezone=timezone, keep_done=keep_done)
    calendar = _calendar(feed, changed_at, locale=locale, timezone=timezone)
    calendar.add("SOURCE", vUri(address), parameters={"VALUE": "URI"})
    calendar.add("URL", vUri(f"{base_url}/"))
    calendar.add_component(_timezone(timezone))
    head = calendar.to_ical(sorted=False).removesuffix(END)
    entries = _entries(standings, ZoneInfo(timezone), keep_done)
    events = (event_bytes(entry, base_url=base_url, locale=locale, timezone=timezone) for entry in entries)
    return b"".join([head, *events, END])


def feed_changed_at(
    standings: Sequence[Standing], *, timezone: str, keep_done: int = KEEP_DONE
) -> datetime | None:
    """Give the moment the feed of these tasks last changed, UTC in whole seconds; None for an empty one."""
    return last_change(standings, zone=ZoneInfo(timezone), keep_done=keep_done)


def _entries(standings: Sequence[Standing], zone: ZoneInfo, keep_done: int) -> Iterator[Entry]:
    for standing in sorted(standings, key=lambda one: (one.task.plan_key, one.task.position, one.task.uid)):
        for entry in all_entries(standing):
            if is_shown(entry, standing.on, zone=zone, keep_done=keep_done):
                yield entry


def _calendar(feed: FeedView, changed_at: datetime | None, *, locale: str, timezone: str) -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//duban//feed//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("REFRESH-INTERVAL", POLL_EVERY, parameters={"VALUE": "DURATION"})
    if changed_at:
        calendar.add("LAST-MODIFIED", changed_at)
    for key, text in _texts(feed, locale=locale, timezone=timezone).items():
        calendar.add(key, vText(text))
    return calendar


def _texts(feed: FeedView, *, locale: str, timezone: str) -> dict[str, str]:
    words = load(locale)
    name, about = feed_name(feed, words), feed_description(feed, words)
    colour, apple_colour = COLOURS[feed.scope]
    return {
        "NAME": name,
        "X-WR-CALNAME": name,
        "DESCRIPTION": about,
        "X-WR-CALDESC": about,
        "COLOR": colour,
        "X-APPLE-CALENDAR-COLOR": apple_colour,
        "X-WR-TIMEZONE": timezone,
        "X-PUBLISHED-TTL": "PT1H",
    }


@cache
def _timezone(name: str) -> Timezone:
    """Describe the office's time zone: an empty feed needs one component to be legal (section 3.6)."""
    return Timezone.from_tzid(name, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))
