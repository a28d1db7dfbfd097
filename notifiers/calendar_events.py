"""One entry of a feed as the bytes of its VEVENT (RFC 5545 section 3.6.1)."""

from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Alarm, Event
from icalendar.prop import vText, vUri

from models.kinds import DueKind
from notifiers.calendar_entries import Entry, Mark
from notifiers.calendar_versions import entry_version
from notifiers.calendar_words import categories, contact, description, summary
from templates.catalogues import Catalogue, load

ALARMS = (("1d", timedelta(hours=-15)), ("7d", timedelta(days=-7, hours=9)))
"""Both ring at 09:00, one and seven *calendar* days before; Outlook takes only the first, none after."""
PRIORITIES = {Mark.LATE: 1, Mark.OPEN: 5}
LEAST = 9


@lru_cache(maxsize=8192)
def event_bytes(entry: Entry, *, base_url: str, locale: str, timezone: str) -> bytes:
    """Write one event; remembered, because icalendar takes half a millisecond for each and few change."""
    words, zone = load(locale), ZoneInfo(timezone)
    event = Event()
    _add_dates(event, entry, zone)
    _add_words(event, entry, words, base_url)
    _add_state(event, entry)
    if entry.mark is Mark.OPEN:
        _add_alarms(event, entry, words)
    content: bytes = event.to_ical(sorted=False)
    return content


def _add_dates(event: Event, entry: Entry, zone: ZoneInfo) -> None:
    version, by = entry_version(entry, zone=zone), entry.deadline.by
    event.add("UID", entry.uid)
    event.add("DTSTAMP", version.changed_at)
    event.add("LAST-MODIFIED", version.changed_at)
    event.add("SEQUENCE", version.sequence)
    event.add("DTSTART", by)
    event.add("DTEND", by + timedelta(days=1))


def _add_words(event: Event, entry: Entry, words: Catalogue, base_url: str) -> None:
    event.add("SUMMARY", vText(summary(entry, words)))
    event.add("DESCRIPTION", vText(description(entry, words)))
    event.add("URL", vUri(f"{base_url}/#{entry.task.uid}"))
    if names := categories(entry.task):
        event.add("CATEGORIES", names)
    if whom := contact(entry.task, words):
        event.add("CONTACT", vText(whom))


def _add_state(event: Event, entry: Entry) -> None:
    event.add("PRIORITY", PRIORITIES.get(entry.mark, LEAST))
    event.add("STATUS", _status(entry))
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")


def _status(entry: Entry) -> str:
    if entry.mark is Mark.WITHDRAWN:
        return "CANCELLED"
    is_soft = entry.task.due_kind is DueKind.SOFT and entry.deadline.milestone is None
    return "TENTATIVE" if is_soft and entry.mark is not Mark.DONE else "CONFIRMED"


def _add_alarms(event: Event, entry: Entry, words: Catalogue) -> None:
    for name, before in ALARMS:
        alarm = Alarm()
        alarm.add("UID", f"{name}-{entry.uid}")
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", before)
        alarm.add("DESCRIPTION", vText(summary(entry, words)))
        event.add_component(alarm)
