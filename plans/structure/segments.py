# SPDX-License-Identifier: Apache-2.0
"""Cutting a document: front matter, headings, numbered tasks, distribution list."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.fields import labels
from plans.header import is_title
from plans.structure import numbering
from plans.structure.field_numbers import free
from plans.structure.headings import owner_headings
from plans.structure.numbering import TASK, Cut, NumberingStyle, NumberMark, cuts
from plans.text.blocks import Flow
from plans.text.script import tidy


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One numbered task: its text from the number to the next one, and the headings it stands under."""

    number: str
    section: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    """The headings above it as printed, the nearest first."""
    lead: str = ""
    """The sentence between that heading and its first task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Segments:
    """The parts of a document; `front` ends where the first heading or task begins."""

    front: int
    items: tuple[Item, ...]
    end: int
    strays: tuple[tuple[int, str], ...] = ()
    """Text under a heading that belongs to no task: place and words."""
    reason: str = ""
    """Why there are no tasks, when there are none."""


_tail = re.compile(
    r"(?m)^[ \t\u3000\xa0]{0,40}(?:抄[ \u3000]?[送报][ \u3000]?[:：\t ]|主题词[:：]"
    r"|[附备]?[ \u3000]?注[ \u3000]?\d?[:：]|(?:填表|编制)?说明[:：])"
)
_copies = re.compile(r"(?m)^[ \t\u3000\xa0]{0,40}抄[ \u3000]?[送报][ \u3000]?[:：]")
SENTENCE_ENDS = tuple("。；;！!？?，,：:")


def segment(source: Flow, found: Sequence[labels.LabelMark]) -> Segments:
    """Cut a text at its headings and numbered tasks; a number must continue those before it."""
    owners = owner_headings(source)
    if not found and not owners:
        return _nothing(source, "no-labels")
    offsets = [label.start for label in found]
    styles, numbers = _style(source, found, offsets or [mark.start for mark, _ in owners])
    first = _first(numbers, offsets[0]) if offsets else _below_owner(numbers, owners)
    if not numbers[first:]:
        return _nothing(source, "no-numbers")
    end = _end(source, found[-1].end if found else numbers[-1].end, numbers)
    tasks = [mark for mark in numbers[first:] if mark.start < end]
    headings = [pair for pair in _headings(source, styles, owners) if pair[0].start < end]
    return _assembled(source, cuts(source, tasks, headings, offsets), end)


def _below_owner(numbers: Sequence[NumberMark], owners: Sequence[tuple[NumberMark, int]]) -> int:
    """Without labels the tasks begin under the first heading that names who does them."""
    first = min(mark.start for mark, _ in owners)
    return bisect_left([mark.start for mark in numbers], first)


def _nothing(source: Flow, reason: str) -> Segments:
    return Segments(front=len(source.text), items=(), end=len(source.text), reason=reason)


def _end(source: Flow, last_label: int, numbers: Sequence[NumberMark]) -> int:
    """Find where the tasks end: at notes below the last label, at a distribution list below the last number.

    A distribution list may hold words that read like labels.
    """
    tail = _tail.search(source.plain, last_label)
    last = max((mark.start for mark in numbers if mark.opens_line and mark.is_sure), default=last_label)
    copies = _copies.search(source.plain, last)
    ends = [found.start() for found in (tail, copies) if found]
    return min(ends, default=len(source.text))


def _headings(
    source: Flow, tasks: tuple[NumberingStyle, ...], owners: Sequence[tuple[NumberMark, int]]
) -> Iterator[tuple[NumberMark, int]]:
    """Give the marks of headings with their level: （一） is one unless it numbers the tasks."""
    styles = [] if numbering.LISTED in tasks else [numbering.CHAPTER]
    below = numbering.TITLED if numbering.PARTED in tasks else numbering.BRACKET
    styles += [below] if styles and below not in tasks else []
    levels = range(1, len(styles) + 1)
    own = [(mark, level) for mark, level in owners if not mark.value or level in levels]
    known = {mark.start for mark, _ in own}
    yield from own
    ranked = [*zip(levels, styles, strict=True), *([(1, numbering.DIVISION)] if styles else [])]
    for level, style in ranked:
        yield from ((mark, level) for mark in numbering.marks(source, style) if mark.start not in known)


def _style(
    source: Flow, found: Sequence[labels.LabelMark], offsets: list[int]
) -> tuple[tuple[NumberingStyle, ...], list[NumberMark]]:
    """Choose the numbering that most often stands alone between the labels of one task and the next.

    一、 numbers tasks only where each has its own labels once; elsewhere it numbers headings.
    """
    candidates = [(styles, free(_marks(source, styles), found)) for styles in numbering.TASK_STYLES]
    listed, inner = [*numbering.marks(source, numbering.LISTED)], candidates[0][1]
    candidates += [((numbering.LISTED,), listed)] if found and _is_single(listed, found, inner) else []
    return max(candidates, key=lambda candidate: _labelled(candidate[1], offsets))


def _is_single(
    numbers: Sequence[NumberMark], found: Sequence[labels.LabelMark], inner: Sequence[NumberMark]
) -> bool:
    """Tell whether no label stands twice below one number, and no other number behind its labels."""
    starts = [mark.start for mark in numbers]
    kinds = [(bisect_left(starts, label.start), label.field, label.role) for label in found]
    last = {index: label.start for (index, *_), label in zip(kinds, found, strict=True)}
    behind = (mark for mark in inner if mark.opens_line and mark.is_sure)
    return len(kinds) == len(set(kinds)) and not any(
        mark.start > last.get(bisect_left(starts, mark.start), mark.start) for mark in behind
    )


def _marks(source: Flow, styles: tuple[NumberingStyle, ...]) -> list[NumberMark]:
    found = (mark for style in styles for mark in numbering.marks(source, style))
    return sorted(found, key=lambda mark: mark.start)


def _labelled(numbers: list[NumberMark], labels_at: list[int]) -> int:
    starts = [mark.start for mark in numbers if mark.opens_line and mark.is_sure]
    return len({bisect_left(starts, index) for index in labels_at} - {0})


def _first(numbers: list[NumberMark], first_label: int) -> int:
    """Walk back from the number before the first label as long as the numbers count down by one."""
    before = bisect_left([mark.start for mark in numbers], first_label)
    last = next((index for index in range(before - 1, -1, -1) if numbers[index].is_sure), 0)
    while last > 0 and numbers[last].value > 1 and numbers[last - 1].value == numbers[last].value - 1:
        last -= 1
    return last


def _assembled(source: Flow, found: list[Cut], end: int) -> Segments:
    own = _own_headings(source, found)
    items: list[Item] = []
    strays: list[tuple[int, str]] = []
    heading, printed = {1: "", 2: ""}, {1: "", 2: ""}
    lead = ""
    for cut, after in zip(own, [*(cut.start for cut in own[1:]), end], strict=True):
        if cut.level == TASK:
            items.append(
                Item(
                    number=cut.label,
                    section=_section(heading),
                    start=cut.end,
                    end=after,
                    headings=tuple(filter(None, (printed[2], printed[1]))),
                    lead=lead,
                )
            )
        else:
            text, lead = heading_text(source.text[cut.end : after])
            heading = _below(heading, cut.level, text)
            printed = _below(printed, cut.level, _printed(source.text[cut.end : after], text))
            strays += [(after - 1, lead)] if lead else []
    return Segments(front=own[0].start, items=tuple(items), end=end, strays=tuple(strays))


def _below(heading: Mapping[int, str], level: int, text: str) -> dict[int, str]:
    return {1: heading[1] if level == 2 else text, 2: text if level == 2 else ""}


def _printed(words: str, heading: str) -> str:
    """Give a heading of one line with its spaces, which may part a name from a post."""
    line = words.strip().split("\n")[0]
    return line if tidy(line).rstrip("。：:") == heading else heading


def _section(heading: Mapping[int, str]) -> str:
    return " / ".join(text for text in heading.values() if text)


def _own_headings(source: Flow, found: list[Cut]) -> list[Cut]:
    """Keep of the headings before the first task only the plan's own: the last 一、 and what is under it.

    A heading with the title of the plan below it is one of the covering notice.
    """
    first = next(index for index, cut in enumerate(found) if cut.level == TASK)
    begin = max((index for index, cut in enumerate(found[:first]) if cut.level == 1), default=0)
    between = source.text[found[begin].end : found[first].start].split("\n")[1:]
    return found[first:] if any(is_title(tidy(line)) for line in between) else found[begin:]


def heading_text(words: str) -> tuple[str, str]:
    """Join a heading that runs over two lines; gives it and the text that follows it and is no heading."""
    lines = words.strip().split("\n")
    count = 1 if lines[0].rstrip().endswith("。") else 1 + _continued(lines[1:3])
    heading, rest = tidy("\n".join(lines[:count])), tidy("\n".join(lines[count:]))
    return heading.rstrip("。：:"), rest


def _continued(lines: list[str]) -> int:
    """Count the lines that go on with a heading: short ones without closing punctuation."""
    ends = (index for index, line in enumerate(lines) if not _goes_on(line.strip()))
    return next(ends, len(lines))


def _goes_on(line: str) -> bool:
    return 0 < len(line) <= 30 and not line.endswith(SENTENCE_ENDS)
