# SPDX-License-Identifier: Apache-2.0
"""What real calendar programs trip over, one rule a function: its name is the code that the lint reports.

Each rule is silent about what another rule reports, so that one fault has one code.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.support.feeds.css_colours import CSS3
from tests.support.feeds.reader import Component

Faults = Iterator[str]

UTC = re.compile(r"\d{8}T\d{6}Z")
DAY = re.compile(r"\d{8}")
DURATION = re.compile(r"(-?)P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)")
HIDDEN = "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
TEXTS = {
    "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "SUMMARY", "CONTACT", "PRODID", "UID", "COMMENT",
    "RELATED-TO",
}  # fmt: skip
CALENDAR_NEEDS = (
    "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "COLOR",
    "X-APPLE-CALENDAR-COLOR", "X-WR-TIMEZONE", "X-PUBLISHED-TTL", "URL", "REFRESH-INTERVAL", "SOURCE",
)  # fmt: skip
BOTH_NEED = (
    "UID",
    "DTSTAMP",
    "LAST-MODIFIED",
    "SEQUENCE",
    "SUMMARY",
    "DESCRIPTION",
    "URL",
    "PRIORITY",
    "STATUS",
)
NEEDS = {
    "VCALENDAR": CALENDAR_NEEDS,
    "VEVENT": (*BOTH_NEED, "DTSTART", "DTEND", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
    "VTODO": (*BOTH_NEED, "DUE", "RELATED-TO"),
    "VALARM": ("UID", "ACTION", "TRIGGER", "DESCRIPTION"),
    "VTIMEZONE": ("TZID",),
}
PARAMETERS = {
    "REFRESH-INTERVAL": ";VALUE=DURATION", "SOURCE": ";VALUE=URI", "DTEND": ";VALUE=DATE",
    "DUE": ";VALUE=DATE", "RELATED-TO": ";RELTYPE=SIBLING",
}  # fmt: skip
INSIDE = {
    "VCALENDAR": {"VTIMEZONE", "VEVENT", "VTODO"}, "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
    "VEVENT": {"VALARM"}, "VTODO": set(), "VALARM": set(), "STANDARD": set(), "DAYLIGHT": set(),
}  # fmt: skip
STATUSES = {
    "VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "VTODO": {"NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"},
}


# Bytes and lines (RFC 5545 section 3.1).


def ends_with_a_line_break(content: bytes) -> Faults:
    if not content.endswith(b"\r\n"):
        yield "the last line is not ended"


def breaks_lines_with_both(content: bytes) -> Faults:
    if re.search(rb"\r(?!\n)|(?<!\r)\n", content):
        yield "a carriage return or line feed alone"


def folds_at_75_octets(content: bytes) -> Faults:
    for line in content.split(b"\r\n"):
        if len(line) > 75:
            yield f"{len(line)} octets in {line[:40]!r}"


def folds_between_characters(content: bytes) -> Faults:
    for line in content.split(b"\r\n"):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield f"{line[:40]!r}"


def has_no_empty_line(content: bytes) -> Faults:
    if b"\r\n\r\n" in content or b"\r\n \r\n" in content:
        yield "a line of nothing"


def begins_at_once(content: bytes) -> Faults:
    if not content.startswith(b"BEGIN:VCALENDAR\r\n"):
        yield f"{content[:20]!r} before the calendar"


def has_no_control_character(content: bytes) -> Faults:
    if bad := re.findall("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", content.decode(errors="ignore")):
        yield f"{sorted(set(bad))}"


def has_no_line_separator(content: bytes) -> Faults:
    if re.search("[\u2028\u2029]", content.decode(errors="ignore")):
        yield "U+2028 or U+2029"


def has_no_hidden_character(content: bytes) -> Faults:
    if bad := re.findall(HIDDEN, content.decode(errors="ignore")[1:]):
        yield f"{sorted(set(bad))}"


# The calendar (section 3.4 and 3.6, RFC 7986).


def has_no_uid_of_its_own(calendar: Component) -> Faults:
    if calendar.value("UID"):
        yield "vdirsyncer would merge all events into one"


def has_no_method(calendar: Component) -> Faults:
    if calendar.value("METHOD"):
        yield "it would be taken for an invitation"


def lives_an_hour(calendar: Component) -> Faults:
    if calendar.value("X-PUBLISHED-TTL") not in ("", "PT1H"):
        yield f"X-PUBLISHED-TTL:{calendar.value('X-PUBLISHED-TTL')}"


def is_asked_for_in_a_duration(calendar: Component) -> Faults:
    interval = calendar.value("REFRESH-INTERVAL")
    if interval and not seconds(interval):
        yield f"REFRESH-INTERVAL {interval}"


def has_a_css3_colour(calendar: Component) -> Faults:
    if calendar.value("COLOR") and calendar.value("COLOR") not in CSS3:
        yield f"COLOR:{calendar.value('COLOR')}"


def has_a_hexadecimal_colour(calendar: Component) -> Faults:
    if not re.fullmatch("(#[0-9A-F]{6})?", calendar.value("X-APPLE-CALENDAR-COLOR")):
        yield f"X-APPLE-CALENDAR-COLOR:{calendar.value('X-APPLE-CALENDAR-COLOR')}"


def has_one_time_zone(calendar: Component) -> Faults:
    zones = [zone.value("TZID") for zone in calendar.named("VTIMEZONE")]
    if len(zones) != 1 or (zones[0] and zones[0] != calendar.value("X-WR-TIMEZONE")):
        yield f"{zones}, but X-WR-TIMEZONE is {calendar.value('X-WR-TIMEZONE')}"


def tells_its_time_zone_first(calendar: Component) -> Faults:
    if "VTIMEZONE" in [part.name for part in calendar.parts[1:]]:
        yield "an event comes before it"


def has_one_name(calendar: Component) -> Faults:
    for new, old in (("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC")):
        if calendar.value(old) and calendar.value(new) and calendar.value(old) != calendar.value(new):
            yield f"{new} and {old} differ"


def is_as_new_as_its_events(calendar: Component) -> Faults:
    newest = max((part.value("LAST-MODIFIED") for part in calendar.parts), default="")
    if UTC.fullmatch(newest) and newest > calendar.value("LAST-MODIFIED"):
        yield f"LAST-MODIFIED:{calendar.value('LAST-MODIFIED')}, but {newest} inside"


def names_each_once(calendar: Component) -> Faults:
    counts = Counter(part.value("UID") for part in calendar.walk() if part.value("UID"))
    yield from (f"UID {uid} {times} times" for uid, times in counts.items() if times > 1)


def relates_to_its_own_events(calendar: Component) -> Faults:
    events = {event.value("UID") for event in calendar.named("VEVENT")}
    for todo in calendar.named("VTODO"):
        if todo.value("RELATED-TO") and todo.value("RELATED-TO") not in events:
            yield f"{todo.who} is related to {todo.value('RELATED-TO')}"


# Every component.


def has_what_it_needs(part: Component) -> Faults:
    have = {name for name, _, value in part.properties if value}
    yield from (name for name in NEEDS.get(part.name, ()) if name not in have)


def says_each_thing_once(part: Component) -> Faults:
    counts = Counter(name for name, _, _ in part.properties)
    yield from (f"{name} {times} times" for name, times in counts.items() if times > 1)


def says_nothing_empty(part: Component) -> Faults:
    needed = NEEDS.get(part.name, ())
    yield from (name for name, _, value in part.properties if not value and name not in needed)


def has_the_parameters_it_needs(part: Component) -> Faults:
    for name, parameters, _ in part.properties:
        wanted = PARAMETERS.get(name, "")
        if name == "DTSTART":
            wanted = ";VALUE=DATE" if part.name == "VEVENT" else ""
        if parameters != wanted:
            yield f"{name}{parameters}"


def holds_what_belongs_inside(part: Component) -> Faults:
    if others := {each.name for each in part.parts} - INSIDE.get(part.name, set()):
        yield f"{sorted(others)}"


def escapes_texts(part: Component) -> Faults:
    for name, _, value in part.properties:
        if name in TEXTS and re.search(r"[\\;,]", re.sub(r"\\[\\;,n]", "", value)):
            yield name


def escapes_categories(part: Component) -> Faults:
    if re.search(r"[\\;]", re.sub(r"\\[\\;,n]", "", part.value("CATEGORIES"))):
        yield part.value("CATEGORIES")


def has_no_comma_in_a_category(part: Component) -> Faults:
    if r"\," in part.value("CATEGORIES"):
        yield f"Evolution cuts {part.value('CATEGORIES')}"


def names_categories_once(part: Component) -> Faults:
    names = re.split(r"(?<!\\),", part.value("CATEGORIES"))
    if len(set(names)) < len(names) or ("" in names and len(names) > 1):
        yield part.value("CATEGORIES")


def links_to_the_web(part: Component) -> Faults:
    for name in ("URL", "SOURCE"):
        if part.value(name) and not re.fullmatch(r"https?://[!-~]+", part.value(name)):
            yield f"{name}:{part.value(name)}"


# Events and to-dos (section 3.6.1 and 3.6.2).


def is_stamped_in_utc(part: Component) -> Faults:
    for name in ("DTSTAMP", "LAST-MODIFIED", "COMPLETED"):
        if part.value(name) and not UTC.fullmatch(part.value(name)):
            yield f"{name}:{part.value(name)}"


def has_one_stamp(part: Component) -> Faults:
    stamps = [part.value("DTSTAMP"), part.value("LAST-MODIFIED")]
    if all(UTC.fullmatch(stamp) for stamp in stamps) and stamps[0] != stamps[1]:
        yield "DTSTAMP and LAST-MODIFIED differ"


def counts_its_versions(part: Component) -> Faults:
    if not re.fullmatch(r"(0|[1-9]\d*)?", part.value("SEQUENCE")):
        yield f"SEQUENCE:{part.value('SEQUENCE')}"


def has_a_known_status(part: Component) -> Faults:
    if part.value("STATUS") and part.value("STATUS") not in STATUSES[part.name]:
        yield f"STATUS:{part.value('STATUS')}"


def has_a_priority_of_one_to_nine(part: Component) -> Faults:
    if not re.fullmatch("[1-9]?", part.value("PRIORITY")):
        yield f"PRIORITY:{part.value('PRIORITY')}"


def is_on_days(part: Component) -> Faults:
    for name in ("DTSTART", "DTEND", "DUE"):
        if part.value(name) and not DAY.fullmatch(part.value(name)):
            yield f"{name}:{part.value(name)}"


def ends_before_the_next_day(event: Component) -> Faults:
    start, end = event.value("DTSTART"), event.value("DTEND")
    if DAY.fullmatch(start) and DAY.fullmatch(end) and date.fromisoformat(end) != _next_day(start):
        yield f"{start} to {end}"


def takes_up_no_time(event: Component) -> Faults:
    shown = (event.value("TRANSP"), event.value("X-MICROSOFT-CDO-BUSYSTATUS"))
    if all(shown) and shown != ("TRANSPARENT", "FREE"):
        yield f"{shown}"


def says_how_far_it_is(todo: Component) -> Faults:
    if not re.fullmatch("(100|[1-9]?[0-9])?", todo.value("PERCENT-COMPLETE")):
        yield f"PERCENT-COMPLETE:{todo.value('PERCENT-COMPLETE')}"


def is_completed_at_a_moment(todo: Component) -> Faults:
    if (todo.value("STATUS") == "COMPLETED") != bool(todo.value("COMPLETED")):
        yield f"STATUS:{todo.value('STATUS')} with COMPLETED:{todo.value('COMPLETED')}"


# Alarms (section 3.6.6, RFC 9074).


def rings_before(event: Component) -> Faults:
    for alarm in event.named("VALARM"):
        if alarm.value("TRIGGER") and (seconds(alarm.value("TRIGGER")) or 0) >= 0:
            yield f"TRIGGER:{alarm.value('TRIGGER')}"


def rings_nearest_first(event: Component) -> Faults:
    rings = [seconds(alarm.value("TRIGGER")) or 0 for alarm in event.named("VALARM")]
    if all(each < 0 for each in rings) and rings != sorted(rings, reverse=True):
        yield "Outlook keeps the first alarm only"


def rings_for_nothing_cancelled(event: Component) -> Faults:
    if event.value("STATUS") == "CANCELLED" and event.named("VALARM"):
        yield "a cancelled event rings"


BYTES: tuple[Callable[[bytes], Faults], ...] = (
    ends_with_a_line_break, breaks_lines_with_both, folds_at_75_octets, folds_between_characters,
    has_no_empty_line, begins_at_once, has_no_control_character, has_no_line_separator,
    has_no_hidden_character,
)  # fmt: skip
Rule = Callable[[Component], Faults]
EVERYWHERE: tuple[Rule, ...] = (
    has_what_it_needs, says_each_thing_once, says_nothing_empty, has_the_parameters_it_needs,
    holds_what_belongs_inside, escapes_texts, escapes_categories, has_no_comma_in_a_category,
    names_categories_once, links_to_the_web,
)  # fmt: skip
OF_BOTH: tuple[Rule, ...] = (
    is_stamped_in_utc, has_one_stamp, counts_its_versions, has_a_known_status, has_a_priority_of_one_to_nine,
    is_on_days,
)  # fmt: skip
OF: dict[str, tuple[Rule, ...]] = {
    "VCALENDAR": (
        has_no_uid_of_its_own, has_no_method, lives_an_hour, is_asked_for_in_a_duration, has_a_css3_colour,
        has_a_hexadecimal_colour, has_one_time_zone, tells_its_time_zone_first, has_one_name,
        is_as_new_as_its_events, names_each_once, relates_to_its_own_events,
    ),
    "VEVENT": (
        *OF_BOTH, ends_before_the_next_day, takes_up_no_time, rings_before, rings_nearest_first,
        rings_for_nothing_cancelled,
    ),
    "VTODO": (*OF_BOTH, says_how_far_it_is, is_completed_at_a_moment),
}  # fmt: skip


def seconds(duration: str) -> int | None:
    """Read a duration (section 3.3.6) in seconds; None for what is none."""
    match = DURATION.fullmatch(duration)
    if not match or not any(match.groups()[1:]):
        return None
    weights = (604_800, 86_400, 3_600, 60, 1)
    whole = sum(int(count or 0) * weight for count, weight in zip(match.groups()[1:], weights, strict=True))
    return -whole if match[1] else whole


def _next_day(written: str) -> date:
    return date.fromisoformat(written) + timedelta(days=1)
