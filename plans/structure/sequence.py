"""Which numbers in a text really begin something: each must continue the sequence of those before it."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from plans.structure.numbering import Mark
from plans.text.flow import Flow

TASK = 0
LONGEST_HEADING = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A place where something begins: a task (level 0), or a heading of level 1 or 2."""

    level: int
    value: int
    label: str
    start: int
    end: int


def cuts(
    source: Flow, tasks: Iterable[Mark], headings: Iterable[tuple[Mark, int]], labels: list[int]
) -> list[Cut]:
    """Take the numbers in their order, each only when it continues what came before it.

    `tasks` begins with the first task's own number, `headings` are marks with their level,
    `labels` are the places of all labels in order.
    """
    numbered = [(mark, TASK) for mark in tasks]
    state = _State(labels=labels, first=numbered[0][0].start)
    for mark, level in sorted((*headings, *numbered), key=lambda pair: pair[0].start):
        if state.accepts(source, mark, level):
            state.take(mark, level)
    return state.cuts


class _State:
    """What was accepted so far."""

    def __init__(self, *, labels: list[int], first: int) -> None:
        self.labels = labels
        self.first = first
        self.cuts: list[Cut] = []
        self.last = {TASK: 0, 1: 0, 2: 0}

    def take(self, mark: Mark, level: int) -> None:
        """Accept a mark; a new heading begins the count of those under it."""
        if mark.is_owner and not mark.value:
            level = 2 if self.last[1] else 1
        else:
            self.last[2] = 0 if level == 1 else self.last[2]
            self.last[level] = mark.value
        self.cuts.append(Cut(level=level, value=mark.value, label=mark.label, start=mark.start, end=mark.end))

    def accepts(self, source: Flow, mark: Mark, level: int) -> bool:
        """Judge a mark by its place and by the numbers before it."""
        if level == TASK:
            return self._accepts_task(source, mark)
        if mark.is_owner:
            return True
        if not self._begun:
            return mark.start < self.first and mark.opens_line
        return self._accepts_heading(source, mark, level)

    @property
    def _begun(self) -> bool:
        return any(cut.level == TASK for cut in self.cuts)

    def _accepts_task(self, source: Flow, mark: Mark) -> bool:
        if mark.start == self.first:
            return True
        continues = mark.value == self.last[TASK] + 1 or self._restarts(mark)
        if not self._is_closed(mark.start):
            return mark.is_sure and mark.opens_line and continues
        if not mark.opens_line:
            return continues and mark.is_sure and self._is_glued(source, mark)
        return mark.is_sure or continues

    def _accepts_heading(self, source: Flow, mark: Mark, level: int) -> bool:
        if not self._is_closed(mark.start) and self.cuts[-1].level == TASK:
            return (
                level == 1 and mark.value == self.last[1] + 1 and mark.opens_line and _is_short(source, mark)
            )
        if mark.opens_line:
            return mark.value == self.last[level] + 1 or mark.value == 1 or level == 1
        return mark.value == self.last[level] + 1 and _follows_date(source, mark.start)

    def _restarts(self, mark: Mark) -> bool:
        return mark.value == 1 and self.cuts[-1].level != TASK

    def _is_closed(self, place: int) -> bool:
        """Tell whether labels or a heading stand between the last mark taken and this place."""
        last = self.cuts[-1]
        if last.level != TASK:
            return True
        return bisect_left(self.labels, last.end) < bisect_left(self.labels, place)

    def _is_glued(self, source: Flow, mark: Mark) -> bool:
        return self.cuts[-1].level != TASK or _follows_date(source, mark.start)


def _is_short(source: Flow, mark: Mark) -> bool:
    """A line of its own without a sentence: a heading also below a task that has no fields."""
    end = source.text.find("\n", mark.end)
    line = source.text[mark.end : end if end >= 0 else mark.end + LONGEST_HEADING + 1].strip()
    return (
        0 < len(line) <= LONGEST_HEADING
        and not set("。；;！？") & set(line)
        and not line.endswith(("，", ",", "、"))
    )


def _follows_date(source: Flow, place: int) -> bool:
    """Tell whether the field before has ended: with a day, a full stop, a bracket."""
    before = source.text[max(0, place - 40) : place].rstrip()
    return before.endswith(("日", "。", "）", ")", "]", "〕", "；", "底", "前", "年", "推进"))
