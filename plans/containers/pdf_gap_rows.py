"""Rows of a PDF's table without ruled lines: by their numbers, and only where no cell can be mixed up."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from plans.containers.pdf_grid import Grid
from plans.containers.pdf_ink import Glyph
from plans.containers.pdf_lines import SAME_LINE, Strip, paragraphs, strips
from plans.containers.pdf_tables import Piece

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
    numbers = [place for place in range(body, len(lines)) if in_column(lines[place], xs, key)]
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
    return "\n".join(text for text, _ in paragraphs([_limited(line, limit) for line in lines]))


def _limited(line: Strip, limit: float) -> Strip:
    return Strip(glyphs=line.glyphs, page=line.page, limit=limit)
