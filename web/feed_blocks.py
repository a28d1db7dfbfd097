"""The written events of tasks, held once however many feeds show them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from weakref import WeakValueDictionary

from models.views import TaskView
from notifiers.calendar_style import Options, Style
from notifiers.ical import Block, task_block

UNREAD = 0


class HeldBlock:
    """A task's block with what it was made of: `facts` is a hash of the task, `seen` the reading of it."""

    __slots__ = ("__weakref__", "block", "facts", "seen", "task_id")

    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        self.block: Block | None = None
        self.facts = 0
        self.seen = UNREAD


class Blocks:
    """The blocks that some feed shows, by task and options; one that no feed refers to any more is forgotten.

    Not for several threads at once.
    """

    def __init__(self, style: Style) -> None:
        self._style = style
        self._styles: dict[Options, Style] = {}
        self._held: WeakValueDictionary[tuple[int, Options], HeldBlock] = WeakValueDictionary()
        self._reading = 1

    def __len__(self) -> int:
        return len(self._held)

    def style(self, options: Options) -> Style:
        """Give the office's style with a reader's options."""
        if options not in self._styles:
            self._styles[options] = replace(self._style, options=options)
        return self._styles[options]

    def of(self, task_ids: Iterable[int], options: Options) -> list[HeldBlock]:
        """Give the blocks of tasks, empty ones for those not held."""
        self.style(options)  # from now on every task is written with these options too
        return [self._block(task_id, options) for task_id in task_ids]

    def is_read(self, held: HeldBlock) -> bool:
        """Tell whether the task was read since everything was doubted."""
        return held.seen == self._reading

    def doubt_everything(self) -> None:
        """Have every task read again before it is shown; one with the same facts is not written again."""
        self._reading += 1

    def doubt_due(self, on: date) -> frozenset[int]:
        """Have those tasks read again that a new day changes, and give their ids."""
        due = [held for held in self._held.values() if _is_due(held, on)]
        for held in due:
            held.seen = UNREAD
        return frozenset(held.task_id for held in due)

    def take(self, task: TaskView, on: date) -> bool:
        """Bring all blocks of a task up to what was read; tell whether one that was there is another now."""
        keys = [(task.id, options) for options in self._styles]
        known = [(key[1], self._held[key]) for key in keys if key in self._held]
        for _options, held in known:
            held.seen = UNREAD  # and stays so when the task cannot be written
        changes = [self._write(held, task, on, options) for options, held in known]
        return any(changes)

    def _block(self, task_id: int, options: Options) -> HeldBlock:
        held = self._held.get((task_id, options))
        if held is None:
            self._held[task_id, options] = held = HeldBlock(task_id)
        return held

    def _write(self, held: HeldBlock, task: TaskView, on: date, options: Options) -> bool:
        facts, before = hash(task), held.block
        if before is None or held.facts != facts or _is_due(held, on):
            held.block = task_block(task, on=on, style=self.style(options))
            held.facts = facts
        held.seen = self._reading
        return before is not None and held.block != before


def _is_due(held: HeldBlock, on: date) -> bool:
    return held.block is not None and held.block.until is not None and held.block.until <= on
