# SPDX-License-Identifier: Apache-2.0
"""One calendar entry as bytes: what events and to-dos hold, kept as long as nothing of it changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from threading import Lock

from icalendar import Alarm, Component, Event, Todo
from icalendar.prop import vText, vUri

from models.kinds import DueKind
from notifiers.ical.entries import (
    AlarmRule,
    CalendarEntry,
    CalendarStyle,
    EntryStatus,
    Version,
    done_at,
    entry_version,
)
from notifiers.ical.words import categories, contact, description, summary

PRIORITIES = {EntryStatus.LATE: 1, EntryStatus.OPEN: 5}
LEAST = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentFields:
    """The words, version and weight of an entry, its alarms apart."""

    uid: str
    version: Version
    by: date
    summary: str
    description: str
    url: str
    categories: tuple[str, ...] = ()
    contact: str = ""
    priority: int
    status: str


def fields_of(entry: CalendarEntry, style: CalendarStyle) -> ComponentFields:
    """Gather what an entry says in the style's language."""
    words = style.words
    return ComponentFields(
        uid=entry.uid,
        version=entry_version(entry, style),
        by=entry.deadline.by,
        summary=summary(entry, words),
        description=description(entry, words),
        url=f"{style.base_url}/tasks/{entry.task.uid}",
        categories=categories(entry.task),
        contact=contact(entry.task, words),
        priority=PRIORITIES.get(entry.status, LEAST),
        status=_status(entry),
    )


def add_identity(component: Component, uid: str, version: Version) -> None:
    """Say which entry it is and in which version: both numbers rise with every visible change."""
    component.add("UID", uid)
    component.add("DTSTAMP", version.changed_at)
    component.add("LAST-MODIFIED", version.changed_at)
    component.add("SEQUENCE", version.sequence)


def add_words(component: Component, fields: ComponentFields) -> None:
    """Say in words what is due and whom to ask; what is empty is left out."""
    component.add("SUMMARY", vText(fields.summary))
    component.add("DESCRIPTION", vText(fields.description))
    component.add("URL", vUri(fields.url))
    if fields.categories:
        component.add("CATEGORIES", fields.categories)
    if fields.contact:
        component.add("CONTACT", vText(fields.contact))


def _status(entry: CalendarEntry) -> str:
    if entry.status is EntryStatus.WITHDRAWN:
        return "CANCELLED"
    is_soft = entry.task.due_kind is DueKind.SOFT and entry.deadline.milestone is None
    return "TENTATIVE" if is_soft and entry.status is not EntryStatus.DONE else "CONFIRMED"


ENTRIES = 2048
"""About 3 MB when full: an event is one kilobyte, a key a tenth. What feeds show they hold themselves."""


class BytesCache:
    """The newest bytes by a digest of their contents; no more than `entries`, safe between threads."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._held: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()
        self.made = 0
        """How many were written anew."""

    def get(self, contents: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give the bytes for `contents`, whose `repr` tells all that is in them, or make and keep them."""
        key = blake2b(repr(contents).encode("utf-8", "backslashreplace"), digest_size=16).digest()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self.made += 1
            self._held[key] = made
            while len(self._held) > self._entries:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()


WRITTEN = BytesCache()
"""The components of every feed of this process: feeds share their events, with and without alarms."""


# One entry of a feed as the bytes of its VTODO (RFC 5545 section 3.6.2), for who keeps a list of tasks. It
# has no alarm, because its event rings already, and no DTSTART, so that it is open from the first day.

MOST_WHILE_OPEN = 99
"""Thunderbird takes 100 percent for done, but a task is done when the office closes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TodoProgress:
    """How far a to-do is: STATUS, PERCENT-COMPLETE and, once it is done, COMPLETED in UTC."""

    status: str
    percent: int | None
    completed: datetime | None = None


def todo_uid(entry: CalendarEntry) -> str:
    """Name the to-do beside an event for life."""
    return f"todo-{entry.uid}"


def todo_bytes(entry: CalendarEntry, style: CalendarStyle) -> bytes:
    """Write one to-do, due on the day of its event."""
    fields, progress = fields_of(entry, style), progress_of(entry, style)
    return WRITTEN.get((fields, progress), lambda: _write(todo_uid(entry), fields, progress))


def progress_of(entry: CalendarEntry, style: CalendarStyle) -> TodoProgress:
    """Tell how far a task or milestone is; a milestone has no percentage of its own."""
    percent = None if entry.deadline.milestone else entry.task.percent
    if entry.status is EntryStatus.DONE:
        return TodoProgress(status="COMPLETED", percent=100, completed=done_at(entry, style.zone))
    if entry.status is EntryStatus.WITHDRAWN:
        return TodoProgress(status="CANCELLED", percent=percent)
    if not percent:
        return TodoProgress(status="NEEDS-ACTION", percent=percent)
    return TodoProgress(status="IN-PROCESS", percent=min(percent, MOST_WHILE_OPEN))


def _write(uid: str, fields: ComponentFields, progress: TodoProgress) -> bytes:
    todo = Todo()
    add_identity(todo, uid, fields.version)
    todo.add("DUE", fields.by)
    add_words(todo, fields)
    todo.add("PRIORITY", fields.priority)
    todo.add("STATUS", progress.status)
    if progress.percent is not None:
        todo.add("PERCENT-COMPLETE", progress.percent)
    if progress.completed:
        todo.add("COMPLETED", progress.completed.astimezone(UTC).replace(microsecond=0))
    todo.add("RELATED-TO", vText(fields.uid), parameters={"RELTYPE": "SIBLING"})
    content: bytes = todo.to_ical(sorted=False)
    return content


END_EVENT = b"END:VEVENT\r\n"


def event_bytes(entry: CalendarEntry, style: CalendarStyle) -> bytes:
    """Write one event with the alarms its status and the reader's options allow."""
    fields = fields_of(entry, style)
    event = WRITTEN.get(fields, lambda: write_event(fields))
    rules = style.rules if entry.status is EntryStatus.OPEN else ()
    if not rules:
        return event
    alarms = WRITTEN.get((entry.uid, fields.summary, rules), lambda: _alarms(fields, rules))
    return b"".join([event.removesuffix(END_EVENT), alarms, END_EVENT])


def write_event(fields: ComponentFields) -> bytes:
    """Write an all-day event without alarms; its end is exclusive (section 3.8.2.2)."""
    event = Event()
    add_identity(event, fields.uid, fields.version)
    event.add("DTSTART", fields.by)
    event.add("DTEND", fields.by + timedelta(days=1))
    add_words(event, fields)
    event.add("PRIORITY", fields.priority)
    event.add("STATUS", fields.status)
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    content: bytes = event.to_ical(sorted=False)
    return content


def _alarms(fields: ComponentFields, rules: tuple[AlarmRule, ...]) -> bytes:
    alarms = []
    for rule in rules:
        alarm = Alarm()
        alarm.add("UID", f"{rule.name}-{fields.uid}")
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", rule.trigger)
        alarm.add("DESCRIPTION", vText(fields.summary))
        alarms.append(alarm.to_ical(sorted=False))
    return b"".join(alarms)
