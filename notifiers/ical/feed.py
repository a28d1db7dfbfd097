# SPDX-License-Identifier: Apache-2.0
"""A whole feed as bytes: its head, the entries, and the notice of an address that has ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache

from icalendar import Calendar, Timezone
from icalendar.prop import vText, vUri

from models.kinds import FeedScope
from models.views import FeedView, TaskView
from notifiers.ical.components import ComponentFields, event_bytes, todo_bytes, todo_uid, write_event
from notifiers.ical.entries import (
    CalendarEntry,
    CalendarStyle,
    EntryStatus,
    Version,
    all_entries,
    entry_version,
    gone_from,
    midnight,
    whole_second,
)
from notifiers.ical.words import feed_description, feed_name

# The part of a calendar before its events: names, colours, intervals and the time zone. Works around
# icalendar 7.3.0, which does not escape NAME and drops required parameters (docs/feeds.md).

POLL_EVERY = timedelta(hours=1)
COLOURS = {
    FeedScope.UNIT: ("steelblue", "#4682B4"),
    FeedScope.SUBTREE: ("teal", "#008080"),
    FeedScope.LEADER: ("mediumpurple", "#9370DB"),
    FeedScope.OFFICE: ("firebrick", "#B22222"),
    FeedScope.PLAN: ("darkorange", "#FF8C00"),
}
END = b"END:VCALENDAR\r\n"


def calendar_header(
    feed: FeedView, *, changed_at: datetime | None, address: str, style: CalendarStyle, about: str = ""
) -> bytes:
    """Write everything before the first event of a feed; `END` ends it, so that an empty feed is head + END.

    `changed_at` is the newest change of its tasks, UTC in whole seconds, None without a task.
    `address` is where the feed is served; `about` is said instead of what the calendar shows.
    Source: RFC 5545 section 3.6, RFC 7986.
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//duban//feed//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("REFRESH-INTERVAL", POLL_EVERY, parameters={"VALUE": "DURATION"})
    if changed_at:
        calendar.add("LAST-MODIFIED", changed_at)
    for key, text in _texts(feed, style, about).items():
        calendar.add(key, vText(text))
    calendar.add("SOURCE", vUri(address), parameters={"VALUE": "URI"})
    calendar.add("URL", vUri(f"{style.base_url}/"))
    content: bytes = calendar.to_ical(sorted=False)
    return content.removesuffix(END) + _timezone(style.timezone)


def _texts(feed: FeedView, style: CalendarStyle, about: str) -> dict[str, str]:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """The events of one task, possibly none, and its to-dos where they are asked for.

    It holds as long as the task's revision, and until `until`.
    """

    order: tuple[str, int, str]
    """Where it stands in a feed: plan, position, uid."""
    content: bytes
    changed_at: datetime
    """When it last changed, a done entry's leaving counted; UTC in whole seconds."""
    until: date | None
    """The first day on which the same facts may be written otherwise; None when never."""


def task_block(task: TaskView, *, on: date, style: CalendarStyle) -> Block:
    """Write the events of one task as a feed shows them on a day."""
    dated = [_Dated(entry, style) for entry in all_entries(task, on)]
    return Block(
        order=(task.plan_key, task.position, task.uid),
        content=b"".join(part for item in dated if item.is_shown(on) for part in _parts(item.entry, style)),
        changed_at=max(_changes(task, dated, on=on, style=style)),
        until=min((day for item in dated for day in item.turns() if day > on), default=None),
    )


def feed_changed_at(blocks: Iterable[Block]) -> datetime | None:
    """Give the moment a feed of these blocks last changed, UTC in whole seconds; None for an empty one."""
    return max((block.changed_at for block in blocks), default=None)


class _Dated:
    """An entry and the day from which it is gone: None while it is open, because that never drops out."""

    def __init__(self, entry: CalendarEntry, style: CalendarStyle) -> None:
        self.entry = entry
        self.gone = gone_from(entry, zone=style.zone, keep_done=style.keep_done)

    def is_shown(self, on: date) -> bool:
        return self.gone is None or on < self.gone

    def turns(self) -> Iterator[date]:
        """Give the days on which the entry changes or leaves by itself."""
        if self.entry.status is EntryStatus.OPEN:
            yield self.entry.deadline.by + timedelta(days=1)
        if self.gone:
            yield self.gone


def _parts(entry: CalendarEntry, style: CalendarStyle) -> Iterator[bytes]:
    yield event_bytes(entry, style)
    if style.options.todo:
        yield todo_bytes(entry, style)


def _changes(
    task: TaskView, dated: Iterable[_Dated], *, on: date, style: CalendarStyle
) -> Iterator[datetime]:
    yield whole_second(max(task.updated_at, style.edition.at))
    for item in dated:
        yield entry_version(item.entry, style).changed_at
        if item.gone and not item.is_shown(on):
            yield whole_second(midnight(item.gone, style.zone))


HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//duban//caldav//EN\r\nCALSCALE:GREGORIAN\r\n"


class Component(StrEnum):
    """What an item is, by its name in iCalendar."""

    EVENT = "VEVENT"
    TODO = "VTODO"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarItem:
    """A calendar of one event or one to-do, whose `day` is the deadline's; `changed_at` in UTC."""

    uid: str
    component: Component
    day: date
    body: bytes
    """The event or to-do alone."""
    changed_at: datetime

    @property
    def content(self) -> bytes:
        """Give the whole calendar."""
        return HEAD + self.body + END


def calendar_items(task: TaskView, *, on: date, style: CalendarStyle) -> Iterator[CalendarItem]:
    """Give the items of one task as a day shows them: an event and a to-do for each deadline."""
    for entry in all_entries(task, on):
        gone = gone_from(entry, zone=style.zone, keep_done=style.keep_done)
        if gone is None or on < gone:
            yield _item(entry, style, entry.uid, Component.EVENT, event_bytes(entry, style))
            yield _item(entry, style, todo_uid(entry), Component.TODO, todo_bytes(entry, style))


def _item(
    entry: CalendarEntry, style: CalendarStyle, uid: str, component: Component, body: bytes
) -> CalendarItem:
    return CalendarItem(
        uid=uid,
        component=component,
        day=entry.deadline.by,
        body=body,
        changed_at=entry_version(entry, style).changed_at,
    )


# What an address that no longer shows its feed serves for a while: a calendar that says so. An error would
# leave the old events standing in some programs and end the subscription in others.

SUMMARY = "This calendar has ended: subscribe to its new address"
DESCRIPTION = (
    "The address of this calendar was replaced or withdrawn on {day}, so it shows no deadlines any more."
    "\nAsk the supervision office for the new address and subscribe to that."
    "\nThen remove this calendar."
)


def ended_feed(feed: FeedView, *, ended_at: datetime, address: str, style: CalendarStyle) -> bytes:
    """Write the calendar of an ended address: one all-day event on the day it ended, in the office's days.

    The same feed, moment and style give the same bytes.
    """
    day, words = ended_at.astimezone(style.zone).date(), style.words
    changed_at = whole_second(max(ended_at, style.edition.at))
    notice = ComponentFields(
        uid=f"ended-{feed.id}-{ended_at.astimezone(UTC):%Y%m%dT%H%M%SZ}@duban",
        version=Version(sequence=2 * style.edition.number, changed_at=changed_at),
        by=day,
        summary=words.gettext(SUMMARY),
        description=words.gettext(DESCRIPTION).format(day=day),
        url=f"{style.base_url}/",
        priority=1,
        status="CONFIRMED",
    )
    head = calendar_header(feed, changed_at=changed_at, address=address, style=style, about=notice.summary)
    return b"".join([head, write_event(notice), END])


# A calendar feed as bytes: the same facts on the same side of each deadline give the same bytes. A feed is
# its head, the blocks of its tasks in their order, and `END`.

__all__ = ["END", "Block", "build_feed", "calendar_header", "ended_feed", "feed_changed_at", "task_block"]


def build_feed(
    feed: FeedView, tasks: Iterable[TaskView], *, on: date, address: str, style: CalendarStyle
) -> bytes:
    """Write the calendar of `feed` on a day: one all-day event for each due date and each milestone.

    `address` is where the feed is served. Source: RFC 5545, 7986 and 9074.
    """
    blocks = sorted((task_block(task, on=on, style=style) for task in tasks), key=lambda block: block.order)
    head = calendar_header(feed, changed_at=feed_changed_at(blocks), address=address, style=style)
    return b"".join([head, *(block.content for block in blocks), END])
