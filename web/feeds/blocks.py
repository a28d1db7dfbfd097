# SPDX-License-Identifier: Apache-2.0
"""The written events of tasks, held once however many feeds show them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from weakref import WeakValueDictionary

from models.views import TaskView
from notifiers.ical.entries import CalendarStyle, Options
from notifiers.ical.feed import Block, task_block

UNREAD = 0


class CachedEvents:
    """A task's block with what it was made of: `facts` is a hash of the task, `seen` the reading of it."""

    __slots__ = ("__weakref__", "block", "facts", "seen", "task_id")

    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        self.block: Block | None = None
        self.facts = 0
        self.seen = UNREAD


class _StyleVariant:
    """The blocks of all tasks as readers with the same options get them."""

    def __init__(self, style: CalendarStyle) -> None:
        self.style = style
        self.held: WeakValueDictionary[int, CachedEvents] = WeakValueDictionary()

    def block(self, task_id: int) -> CachedEvents:
        """Give the block of a task, an empty one when it is not held."""
        held = self.held.get(task_id)
        if held is None:
            self.held[task_id] = held = CachedEvents(task_id)
        return held


class Blocks:
    """The blocks that some feed shows, by task and options; one that no feed refers to any more is forgotten.

    Not for several threads at once.
    """

    def __init__(self, style: CalendarStyle) -> None:
        self._style = style
        self._variants: dict[Options, _StyleVariant] = {}
        self._reading = 1

    def __len__(self) -> int:
        return sum(len(variant.held) for variant in self._variants.values())

    def style(self, options: Options) -> CalendarStyle:
        """Give the office's style with a reader's options."""
        return self._variant(options).style

    def of(self, task_ids: Iterable[int], options: Options) -> list[CachedEvents]:
        """Give the blocks of tasks, empty ones for those not held."""
        variant = self._variant(options)
        return [variant.block(task_id) for task_id in task_ids]

    def is_read(self, held: CachedEvents) -> bool:
        """Tell whether the task was read since everything was doubted."""
        return held.seen == self._reading

    def invalidate_all(self) -> None:
        """Have every task read again before it is shown; one with the same facts is not written again."""
        self._reading += 1

    def invalidate_due(self, on: date) -> frozenset[int]:
        """Have those tasks read again that a new day changes, and give their ids."""
        due = [held for held in self._all() if _is_due(held, on)]
        for held in due:
            held.seen = UNREAD
        return frozenset(held.task_id for held in due)

    def take(self, task: TaskView, on: date) -> bool:
        """Bring all blocks of a task up to what was read; tell whether one that was there is another now."""
        found = [(variant.held.get(task.id), variant.style) for variant in self._variants.values()]
        known = [(held, style) for held, style in found if held]
        for held, _style in known:
            held.seen = UNREAD  # and stays so when the task cannot be written
        changes = [self._write(held, task, on, style) for held, style in known]
        return any(changes)

    def _all(self) -> Iterator[CachedEvents]:
        for variant in self._variants.values():
            yield from variant.held.values()

    def _variant(self, options: Options) -> _StyleVariant:
        if options not in self._variants:
            self._variants[options] = _StyleVariant(replace(self._style, options=options))
        return self._variants[options]

    def _write(self, held: CachedEvents, task: TaskView, on: date, style: CalendarStyle) -> bool:
        facts, before = hash(task), held.block
        if before is None or held.facts != facts or _is_due(held, on):
            held.block = task_block(task, on=on, style=style)
            held.facts = facts
        held.seen = self._reading
        return before is not None and held.block != before


def _is_due(held: CachedEvents, on: date) -> bool:
    return held.block is not None and held.block.until is not None and held.block.until <= on
