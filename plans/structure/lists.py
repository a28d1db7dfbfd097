# SPDX-License-Identifier: Apache-2.0
"""Tasks without numbers of their own: bulleted lines and blocks of labelled lines."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from models.findings import Finding
from models.text import clean_line
from plans.fields.labels import LabelMark
from plans.fields.task_fields import Field
from plans.findings import finding
from plans.structure.segments import Item, Segments
from plans.text.blocks import Flow
from plans.text.script import tidy

_bullet = re.compile(r"(?m)^[ \t\u3000]{0,9}[-—–‐*•●○◆◇■□△▲※·]{1,2}[ \t\u3000]{0,4}(?=\S)")
LEAST_BULLETS = 2


def parted(
    source: Flow, items: Sequence[Item], found: Sequence[LabelMark]
) -> tuple[tuple[Item, ...], list[Finding]]:
    """Make a task of each such line; what stands above them is the section they share with their number."""
    offsets = [mark.start for mark in found]
    done: list[Item] = []
    told: list[Finding] = []
    for item in items:
        parts = tuple(_parts(source, item, offsets))
        done += parts
        if len(parts) > 1:
            told.append(finding("shared-number", task=item.number, count=len(parts)))
    return tuple(done), told


def _parts(source: Flow, item: Item, offsets: Sequence[int]) -> Iterator[Item]:
    bullets = [*_bullet.finditer(source.text, item.start, item.end)]
    starts = [bullet.start() for bullet in bullets]
    if len(bullets) < LEAST_BULLETS or not _all_told(offsets, item.start, [*starts, item.end]):
        yield item
        return
    above = clean_line(tidy(source.text[item.start : starts[0]])).rstrip(":：。")
    section = " / ".join(filter(None, (item.section, above)))
    for bullet, end in zip(bullets, [*starts[1:], item.end], strict=True):
        yield replace(item, section=section, start=bullet.end(), end=end)


def _all_told(offsets: Sequence[int], start: int, bounds: Sequence[int]) -> bool:
    """Tell whether every line has a label or a bracket of its own, and the text above them none."""
    counts = [bisect_left(offsets, bound) for bound in (start, *bounds)]
    first, *others = (after - before for before, after in pairwise(counts))
    return not first and all(others)


LEAST_RECORDS = 2


def recorded(source: Flow, parts: Segments, found: Sequence[LabelMark]) -> Segments:
    """Give the blocks as tasks, numbered in their order, where fewer tasks have numbers; else `parts`."""
    heads = _heads(source, found)
    if len(heads) < LEAST_RECORDS or len(heads) <= len(parts.items) or not _all_filled(heads, found):
        return parts
    starts = [mark.start for mark in heads]
    ends = [*starts[1:], len(source.text)]
    items = (
        Item(number=str(count), section="", start=start, end=end)
        for count, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
    return Segments(front=starts[0], items=tuple(items), end=len(source.text))


def _heads(source: Flow, found: Sequence[LabelMark]) -> list[LabelMark]:
    """Find the marks that repeat the document's first label, when that one names the task."""
    first = next(iter(found), None)
    if first is None or first.field is not Field.TITLE:
        return []
    word = _word(source, first)
    return [mark for mark in found if _word(source, mark) == word and source.opens_line(mark.start)]


def _word(source: Flow, mark: LabelMark) -> str:
    return "".join(source.plain[mark.start : mark.end].split()).rstrip(":：")


def _all_filled(heads: Sequence[LabelMark], found: Sequence[LabelMark]) -> bool:
    """Tell whether every block has a label besides its first."""
    offsets = {mark.start: index for index, mark in enumerate(found)}
    ends = [*(offsets[mark.start] for mark in heads[1:]), len(found)]
    return all(end - offsets[mark.start] >= LEAST_RECORDS for mark, end in zip(heads, ends, strict=True))
