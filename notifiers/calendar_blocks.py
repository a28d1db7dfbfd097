"""All that a feed says of one task on a day: what is kept of a task until it changes or its day comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.views import TaskView
from notifiers.calendar_entries import Entry, Mark, all_entries, gone_from, midnight
from notifiers.calendar_events import event_bytes
from notifiers.calendar_style import Style
from notifiers.calendar_todos import todo_bytes
from notifiers.calendar_versions import entry_version, whole_second


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


def task_block(task: TaskView, *, on: date, style: Style) -> Block:
    """Write the events of one task as a feed shows them on a day."""
    dated = [_Dated(entry, style) for entry in all_entries(task, on)]
    return Block(
        order=(task.plan_key, task.position, task.uid),
        content=b"".join(part for each in dated if each.is_shown(on) for part in _parts(each.entry, style)),
        changed_at=max(_changes(task, dated, on=on, style=style)),
        until=min((day for each in dated for day in each.turns() if day > on), default=None),
    )


def feed_changed_at(blocks: Iterable[Block]) -> datetime | None:
    """Give the moment a feed of these blocks last changed, UTC in whole seconds; None for an empty one."""
    return max((block.changed_at for block in blocks), default=None)


class _Dated:
    """An entry and the day from which it is gone: None while it is open, because that never drops out."""

    def __init__(self, entry: Entry, style: Style) -> None:
        self.entry = entry
        self.gone = gone_from(entry, zone=style.zone, keep_done=style.keep_done)

    def is_shown(self, on: date) -> bool:
        return self.gone is None or on < self.gone

    def turns(self) -> Iterator[date]:
        """Give the days on which the entry changes or leaves by itself."""
        if self.entry.mark is Mark.OPEN:
            yield self.entry.deadline.by + timedelta(days=1)
        if self.gone:
            yield self.gone


def _parts(entry: Entry, style: Style) -> Iterator[bytes]:
    yield event_bytes(entry, style)
    if style.options.todo:
        yield todo_bytes(entry, style)


def _changes(task: TaskView, dated: Iterable[_Dated], *, on: date, style: Style) -> Iterator[datetime]:
    yield whole_second(max(task.updated_at, style.edition.at))
    for each in dated:
        yield entry_version(each.entry, style).changed_at
        if each.gone and not each.is_shown(on):
            yield whole_second(midnight(each.gone, style.zone))
