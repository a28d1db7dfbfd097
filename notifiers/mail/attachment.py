# SPDX-License-Identifier: Apache-2.0
"""The calendar that the first mail to a unit brings along: its feed's events, published once (RFC 5546)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import accumulate

from icalendar.parser import Contentline, Parameters
from icalendar.prop import vCalAddress

from models.letters import SenderIdentity
from models.text import clean_line
from models.views import TaskView
from notifiers.ical.feed import END, Block, calendar_header, feed_changed_at, task_block
from notifiers.mail.content import Introduction, Published

AT_MOST = 22_000
"""Bytes before base64: so much of a mail may be its calendar."""
EVENT, SCALE = b"BEGIN:VEVENT\r\n", b"CALSCALE:GREGORIAN\r\n"
DESCRIPTION = re.compile(rb"^DESCRIPTION[;:][^\r]*\r\n(?:[ \t][^\r]*\r\n)*", re.MULTILINE)


def publish(of: Introduction, *, on: date, address: str, identity: SenderIdentity) -> Published | None:
    """Write the calendar file of a reader on a day, None when nothing of it is dated.

    The UIDs are those of the feed. A file too large loses alarms and descriptions first, then the tasks
    that fall due last. Source: RFC 5546 section 3.2.1: METHOD and ORGANIZER, and no ATTENDEE.
    """
    organizer = _organizer(identity)
    in_full = list(_written(of, on, organizer, slim=False))
    if not in_full:
        return None
    content, kept = _file(of, in_full, address), len(in_full)
    if len(content) > AT_MOST:
        slim = list(_written(of, on, organizer, slim=True))
        kept = _fitting(slim, AT_MOST - len(_file(of, slim[:1], address)) + len(slim[0].content))
        content = _file(of, slim[:kept], address)
    return Published(content=content, tasks=kept, left_out=len(in_full) - kept)


def _fitting(blocks: list[Block], room: int) -> int:
    """Count the first blocks that fit into so many bytes, one at the least."""
    sizes = accumulate(len(block.content) for block in blocks)
    return max(1, sum(size <= room for size in sizes))


def _written(of: Introduction, on: date, organizer: bytes, *, slim: bool) -> Iterator[Block]:
    """Write the tasks that have a date, the nearest first."""
    options = replace(of.style.options, alarms=of.style.options.alarms and not slim, todo=False)
    style = replace(of.style, options=options)
    for task in sorted(of.tasks, key=_first_day):
        block = task_block(task, on=on, style=style)
        content = DESCRIPTION.sub(b"", block.content) if slim else block.content
        if content:
            yield replace(block, content=content.replace(EVENT, EVENT + organizer))


def _first_day(task: TaskView) -> date:
    return min(
        (day for day in (task.due, *(milestone.by for milestone in task.milestones)) if day), default=date.max
    )


def _file(of: Introduction, blocks: Iterable[Block], address: str) -> bytes:
    ordered = sorted(blocks, key=lambda block: block.order)
    header = calendar_header(of.feed, changed_at=feed_changed_at(ordered), address=address, style=of.style)
    published = header.replace(SCALE, SCALE + b"METHOD:PUBLISH\r\n", 1)
    return b"".join([published, *(block.content for block in ordered), END])


def _organizer(identity: SenderIdentity) -> bytes:
    """Name the office as who publishes; quotation marks cannot stand in a parameter (RFC 5545 3.2)."""
    named = Parameters({"CN": clean_line(identity.office).replace('"', "'")})
    line = Contentline.from_parts("ORGANIZER", named, vCalAddress(f"mailto:{identity.reply_to}"))
    return bytes(line.to_ical()) + b"\r\n"
