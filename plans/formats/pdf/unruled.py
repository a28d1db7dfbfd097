# SPDX-License-Identifier: Apache-2.0
"""Tables of a PDF that only gaps part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plans.fields.task_fields import Column
from plans.formats.pdf.lines import SAME_LINE, WIDE_GAP, Strip, fragments, paragraphs, strips
from plans.formats.pdf.marks import Glyph
from plans.formats.pdf.tables import Grid, Piece
from plans.tables.columns import find_header, meaning
from plans.text.blocks import Row, Table

ABOVE = 0.85
"""In heights of a character."""
APART = 1.15
"""Steps from line to line; rows further apart than that are parted by white space."""
Cells = list[list[Strip]]


class MixedCellsError(Exception):
    """The lines of neighbouring cells cannot be told apart."""


def piece_of(lines: Sequence[Strip], xs: tuple[float, ...], key: int, *, has_header: bool) -> Piece:
    """Make a row of each number and the lines below it; on a page without a header the first may go on.

    MixedCellsError when the lines of two rows cannot be told apart.
    """
    body = has_header * 1
    numbers = [index for index in range(body, len(lines)) if in_column(lines[index], xs, key)]
    is_begun = numbers[:1] != [body]
    if has_header and is_begun:
        raise MixedCellsError
    starts = [*([0] if has_header or is_begun else []), *numbers]
    groups = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    rows = [_row(group, xs) for group in groups]
    if not _are_sure(rows[len(starts) - len(numbers) :], key):
        raise MixedCellsError
    return _written(groups, rows, xs)


def in_column(line: Strip, xs: Sequence[float], column: int) -> list[Glyph]:
    """Give the characters of a line whose middle lies in a column; the outer columns have no end."""
    inner = [float("-inf"), *xs[1:-1], float("inf")]
    low, high = inner[column], inner[column + 1]
    return [glyph for glyph in line.glyphs if low <= (glyph.left + glyph.right) / 2 < high]


def _row(lines: Sequence[Strip], xs: Sequence[float]) -> Cells:
    columns = range(len(xs) - 1)
    found = [[glyph for line in lines for glyph in in_column(line, xs, column)] for column in columns]
    return [strips(glyphs, page=lines[0].page) for glyphs in found]


def _are_sure(rows: Sequence[Cells], key: int) -> bool:
    """Tell whether every cell begins beside its number, so that none is set in the middle of its row.

    Where the lines could be set so all the same, white space between the rows must tell.
    """
    for row in rows:
        number = row[key][0]
        if any(abs(cell[0].base - number.base) > SAME_LINE * number.size for cell in row if cell):
            return False
    below = [[max(len(cell) - 1, 0) for cell in column] for column in zip(*rows, strict=True)]
    is_wrapped = any(map(any, below))
    if not is_wrapped or not all(map(_can_be_middled, below)):
        return True
    return all(_apart(one, other, key) for one, other in pairwise(rows))


def _can_be_middled(below: Iterable[int]) -> bool:
    """Tell whether the lines below each number could be as many as those above it, from row to row."""
    above = 0
    for count in below:
        if count < above:
            return False
        above = count - above
    return above == 0


def _apart(row: Cells, below: Cells, key: int) -> bool:
    last = max(cell[-1].base for cell in row if cell)
    steps = [after.base - line.base for cell in (*row, *below) for line, after in pairwise(cell)]
    return not steps or below[key][0].base - last > APART * max(steps)


def _written(groups: Sequence[Sequence[Strip]], rows: Sequence[Cells], xs: tuple[float, ...]) -> Piece:
    width, page = len(xs) - 1, groups[0][0].page
    limits = [
        max((line.right for row in rows for line in row[column]), default=0.0) for column in range(width)
    ]
    tops = (group[0].base - ABOVE * group[0].size for group in groups)
    bottom = groups[-1][-1].base + groups[-1][-1].size
    cells = tuple(tuple(range(row * width, (row + 1) * width)) for row in range(len(rows)))
    texts = {
        row * width + column: _text(cell, limits[column])
        for row, found in enumerate(rows)
        for column, cell in enumerate(found)
        if cell
    }
    return Piece(grid=Grid(xs=xs, ys=(*tops, bottom), cells=cells), texts=texts, page=page)


def _text(lines: Sequence[Strip], limit: float) -> str:
    """Join the lines that reach as far as the widest one of their column."""
    limited = [Strip(glyphs=line.glyphs, page=line.page, limit=limit) for line in lines]
    return "\n".join(text for text, _ in paragraphs(limited))


GAP = 0.4
FAR = 2.2
"""Both in heights of a character."""
Span = tuple[float, float]


def free_between(head: Sequence[Strip], lines: Sequence[Strip], key: int) -> tuple[list[list[Span]], int]:
    """Give what stays free between each two columns, and how many lines under the header leave some.

    A line far below the one before belongs to the table only when it begins a row.
    """
    free = [[(one.right, other.left)] for one, other in pairwise(head)]
    for index, (above, line) in enumerate(pairwise([head[0], *lines])):
        rest = [_without(spans, line.glyphs, GAP * line.size) for spans in free]
        if not all(rest) or (line.base - above.base > FAR * line.size and not _begins(line, rest, key)):
            return free, index
        free = rest
    return free, len(lines)


def _begins(line: Strip, free: Sequence[Sequence[Span]], key: int) -> bool:
    """Tell whether a line has something in the column of numbers."""
    low = free[key - 1][0][0] if key else float("-inf")
    high = free[key][-1][1] if key < len(free) else float("inf")
    return any(low < glyph.left and glyph.right < high for glyph in line.glyphs)


def _without(spans: Iterable[Span], glyphs: Iterable[Glyph], least: float) -> list[Span]:
    """Cut the characters out of what is free and keep the pieces that are wide enough."""
    found = list(spans)
    for glyph in glyphs:
        pieces = list[Span]()
        for low, high in found:
            is_beside = glyph.right <= low or glyph.left >= high
            pieces += [(low, high)] if is_beside else [(low, glyph.left), (glyph.right, high)]
        found = [(low, high) for low, high in pieces if high - low >= least]
    return found


def edges(
    free: Sequence[Sequence[Span]], lines: Sequence[Strip], before: tuple[float, ...]
) -> tuple[float, ...]:
    """Put each edge into the widest gap; where those of the page before fit, they stay."""
    known = before[1:-1]
    if len(known) == len(free) and all(
        any(low <= edge <= high for low, high in spans) for edge, spans in zip(known, free, strict=True)
    ):
        return before
    inner = map(_widest, free)
    return min(line.left for line in lines) - 1, *inner, max(line.right for line in lines) + 1


def _widest(spans: Sequence[Span]) -> float:
    """Give the middle of the widest gap."""
    _, low, high = max((high - low, low, high) for low, high in spans)
    return (low + high) / 2


__all__ = ["Loose", "MixedCellsError", "loose_table"]

LEAST = 3
"""Columns of such a table."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Loose:
    """A table on one page, the lines that are none of it, and the column that numbers its rows."""

    piece: Piece
    lines: tuple[Strip, ...]
    key: int


def loose_table(lines: Sequence[Strip], before: Loose | None) -> Loose | None:
    """Find the table whose header stands on a page, or that goes on from `before`, the page before.

    MixedCellsError when it has cells of several lines that cannot be told apart.
    """
    index = next((index for index, line in enumerate(lines) if _is_header(line)), None)
    if index is None:
        return _continued(lines, before) if before else None
    head = fragments(lines[index], WIDE_GAP)
    key = next((column for column, cell in enumerate(head) if meaning(cell.text) is Column.NUMBER), None)
    if key is None or index + 1 == len(lines):
        _check_plain(lines[index + 1 :])
        return None
    free, count = free_between(head, lines[index + 1 :], key)
    end = index + 1 + count
    if not count or any(map(_is_row, lines[end:])):
        raise MixedCellsError
    xs = edges(free, lines[index:end], before.piece.grid.xs if before else ())
    piece = piece_of(lines[index:end], xs, key, has_header=True)
    return Loose(piece=piece, lines=(*lines[:index], *lines[end:]), key=key)


def _is_header(line: Strip) -> bool:
    """Tell whether a line is nothing but names of columns, that of the task among them."""
    cells = tuple(cell.text for cell in fragments(line, WIDE_GAP))
    if len(cells) < LEAST or not all(map(meaning, cells)):
        return False
    return find_header(Table(rows=(Row(cells=cells, number=1),))) is not None


def _check_plain(lines: Sequence[Strip]) -> None:
    """Leave a table without numbers to be read line by line, unless lines between its rows go on."""
    rows = [index for index, line in enumerate(lines) if _is_row(line)]
    if rows and len(rows) <= rows[-1]:
        raise MixedCellsError


def _is_row(line: Strip) -> bool:
    return len(fragments(line)) >= LEAST


def _continued(lines: Sequence[Strip], before: Loose) -> Loose | None:
    """Go on with the columns of the page before as long as no line crosses their edges."""
    xs = before.piece.grid.xs
    end = 0
    while end < len(lines) and not any(
        glyph.left < edge < glyph.right for glyph in lines[end].glyphs for edge in xs[1:-1]
    ):
        end += 1
    if not any(in_column(line, xs, before.key) for line in lines[:end]):
        return None
    if any(map(_is_row, lines[end:])):
        raise MixedCellsError
    piece = piece_of(lines[:end], xs, before.key, has_header=False)
    return Loose(piece=piece, lines=tuple(lines[end:]), key=before.key)
