"""One entry of a feed as the bytes of its VEVENT (RFC 5545 section 3.6.1), written once for its contents."""

from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Alarm, Event
from icalendar.prop import vText, vUri

from models.kinds import DueKind
from notifiers.calendar_entries import Entry, Mark
from notifiers.calendar_memo import Memo
from notifiers.calendar_style import AlarmRule, Style
from notifiers.calendar_versions import Version, entry_version
from notifiers.calendar_words import categories, contact, description, summary

PRIORITIES = {Mark.LATE: 1, Mark.OPEN: 5}
LEAST = 9
END_EVENT = b"END:VEVENT\r\n"
WRITTEN = Memo()


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """All that an event says, its alarms apart: equal contents are equal bytes."""

    uid: str
    version: Version
    by: date
    summary: str
    description: str
    url: str
    categories: tuple[str, ...]
    contact: str
    priority: int
    status: str


def event_bytes(entry: Entry, style: Style) -> bytes:
    """Write one event with the alarms its mark and the reader's options allow."""
    contents = contents_of(entry, style)
    event = WRITTEN.get(contents, lambda: write_event(contents))
    rules = style.rules if entry.mark is Mark.OPEN else ()
    if not rules:
        return event
    alarms = WRITTEN.get(
        (contents.uid, contents.summary, rules),
        lambda: b"".join(_alarm(contents, rule) for rule in rules),
    )
    return b"".join([event.removesuffix(END_EVENT), alarms, END_EVENT])


def contents_of(entry: Entry, style: Style) -> Contents:
    """Gather what an entry says in the style's language."""
    words = style.words
    return Contents(
        uid=entry.uid,
        version=entry_version(entry, style),
        by=entry.deadline.by,
        summary=summary(entry, words),
        description=description(entry, words),
        url=f"{style.base_url}/#{entry.task.uid}",
        categories=categories(entry.task),
        contact=contact(entry.task, words),
        priority=PRIORITIES.get(entry.mark, LEAST),
        status=_status(entry),
    )


def write_event(contents: Contents) -> bytes:
    """Write an event without alarms."""
    event = Event()
    _add_dates(event, contents)
    _add_words(event, contents)
    _add_state(event, contents)
    content: bytes = event.to_ical(sorted=False)
    return content


def _add_dates(event: Event, contents: Contents) -> None:
    event.add("UID", contents.uid)
    event.add("DTSTAMP", contents.version.changed_at)
    event.add("LAST-MODIFIED", contents.version.changed_at)
    event.add("SEQUENCE", contents.version.sequence)
    event.add("DTSTART", contents.by)
    event.add("DTEND", contents.by + timedelta(days=1))


def _add_words(event: Event, contents: Contents) -> None:
    event.add("SUMMARY", vText(contents.summary))
    event.add("DESCRIPTION", vText(contents.description))
    event.add("URL", vUri(contents.url))
    if contents.categories:
        event.add("CATEGORIES", contents.categories)
    if contents.contact:
        event.add("CONTACT", vText(contents.contact))


def _add_state(event: Event, contents: Contents) -> None:
    event.add("PRIORITY", contents.priority)
    event.add("STATUS", contents.status)
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")


def _status(entry: Entry) -> str:
    if entry.mark is Mark.WITHDRAWN:
        return "CANCELLED"
    is_soft = entry.task.due_kind is DueKind.SOFT and entry.deadline.milestone is None
    return "TENTATIVE" if is_soft and entry.mark is not Mark.DONE else "CONFIRMED"


def _alarm(contents: Contents, rule: AlarmRule) -> bytes:
    alarm = Alarm()
    alarm.add("UID", f"{rule.name}-{contents.uid}")
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", rule.trigger)
    alarm.add("DESCRIPTION", vText(contents.summary))
    content: bytes = alarm.to_ical(sorted=False)
    return content
