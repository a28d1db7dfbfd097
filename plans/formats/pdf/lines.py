# SPDX-License-Identifier: Apache-2.0
"""Lines of text from the characters of a PDF page, without running heads."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from plans.formats.pdf.marks import Glyph, PdfPage
from plans.text.script import CJK

SAME_LINE = 0.35
WORD_GAP = 0.14
WIDE_GAP = 0.9
COLUMN_GAP = 2.0
INDENT = 1.5
SLACK = 0.6
"""All in heights of a character; a punctuation mark may hang over the margin by half of one."""
OTHER_SIZE = 0.2

_is_cjk = re.compile(f"[{CJK}]").match
_no_start = re.compile(r"[，。、；：！？）》」』】〕”’,.;:!?)%％]")
_begins = re.compile(
    r"\d{1,3}[.．](?!\d)|\d{1,3}[、)）]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十]{1,3}[章条节]|[①-⑳]"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Strip:
    """One printed line, and how far to the right its column goes."""

    glyphs: tuple[Glyph, ...]
    page: int
    limit: float = 0.0

    @property
    def left(self) -> float:
        """Give where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Give where it ends."""
        return self.glyphs[-1].right

    @property
    def base(self) -> float:
        """Give the height of its baseline."""
        return self.glyphs[0].base

    @property
    def size(self) -> float:
        """Give the height of its largest character."""
        return max(glyph.bottom - glyph.top for glyph in self.glyphs) or 1.0

    @property
    def text(self) -> str:
        """Write it out; gaps become spaces where a reader sees them."""
        size = self.size
        gaps = (_gap(before, after, size) for before, after in pairwise(self.glyphs))
        return self.glyphs[0].text + "".join(
            gap + glyph.text for gap, glyph in zip(gaps, self.glyphs[1:], strict=True)
        )


def _gap(before: Glyph, after: Glyph, size: float) -> str:
    gap = (after.left - before.right) / size
    if gap > COLUMN_GAP:
        return "\t"
    is_cjk = _is_cjk(before.text) or _is_cjk(after.text)
    return " " if gap > (WIDE_GAP if is_cjk else WORD_GAP) else ""


def strips(glyphs: Iterable[Glyph], *, page: int) -> list[Strip]:
    """Collect glyphs into lines from the top, each from the left."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda item: item.base):
        if not lines or glyph.base - lines[-1][0].base > SAME_LINE * (glyph.bottom - glyph.top):
            lines.append([])
        lines[-1].append(glyph)
    return [Strip(glyphs=tuple(_once(line)), page=page) for line in lines]


def _once(line: list[Glyph]) -> Iterator[Glyph]:
    """Give a line from the left; bold set by printing twice counts once."""
    line.sort(key=lambda item: item.left)
    yield line[0]
    for before, glyph in pairwise(line):
        if glyph.text != before.text or glyph.left - before.left > 0.2 * (glyph.right - glyph.left):
            yield glyph


def fragments(strip: Strip, gap: float = COLUMN_GAP) -> list[Strip]:
    """Cut a line where a gap is as wide as between columns; `gap` in heights of a character."""
    wide = gap * strip.size
    cuts = [
        position
        for position, (before, after) in enumerate(pairwise(strip.glyphs), 1)
        if after.left - before.right > wide
    ]
    bounds = pairwise([0, *cuts, len(strip.glyphs)])
    return [replace(strip, glyphs=strip.glyphs[start:end]) for start, end in bounds]


def paragraphs(lines: Sequence[Strip]) -> list[tuple[str, int]]:
    """Join lines that were broken at their column's right edge; gives each paragraph with its page."""
    groups: list[list[Strip]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [(rejoined([line.text for line in group]), group[0].page) for group in groups]


def rejoined(texts: Sequence[str]) -> str:
    """Join the halves of a text; a space only between words of an alphabet."""
    whole = texts[0]
    for text in texts[1:]:
        is_cjk = _is_cjk(whole[-1]) or _is_cjk(text[0])
        whole += text if is_cjk or whole.endswith("-") else f" {text}"
    return whole


def _goes_on(group: Sequence[Strip], line: Strip) -> bool:
    before = group[-1]
    if abs(before.size - line.size) > OTHER_SIZE * line.size or _begins.match(line.text):
        return False
    # what had to fit on the line before is a word or one character, with the marks behind it
    glyphs, size, end = line.glyphs, line.size, 1
    while end < len(glyphs) and _holds(glyphs[end - 1], glyphs[end], size):
        end += 1
    first_word = glyphs[end - 1].right - glyphs[0].left
    is_full = before.right + first_word > before.limit - SLACK * line.size
    return is_full and not _is_indented(group, line)


def _holds(before: Glyph, after: Glyph, size: float) -> bool:
    if _no_start.match(after.text):
        return True
    return not (_is_cjk(before.text) or _is_cjk(after.text) or _gap(before, after, size))


def _is_indented(group: Sequence[Strip], line: Strip) -> bool:
    """Tell the indent of a new paragraph from the hanging text of a numbered one."""
    if line.left - group[-1].left < INDENT * line.size:
        return False
    return abs(line.left - _hanging(group[0])) > SLACK * line.size


def _hanging(line: Strip) -> float:
    """Give where the text behind the number of a list item begins."""
    for before, after in pairwise(line.glyphs[:8]):
        if after.left - before.right > WORD_GAP * line.size:
            return after.left
    return line.left


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
    positions = [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]
    counts = [sum(_crosses(part.left, part.right, position) for part in parts) for position in positions]
    best = [position for position, count in zip(positions, counts, strict=True) if count == min(counts)]
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


EDGE = 0.11
"""The share of a page's height, at its top and at its foot, where furniture stands."""
OFTEN = 0.5
BUCKET = 6.0
_page_number = re.compile(
    r"[\s\t]*(?:[-—–－―~·•/|]\s*)?(?:第\s*|[Pp]age\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:/|of|[，,]?\s*共)\s*\d{1,4}\s*页?)?"
    r"(?:\s*[-—–－―~·•|])?\s*"
)
_digits = re.compile(r"\d+")
Key = tuple[str, int]


def without_running_heads(pages: Sequence[PdfPage], lines: Sequence[list[Strip]]) -> list[list[Strip]]:
    """Leave out page numbers, and what stands at the same height of the edge of most pages."""
    seen = Counter(
        key
        for page, found in zip(pages, lines, strict=True)
        for key in {_key(line) for line in found if _is_at_edge(line, page)}
    )
    often = max(2, len(pages) * OFTEN)
    return [
        [line for line in found if not (_is_at_edge(line, page) and _is_running_head(line, seen, often))]
        for page, found in zip(pages, lines, strict=True)
    ]


def _is_running_head(line: Strip, seen: Counter[Key], often: float) -> bool:
    return bool(_page_number.fullmatch(line.text)) or seen[_key(line)] >= often


def _is_at_edge(line: Strip, page: PdfPage) -> bool:
    return line.base < page.height * EDGE or line.base > page.height * (1 - EDGE)


def _key(line: Strip) -> Key:
    return _digits.sub("#", line.text), round(line.base / BUCKET)
