"""The entries of a task as calendar objects of their own, one UID each (RFC 4791 section 4.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.views import TaskView
from notifiers.calendar_entries import Entry, all_entries, gone_from
from notifiers.calendar_events import event_bytes
from notifiers.calendar_head import END
from notifiers.calendar_style import Style
from notifiers.calendar_todos import todo_bytes, todo_uid
from notifiers.calendar_versions import entry_version

HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//duban//caldav//EN\r\nCALSCALE:GREGORIAN\r\n"


class Component(StrEnum):
    """What an item is, by its name in iCalendar."""

    EVENT = "VEVENT"
    TODO = "VTODO"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
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


def calendar_items(task: TaskView, *, on: date, style: Style) -> Iterator[Item]:
    """Give the items of one task as a day shows them: an event and a to-do for each deadline."""
    for entry in all_entries(task, on):
        gone = gone_from(entry, zone=style.zone, keep_done=style.keep_done)
        if gone is None or on < gone:
            yield _item(entry, style, entry.uid, Component.EVENT, event_bytes(entry, style))
            yield _item(entry, style, todo_uid(entry), Component.TODO, todo_bytes(entry, style))


def _item(entry: Entry, style: Style, uid: str, component: Component, body: bytes) -> Item:
    return Item(
        uid=uid,
        component=component,
        day=entry.deadline.by,
        body=body,
        changed_at=entry_version(entry, style).changed_at,
    )
