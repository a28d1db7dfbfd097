"""A strict reader of calendar feeds: it says what real calendar programs trip over.

Independent of icalendar on purpose, because that library writes what is read here.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
UTC = re.compile(r"\d{8}T\d{6}Z")
DURATION = re.compile(r"-P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)")
TEXTS = {
    "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "SUMMARY", "CONTACT", "PRODID", "UID",
}  # fmt: skip
CALENDAR_NEEDS = {
    "VERSION": "", "PRODID": "", "CALSCALE": "", "NAME": "", "X-WR-CALNAME": "", "DESCRIPTION": "",
    "COLOR": "", "X-APPLE-CALENDAR-COLOR": "", "X-WR-TIMEZONE": "", "X-PUBLISHED-TTL": "", "URL": "",
    "REFRESH-INTERVAL": ";VALUE=DURATION", "SOURCE": ";VALUE=URI",
}  # fmt: skip
EVENT_NEEDS = {
    "UID": "", "DTSTAMP": "", "LAST-MODIFIED": "", "SEQUENCE": "", "SUMMARY": "", "DESCRIPTION": "",
    "URL": "", "PRIORITY": "", "STATUS": "", "TRANSP": "", "X-MICROSOFT-CDO-BUSYSTATUS": "",
    "DTSTART": ";VALUE=DATE", "DTEND": ";VALUE=DATE",
}  # fmt: skip
ALARM_NEEDS = {"UID": "", "ACTION": "", "TRIGGER": "", "DESCRIPTION": ""}


@dataclass(kw_only=True)
class Component:
    """One BEGIN…END with its properties as (name, parameters, raw value)."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value for key, _, value in self.properties if key == name), "")

    def named(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def lint(content: bytes) -> list[str]:
    """List everything wrong with a feed; an empty list is a clean one."""
    wrong = list(_lines(content))
    if wrong:
        return wrong
    try:
        calendar = parse(content)
    except ValueError as error:
        return [str(error)]
    return [
        *_calendar(calendar),
        *_uids(calendar),
        *(fault for part in _walk(calendar) for fault in _texts(part)),
    ]


def parse(content: bytes) -> Component:
    """Read a feed into its components; ValueError when the nesting or a line is broken."""
    root, stack = Component(name="ROOT"), []
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"not a content line: {line[:60]!r}")
        name, parameters, value = match.groups()
        if name == "BEGIN":
            stack.append(Component(name=value))
        elif name == "END":
            if not stack or stack[-1].name != value:
                raise ValueError(f"END:{value} ends nothing")
            done = stack.pop()
            (stack[-1] if stack else root).parts.append(done)
        elif stack:
            stack[-1].properties.append((name, parameters, value))
        else:
            raise ValueError(f"{name} outside of a calendar")
    if stack or [part.name for part in root.parts] != ["VCALENDAR"]:
        raise ValueError("not exactly one whole VCALENDAR")
    return root.parts[0]


def text(raw: str) -> str:
    """Read an escaped TEXT value (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), raw)


def _lines(content: bytes) -> Iterator[str]:
    if not content.endswith(b"\r\n"):
        yield "the feed does not end with CRLF"
    bare = content.replace(b"\r\n", b"")
    if b"\r" in bare or b"\n" in bare:
        yield "a raw line break"
    try:
        characters = bare.decode()
    except UnicodeDecodeError:
        yield "not UTF-8"
        return
    if bad := set(re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]", characters)):
        yield f"control characters {sorted(bad)}"
    for line in content.split(b"\r\n"):
        if len(line) > 75:
            yield f"a line of {len(line)} octets: {line[:40]!r}"


def _calendar(calendar: Component) -> Iterator[str]:
    yield from _needs(calendar, CALENDAR_NEEDS)
    for name in ("UID", "METHOD"):
        if calendar.value(name):
            yield f"VCALENDAR has {name}"
    if calendar.value("X-PUBLISHED-TTL") != "PT1H":
        yield "X-PUBLISHED-TTL is not PT1H"
    if len(calendar.named("VTIMEZONE")) != 1:
        yield "not exactly one VTIMEZONE"
    if others := {part.name for part in calendar.parts} - {"VTIMEZONE", "VEVENT", "VTODO"}:
        yield f"components {sorted(others)}"
    events = calendar.named("VEVENT")
    newest = max((event.value("LAST-MODIFIED") for event in events), default="")
    if newest > calendar.value("LAST-MODIFIED"):
        yield "the calendar is older than one of its events"
    for event in events:
        yield from _event(event)


def _event(event: Component) -> Iterator[str]:
    yield from _needs(event, EVENT_NEEDS)
    uid = event.value("UID")
    if event.value("DTEND") <= event.value("DTSTART"):
        yield f"{uid}: DTEND is not after DTSTART"
    if not UTC.fullmatch(event.value("DTSTAMP")) or event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield f"{uid}: DTSTAMP is not the UTC of LAST-MODIFIED"
    if not event.value("SEQUENCE").isdigit():
        yield f"{uid}: SEQUENCE {event.value('SEQUENCE')}"
    if event.value("STATUS") not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        yield f"{uid}: STATUS {event.value('STATUS')}"
    if event.value("PRIORITY") not in "123456789":
        yield f"{uid}: PRIORITY {event.value('PRIORITY')}"
    yield from _alarms(uid, event.named("VALARM"))


def _alarms(uid: str, alarms: list[Component]) -> Iterator[str]:
    for alarm in alarms:
        yield from _needs(alarm, ALARM_NEEDS)
    seconds = [_seconds(alarm.value("TRIGGER")) for alarm in alarms]
    if None in seconds:
        yield f"{uid}: a trigger that is not a negative duration"
    elif seconds != sorted(seconds):
        yield f"{uid}: the nearest alarm is not the first"


def _needs(component: Component, needs: dict[str, str]) -> Iterator[str]:
    who = component.value("UID") or component.name
    counts = Counter(name for name, _, _ in component.properties)
    for name, times in counts.items():
        if times > 1:
            yield f"{who}: {name} {times} times"
    for name, parameters in needs.items():
        found = [had for key, had, value in component.properties if key == name and value]
        if not found:
            yield f"{who}: no {name}"
        elif found[0] != parameters:
            yield f"{who}: {name} has the parameters {found[0]!r}"


def _texts(component: Component) -> Iterator[str]:
    for name, _, value in component.properties:
        rest = re.sub(r"\\[\\;,n]", "", value)
        if name in TEXTS and re.search(r"[\\;,]", rest):
            yield f"{component.value('UID') or component.name}: {name} is not escaped"
        if name == "CATEGORIES" and re.search(r"[\\;]", rest):
            yield f"{component.value('UID') or component.name}: {name} is not escaped"


def _uids(calendar: Component) -> Iterator[str]:
    counts = Counter(value for part in _walk(calendar) for name, _, value in part.properties if name == "UID")
    return (f"UID {uid} {times} times" for uid, times in counts.items() if times > 1)


def _walk(component: Component) -> Iterator[Component]:
    yield component
    for part in component.parts:
        yield from _walk(part)


def _seconds(trigger: str) -> int | None:
    match = DURATION.fullmatch(trigger)
    if not match or not any(match.groups()):
        return None
    weights = (604_800, 86_400, 3_600, 60, 1)
    return sum(int(count or 0) * weight for count, weight in zip(match.groups(), weights, strict=True))
