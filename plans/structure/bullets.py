"""Tasks told below one number: each line that begins with a dash or a bullet and names its own unit."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from models.findings import Finding
from models.text import clean_line
from plans.fields.labels import Mark
from plans.sentences import finding
from plans.structure.segments import Item
from plans.text.flow import Flow
from plans.text.script import tidy

_bullet = re.compile(r"(?m)^[ \t\u3000]{0,9}[-—–‐*•●○◆◇■□△▲※·]{1,2}[ \t\u3000]{0,4}(?=\S)")
LEAST = 2


def parted(
    source: Flow, items: Sequence[Item], found: Sequence[Mark]
) -> tuple[tuple[Item, ...], list[Finding]]:
    """Make a task of each such line; what stands above them is the section they share with their number."""
    places = [mark.start for mark in found]
    done: list[Item] = []
    told: list[Finding] = []
    for item in items:
        parts = tuple(_parts(source, item, places))
        done += parts
        if len(parts) > 1:
            told.append(finding("shared-number", task=item.number, count=len(parts)))
    return tuple(done), told


def _parts(source: Flow, item: Item, places: Sequence[int]) -> Iterator[Item]:
    bullets = [*_bullet.finditer(source.text, item.start, item.end)]
    starts = [bullet.start() for bullet in bullets]
    if len(bullets) < LEAST or not _all_told(places, item.start, [*starts, item.end]):
        yield item
        return
    above = clean_line(tidy(source.text[item.start : starts[0]])).rstrip(":：。")
    section = " / ".join(filter(None, (item.section, above)))
    for bullet, end in zip(bullets, [*starts[1:], item.end], strict=True):
        yield replace(item, section=section, start=bullet.end(), end=end)


def _all_told(places: Sequence[int], start: int, bounds: Sequence[int]) -> bool:
    """Tell whether every line has a label or a bracket of its own, and the text above them none."""
    counts = [bisect_left(places, bound) for bound in (start, *bounds)]
    first, *others = (after - before for before, after in pairwise(counts))
    return not first and all(others)
