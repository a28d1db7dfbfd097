"""Pages whose lines run down or up, as in vertical writing and on pages turned sideways: set upright."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from plans.containers.pdf_ink import Box, Glyph, Page, Rule

MOST = 0.6
"""The share of steps from one character to the next that goes the same way."""
LEAST = 12
STEP = 2.0
"""Heights of a character: what is further away is another line."""
SAME_LINE = 0.9
Turn = Callable[[Box], Box]


def upright(page: Page) -> Page:
    """Give a page whose lines run from left to right, as it would be read."""
    ways = Counter(_ways(page.glyphs))
    way, count = next(iter(ways.most_common(1)), ("right", 0))
    if count < LEAST:  # too few to tell vertical writing; their own turn tells the rest
        way, count = page.way, ways.total()
    if way == "right" or count < MOST * ways.total():
        return page
    is_level = way == "left"
    return replace(
        page,
        width=page.width if is_level else page.height,
        height=page.height if is_level else page.width,
        glyphs=tuple(_turned(page.glyphs, TURNS[way](page))),
        rules=tuple(Rule(*TURNS[way](page)(rule)) for rule in page.rules),
    )


def _ways(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """Tell where each character stands from the one before it in the file."""
    for before, after in pairwise(glyphs):
        size = _size(before)
        across = (after.left + after.right - before.left - before.right) / 2 / size
        along = (after.top + after.bottom - before.top - before.bottom) / 2 / size
        if max(abs(across), abs(along)) < STEP:
            is_level = abs(across) > abs(along)
            yield ("right" if across > 0 else "left") if is_level else "down" if along > 0 else "up"


def _size(glyph: Glyph) -> float:
    return max(glyph.bottom - glyph.top, glyph.right - glyph.left, 1.0)


TURNS: dict[str, Callable[[Page], Turn]] = {
    "down": lambda page: lambda box: (box[1], page.width - box[2], box[3], page.width - box[0]),
    "up": lambda page: lambda box: (page.height - box[3], box[0], page.height - box[1], box[2]),
    "left": lambda page: (
        lambda box: (
            page.width - box[2],
            page.height - box[3],
            page.width - box[0],
            page.height - box[1],
        )
    ),
}
"""Lines that run down begin on the right, those that run up on the left."""


def _turned(glyphs: Sequence[Glyph], turn: Turn) -> Iterator[Glyph]:
    """Turn characters; in a line of vertical writing all stand on the middle of the first one."""
    base, size = -1e9, median(map(_size, glyphs))
    for glyph in glyphs:
        left, top, right, bottom = turn((glyph.left, glyph.top, glyph.right, glyph.bottom))
        middle = (top + bottom) / 2
        base = base if abs(middle - base) < SAME_LINE * size else middle
        yield Glyph(glyph.text, left, top, right, bottom, base)
