"""Cutting a document: front matter, headings, numbered tasks, distribution list."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans import labels, numbering
from plans.flow import Flow
from plans.numbering import Mark


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One numbered task: its text from the number to the next one, and the headings it stands under."""

    number: int
    section: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Segments:
    """The parts of a document; `front` ends where the first heading or task begins."""

    front: int
    items: tuple[Item, ...]
    end: int
    strays: tuple[tuple[int, str], ...] = ()
    """Text in front of the first task that is neither heading nor title: place and words."""
    reason: str = ""
    """Why there are no tasks, when there are none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A place where something begins: a task, or a heading of level 1 or 2."""

    level: int
    value: int
    start: int
    end: int


TASK = 0
_tail = re.compile(r"(?m)^[ \t\u3000\xa0]{0,40}(?:抄[ \u3000]?[送报][ \u3000]?[:：\t ]|主题词[:：])")
_words = re.compile(r"\S")
_sentence_end = "。；;！!？?，,"


def segment(source: Flow, found: Sequence[labels.Mark]) -> Segments:
    """Cut a text at its headings and numbered tasks; a number must continue those before it."""
    if not found:
        return Segments(front=len(source.text), items=(), end=len(source.text), reason="no-labels")
    style, numbers = _style(source, found)
    if not numbers:
        return Segments(front=len(source.text), items=(), end=len(source.text), reason="no-numbers")
    end = _end(source, found[-1].end)
    first = _first(numbers, found[0].start)
    cuts = _cuts(source, numbers[first:], found, style, end)
    return _assembled(source, cuts, end)


def _end(source: Flow, last_label: int) -> int:
    tail = _tail.search(source.text, last_label)
    return tail.start() if tail else len(source.text)


def _style(source: Flow, found: Sequence[labels.Mark]) -> tuple[numbering.Style, list[Mark]]:
    """Choose the numbering that most often stands alone between the labels of one task and the next."""
    starts = [label.start for label in found]
    candidates = [(style, list(numbering.marks(source, style))) for style in numbering.TASK_STYLES]
    return max(candidates, key=lambda candidate: _labelled(candidate[1], starts))


def _labelled(numbers: list[Mark], labels_at: list[int]) -> int:
    starts = [mark.start for mark in numbers if mark.opens_line]
    return len({bisect_left(starts, place) for place in labels_at} - {0})


def _first(numbers: list[Mark], first_label: int) -> int:
    """Walk back from the number before the first label as long as the numbers count down by one."""
    before = bisect_left([mark.start for mark in numbers], first_label)
    last = next((place for place in range(before - 1, -1, -1) if numbers[place].is_sure), 0)
    while last > 0 and numbers[last].value > 1 and numbers[last - 1].value == numbers[last].value - 1:
        last -= 1
    return last


def _cuts(
    source: Flow, numbers: list[Mark], found: Sequence[labels.Mark], style: numbering.Style, end: int
) -> list[Cut]:
    """Take the marks in their order, each only when it continues what came before it."""
    state = _State(labels=[label.start for label in found], first=numbers[0].start)
    for mark, level in _candidates(source, numbers, style, end):
        if state.accepts(source, mark, level):
            state.take(mark, level)
    return state.cuts


def _candidates(
    source: Flow, numbers: Iterable[Mark], style: numbering.Style, end: int
) -> list[tuple[Mark, int]]:
    headings = [(mark, 1) for mark in numbering.marks(source, numbering.CHAPTER)]
    if style is not numbering.BRACKET:
        headings += [(mark, 2) for mark in numbering.marks(source, numbering.BRACKET)]
    tasks = [(mark, TASK) for mark in numbers]
    return sorted(
        (pair for pair in (*headings, *tasks) if pair[0].start < end), key=lambda pair: pair[0].start
    )


class _State:
    """What was accepted so far."""

    def __init__(self, *, labels: list[int], first: int) -> None:
        self.labels = labels
        self.first = first
        self.cuts: list[Cut] = []
        self.last = {TASK: 0, 1: 0, 2: 0}

    def take(self, mark: Mark, level: int) -> None:
        """Accept a mark; a new heading begins the count of those under it."""
        if level == 1:
            self.last[2] = 0
        self.last[level] = mark.value
        self.cuts.append(Cut(level=level, value=mark.value, start=mark.start, end=mark.end))

    def accepts(self, source: Flow, mark: Mark, level: int) -> bool:
        """Judge a mark by its place and by the numbers before it."""
        if level == TASK:
            return self._accepts_task(source, mark)
        if not self._begun:
            return mark.start < self.first and mark.opens_line
        return self._accepts_heading(source, mark, level)

    @property
    def _begun(self) -> bool:
        return any(cut.level == TASK for cut in self.cuts)

    def _accepts_task(self, source: Flow, mark: Mark) -> bool:
        if mark.start == self.first:
            return True
        continues = mark.value == self.last[TASK] + 1
        if not self._is_closed(mark.start):
            return mark.is_sure and mark.opens_line and continues
        if not mark.opens_line:
            return continues and mark.is_sure and self._is_glued(source, mark)
        return mark.is_sure or continues

    def _accepts_heading(self, source: Flow, mark: Mark, level: int) -> bool:
        if not self._is_closed(mark.start) and self.cuts[-1].level == TASK:
            return False
        if mark.opens_line:
            return mark.value == self.last[level] + 1 or mark.value == 1 or level == 1
        return mark.value == self.last[level] + 1 and _follows_date(source, mark.start)

    def _is_closed(self, place: int) -> bool:
        """Tell whether labels or a heading stand between the last mark taken and this place."""
        last = self.cuts[-1]
        if last.level != TASK:
            return True
        return bisect_left(self.labels, last.end) < bisect_left(self.labels, place)

    def _is_glued(self, source: Flow, mark: Mark) -> bool:
        return self.cuts[-1].level != TASK or _follows_date(source, mark.start)


def _follows_date(source: Flow, place: int) -> bool:
    """Tell whether the field before has ended: with a day, a full stop, a bracket."""
    before = source.text[max(0, place - 40) : place].rstrip()
    return before.endswith(("日", "。", "）", ")", "]", "〕", "；", "底", "前", "年", "推进"))


def _assembled(source: Flow, cuts: list[Cut], end: int) -> Segments:
    cuts = _own_headings(source, cuts)
    items, heading = [], {1: "", 2: ""}
    for cut, after in zip(cuts, [*(cut.start for cut in cuts[1:]), end], strict=True):
        if cut.level == TASK:
            section = " / ".join(part for part in heading.values() if part)
            items.append(Item(number=cut.value, section=section, start=cut.end, end=after))
        else:
            heading = {1: heading[1], 2: ""} if cut.level == 2 else {1: "", 2: ""}
            heading[cut.level] = heading_text(source.text[cut.end : after])
    return Segments(front=cuts[0].start, items=tuple(items), end=end)


def _own_headings(source: Flow, cuts: list[Cut]) -> list[Cut]:
    """Keep of the headings before the first task only the plan's own: the last 一、 and what is under it."""
    first = next(place for place, cut in enumerate(cuts) if cut.level == TASK)
    begin = max((place for place, cut in enumerate(cuts[:first]) if cut.level == 1), default=0)
    return cuts[begin:]


def heading_text(words: str) -> str:
    """Join a heading that runs over two lines; a full stop or an empty line ends it."""
    lines = [line.strip() for line in words.split("\n")]
    kept = lines[:1] if not lines or lines[0].endswith("。") else _until_empty(lines)
    return "".join("".join(kept).split()).rstrip("。：:")


def _until_empty(lines: list[str]) -> list[str]:
    kept = lines[:1]
    for line in lines[1:3]:
        if not _words.search(line) or line.endswith(tuple(_sentence_end)) or len(line) > 30:
            break
        kept.append(line)
    return kept
