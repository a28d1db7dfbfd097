# SPDX-License-Identifier: Apache-2.0
"""Characters and rules as drawn on a PDF page, turned upright."""

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

THIN = 3.0
"""Points: what is thinner is a ruled line, whatever it was drawn as."""
SHORT = 4.0
SLANTED = 5.0
GLYPHS = 100_000
SHAPES = 50_000
FIRST = 50
"""Characters that are asked how they stand."""
WAYS = ("right", "down", "left", "up")
PICTURE = 0.4
"""The share of the page that a scanned page's picture covers at least."""


class Glyph(NamedTuple):
    """One character with its box and the height of its baseline."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float


class RuledLine(NamedTuple):
    """One ruled line, level or upright, as a box that is thin one way."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_level(self) -> bool:
        """Tell whether it runs from left to right."""
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, kw_only=True, slots=True)
class PdfPage:
    """What is printed on one page; `is_scan` when a picture fills it and no text lies over it."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[RuledLine, ...]
    is_scan: bool
    way: str = "right"
    """Where the first characters say that their lines run: right, down, left or up."""


Box = tuple[float, float, float, float]


class Frame:
    """Turn a page's own coordinates, which may be rotated, into ones that count from its top left."""

    def __init__(self, page: Any) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._rotation = page.get_rotation()
        self.width, self.height = page.get_size()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Give the place of a point as it is seen."""
        match self._rotation:
            case 90:
                return y - self._bottom, x - self._left
            case 180:
                return self._right - x, y - self._bottom
            case 270:
                return self._top - y, self._right - x
            case _:
                return x - self._left, self._top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Give a box as left, top, right, bottom."""
        (x1, y1), (x2, y2) = self.point(left, bottom), self.point(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def page_ink(document: "pdfium.PdfDocument", index: int) -> PdfPage:
    """Read one page; `index` counts from 0."""
    page = document[index]
    try:
        return _page(page, index + 1)
    finally:
        page.close()


def _page(page: Any, number: int) -> PdfPage:
    frame = Frame(page)
    glyphs = tuple(_glyphs(page, frame))
    rules: list[RuledLine] = []
    widest = 0.0
    for shape, _ in zip(page.get_objects(max_depth=2), range(SHAPES), strict=False):
        if shape.type == raw.FPDF_PAGEOBJ_PATH:
            rules.extend(_rules(shape, frame))
        elif shape.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shape.get_bounds()
            widest = max(widest, float((right - left) * (top - bottom)))
    is_scan = len(glyphs) < 10 and widest > PICTURE * frame.width * frame.height
    return PdfPage(
        number=number,
        width=frame.width,
        height=frame.height,
        glyphs=glyphs,
        rules=tuple(rules),
        is_scan=is_scan,
        way=_way(page),
    )


def _way(page: Any) -> str:
    """Tell how characters stand on the page as it is seen, from their own turn and the page's."""
    text = page.get_textpage()
    angles = (
        float(raw.FPDFText_GetCharAngle(text, index)) * 57.2958
        for index in range(min(text.count_chars(), FIRST))
        if raw.FPDFText_GetUnicode(text, index) > 32
    )
    turns = Counter(round((page.get_rotation() + angle) / 90) % 4 for angle in angles)
    text.close()
    return WAYS[next((turn for turn, _ in turns.most_common(1)), 0)]


def _glyphs(page: Any, frame: Frame) -> Iterator[Glyph]:
    text = page.get_textpage()
    rect, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(min(text.count_chars(), GLYPHS)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code <= 32 or raw.FPDFText_IsGenerated(text, index) == 1 or _is_slanted(text, index):
            continue
        raw.FPDFText_GetLooseCharBox(text, index, rect)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        character = "\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)
        yield Glyph(character, *box, frame.point(x.value, y.value)[1])
    text.close()


def _is_slanted(text: Any, index: int) -> bool:
    """A watermark runs across the page; text on a rotated page turns by full quarters."""
    degrees = float(raw.FPDFText_GetCharAngle(text, index)) * 57.2958 % 90
    return SLANTED < degrees < 90 - SLANTED


def _rules(shape: Any, frame: Frame) -> Iterator[RuledLine]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(shape, fill, stroke)
    if not fill.value and not stroke.value:
        return
    for points in _outlines(shape, frame):
        whole = _around(points)
        if _is_rule(whole):
            yield RuledLine(*whole)
        elif stroke.value:
            edges = (_around(pair) for pair in pairwise(points))
            yield from (RuledLine(*edge) for edge in edges if _is_rule(edge))


def _around(points: "tuple[Point, ...] | list[Point]") -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _is_rule(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return min(wide, high) < THIN and max(wide, high) > SHORT


Point = tuple[float, float]


def _outlines(shape: Any, frame: Frame) -> Iterator[list[Point]]:
    """Give the corners of each part of a path."""
    matrix, points = shape.get_matrix(), list[Point]()
    for index in range(min(raw.FPDFPath_CountSegments(shape), SHAPES)):
        segment = raw.FPDFPath_GetPathSegment(shape, index)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(frame.point(*matrix.on_point(x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


MOST = 0.6
"""The share of steps from one character to the next that goes the same way."""
LEAST = 12
STEP = 2.0
"""Heights of a character: what is further away is another line."""
SAME_LINE = 0.9
Turn = Callable[[Box], Box]


def upright(page: PdfPage) -> PdfPage:
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
        rules=tuple(RuledLine(*TURNS[way](page)(rule)) for rule in page.rules),
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


TURNS: dict[str, Callable[[PdfPage], Turn]] = {
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
