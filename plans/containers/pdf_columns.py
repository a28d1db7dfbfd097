"""The order in which the lines of a page are read: a page set in two columns column by column."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from plans.containers.pdf_lines import Strip, fragments

MIDDLE = (0.35, 0.65)
STEPS = 31
CROSSING = 0.2
LEAST = 6
FILLED = 0.6


def in_order(lines: Sequence[Strip], *, width: float) -> list[list[Strip]]:
    """Give the lines of a page in groups, one a column, each line knowing its column's right edge."""
    parts = [part for line in lines for part in fragments(line)]
    gutter = _gutter(parts, width)
    if gutter is None:
        return [list(lines)]
    groups: list[list[Strip]] = []
    band: list[Strip] = []
    for line in lines:
        if _crosses(line.left, line.right, gutter) and len(_sides(line, gutter)) == 1:
            groups += [*_halves(band, gutter), [line]]
            band = []
        else:
            band += _sides(line, gutter)
    return [group for group in [*groups, *_halves(band, gutter)] if group]


def _sides(line: Strip, gutter: float) -> list[Strip]:
    """Cut a line at the gutter, if nothing is printed there."""
    if any(_crosses(glyph.left, glyph.right, gutter) for glyph in line.glyphs):
        return [line]
    left = tuple(glyph for glyph in line.glyphs if glyph.right <= gutter)
    right = line.glyphs[len(left) :]
    return [replace(line, glyphs=glyphs) for glyphs in (left, right) if glyphs]


def _halves(band: Iterable[Strip], gutter: float) -> list[list[Strip]]:
    lines = list(band)
    return [
        [line for line in lines if line.right <= gutter],
        [line for line in lines if line.right > gutter],
    ]


def _crosses(left: float, right: float, gutter: float) -> bool:
    return left < gutter < right


def _gutter(parts: Sequence[Strip], width: float) -> float | None:
    """Find the place near the middle that the fewest lines cross; both sides must be full of text."""
    low, high = (share * width for share in MIDDLE)
    places = [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]
    counts = [sum(_crosses(part.left, part.right, place) for part in parts) for place in places]
    best = [place for place, count in zip(places, counts, strict=True) if count == min(counts)]
    gutter = best[len(best) // 2]
    return gutter if _is_gutter(parts, gutter) else None


def _is_gutter(parts: Sequence[Strip], gutter: float) -> bool:
    left = [part for part in parts if part.right <= gutter]
    right = [part for part in parts if part.left >= gutter]
    if min(len(left), len(right)) < LEAST or len(left) + len(right) < (1 - CROSSING) * len(parts):
        return False
    return _is_filled(left) and _is_filled(right)


def _is_filled(parts: Sequence[Strip]) -> bool:
    """Tell a column of text from a column of short entries."""
    whole = max(part.right for part in parts) - min(part.left for part in parts)
    return median(part.right - part.left for part in parts) > FILLED * whole
