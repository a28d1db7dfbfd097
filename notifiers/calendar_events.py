"""One entry of a feed as the bytes of its VEVENT (RFC 5545 section 3.6.1), written once for its contents."""

from datetime import timedelta

from icalendar import Alarm, Event
from icalendar.prop import vText

from notifiers.calendar_contents import Contents, add_identity, add_words, contents_of
from notifiers.calendar_entries import Entry, Mark
from notifiers.calendar_memo import WRITTEN
from notifiers.calendar_style import AlarmRule, Style

END_EVENT = b"END:VEVENT\r\n"


def event_bytes(entry: Entry, style: Style) -> bytes:
    """Write one event with the alarms its mark and the reader's options allow."""
    contents = contents_of(entry, style)
    event = WRITTEN.get(contents, lambda: write_event(contents))
    rules = style.rules if entry.mark is Mark.OPEN else ()
    if not rules:
        return event
    alarms = WRITTEN.get((entry.uid, contents.summary, rules), lambda: _alarms(contents, rules))
    return b"".join([event.removesuffix(END_EVENT), alarms, END_EVENT])


def write_event(contents: Contents) -> bytes:
    """Write an all-day event without alarms; its end is exclusive (section 3.8.2.2)."""
    event = Event()
    add_identity(event, contents.uid, contents.version)
    event.add("DTSTART", contents.by)
    event.add("DTEND", contents.by + timedelta(days=1))
    add_words(event, contents)
    event.add("PRIORITY", contents.priority)
    event.add("STATUS", contents.status)
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    content: bytes = event.to_ical(sorted=False)
    return content


def _alarms(contents: Contents, rules: tuple[AlarmRule, ...]) -> bytes:
    return b"".join(_alarm(contents, rule) for rule in rules)


def _alarm(contents: Contents, rule: AlarmRule) -> bytes:
    alarm = Alarm()
    alarm.add("UID", f"{rule.name}-{contents.uid}")
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", rule.trigger)
    alarm.add("DESCRIPTION", vText(contents.summary))
    content: bytes = alarm.to_ical(sorted=False)
    return content
