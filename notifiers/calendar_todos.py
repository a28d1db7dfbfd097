"""One entry of a feed as the bytes of its VTODO (RFC 5545 section 3.6.2), for who keeps a list of tasks.

It has no alarm, because its event rings already, and no DTSTART, so that it is open from the first day.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Todo
from icalendar.prop import vText

from notifiers.calendar_contents import Contents, add_identity, add_words, contents_of
from notifiers.calendar_entries import Entry, Mark, done_at
from notifiers.calendar_memo import WRITTEN
from notifiers.calendar_style import Style

MOST_WHILE_OPEN = 99
"""Thunderbird takes 100 percent for done, but a task is done when the office closes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doing:
    """How far a to-do is: STATUS, PERCENT-COMPLETE and, once it is done, COMPLETED in UTC."""

    status: str
    percent: int | None
    completed: datetime | None = None


def todo_uid(entry: Entry) -> str:
    """Name the to-do beside an event for life."""
    return f"todo-{entry.uid}"


def todo_bytes(entry: Entry, style: Style) -> bytes:
    """Write one to-do, due on the day of its event."""
    contents, doing = contents_of(entry, style), doing_of(entry, style)
    return WRITTEN.get((contents, doing), lambda: _write(todo_uid(entry), contents, doing))


def doing_of(entry: Entry, style: Style) -> Doing:
    """Tell how far a task or milestone is; a milestone has no percentage of its own."""
    percent = None if entry.deadline.milestone else entry.task.percent
    if entry.mark is Mark.DONE:
        return Doing(status="COMPLETED", percent=100, completed=done_at(entry, style.zone))
    if entry.mark is Mark.WITHDRAWN:
        return Doing(status="CANCELLED", percent=percent)
    if not percent:
        return Doing(status="NEEDS-ACTION", percent=percent)
    return Doing(status="IN-PROCESS", percent=min(percent, MOST_WHILE_OPEN))


def _write(uid: str, contents: Contents, doing: Doing) -> bytes:
    todo = Todo()
    add_identity(todo, uid, contents.version)
    todo.add("DUE", contents.by)
    add_words(todo, contents)
    todo.add("PRIORITY", contents.priority)
    _add_doing(todo, doing)
    todo.add("RELATED-TO", vText(contents.uid), parameters={"RELTYPE": "SIBLING"})
    content: bytes = todo.to_ical(sorted=False)
    return content


def _add_doing(todo: Todo, doing: Doing) -> None:
    todo.add("STATUS", doing.status)
    if doing.percent is not None:
        todo.add("PERCENT-COMPLETE", doing.percent)
    if doing.completed:
        todo.add("COMPLETED", doing.completed.astimezone(UTC).replace(microsecond=0))
