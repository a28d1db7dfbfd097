"""Columns of a PDF's table without ruled lines: what stays free between the names of its header."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from plans.containers.pdf_ink import Glyph
from plans.containers.pdf_lines import Strip

GAP = 0.4
FAR = 2.2
"""Both in heights of a character."""
Span = tuple[float, float]


def free_between(head: Sequence[Strip], lines: Sequence[Strip], key: int) -> tuple[list[list[Span]], int]:
    """Give what stays free between each two columns, and how many lines under the header leave some.

    A line far below the one before belongs to the table only when it begins a row.
    """
    free = [[(one.right, other.left)] for one, other in pairwise(head)]
    for place, (above, line) in enumerate(pairwise([head[0], *lines])):
        rest = [_without(spans, line.glyphs, GAP * line.size) for spans in free]
        if not all(rest) or (line.base - above.base > FAR * line.size and not _begins(line, rest, key)):
            return free, place
        free = rest
    return free, len(lines)


def _begins(line: Strip, free: Sequence[Sequence[Span]], key: int) -> bool:
    """Tell whether a line has something in the column of numbers."""
    low = free[key - 1][0][0] if key else float("-inf")
    high = free[key][-1][1] if key < len(free) else float("inf")
    return any(low < glyph.left and glyph.right < high for glyph in line.glyphs)


def _without(spans: Iterable[Span], glyphs: Iterable[Glyph], least: float) -> list[Span]:
    found = list(spans)
    for glyph in glyphs:
        found = [piece for span in found for piece in _cut(span, glyph) if piece[1] - piece[0] >= least]
    return found


def _cut(span: Span, glyph: Glyph) -> Iterator[Span]:
    if glyph.right <= span[0] or glyph.left >= span[1]:
        yield span
    else:
        yield span[0], glyph.left
        yield glyph.right, span[1]


def edges(
    free: Sequence[Sequence[Span]], lines: Sequence[Strip], before: tuple[float, ...]
) -> tuple[float, ...]:
    """Put each edge into the widest gap; where those of the page before fit, they stay."""
    known = before[1:-1]
    if len(known) == len(free) and all(map(_fits, known, free)):
        return before
    inner = map(_widest, free)
    return min(line.left for line in lines) - 1, *inner, max(line.right for line in lines) + 1


def _widest(spans: Sequence[Span]) -> float:
    """Give the middle of the widest gap."""
    _, low, high = max((high - low, low, high) for low, high in spans)
    return (low + high) / 2


def _fits(edge: float, spans: Iterable[Span]) -> bool:
    return any(low <= edge <= high for low, high in spans)
