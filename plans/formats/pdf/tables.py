# SPDX-License-Identifier: Apache-2.0
"""Tables of a PDF that are drawn with rules."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.fields.task_fields import Column
from plans.formats.pdf.lines import SLACK, Strip, paragraphs, rejoined, strips
from plans.formats.pdf.marks import Glyph, PdfPage, RuledLine
from plans.tables.columns import find_header
from plans.text.blocks import Row, Table

NEAR = 2.5
PADDING = 8.0
CENTRED_PADDING = 5.4
OPEN_SIDE = 10.0
CELLS = 20_000
RULES = 20_000
Span = tuple[float, float]
Tracks = dict[float, list[Span]]
"""Where lines run: their place across, and the stretches along."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """A table on one page: edges, and for each field of the grid the cell (a number) it belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def top(self) -> float:
        """Give its upper edge."""
        return self.ys[0]

    def holds(self, glyph: Glyph) -> bool:
        """Tell whether a character stands inside the table."""
        return self.cell_of(glyph) is not None

    def cell_of(self, glyph: Glyph) -> int | None:
        """Give the cell in which the middle of a character lies, None outside."""
        return self.cell_at(_middle(glyph.left, glyph.right), _middle(glyph.top, glyph.bottom))

    def cell_at(self, x: float, y: float) -> int | None:
        """Give the cell that holds a point, None outside."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.cells[row][column] if inside else None


def grids(page: PdfPage) -> list[Grid]:
    """Find the ruled tables of a page from the top; a frame around text is none."""
    if len(page.rules) > RULES:
        return []
    found = (_grid(band) for band in _bands(page.rules))
    return [grid for grid in found if grid and len({cell for row in grid.cells for cell in row}) > 1]


def _bands(rules: Iterable[RuledLine]) -> Iterator[list[RuledLine]]:
    """Part the rules where nothing is ruled between one height and the next."""
    band: list[RuledLine] = []
    bottom = 0.0
    for rule in sorted(rules, key=lambda item: item.top):
        if band and rule.top > bottom + NEAR:
            yield band
            band = []
        bottom = max(bottom, rule.bottom) if band else rule.bottom
        band.append(rule)
    if band:
        yield band


def _grid(band: Sequence[RuledLine]) -> Grid | None:
    uprights = _tracks((_middle(r.left, r.right), (r.top, r.bottom)) for r in band if not r.is_level)
    levels = _tracks((_middle(r.top, r.bottom), (r.left, r.right)) for r in band if r.is_level)
    levels = {y: spans for y, found in levels.items() if (spans := _touching(y, found, uprights))}
    if not uprights or len(levels) < 2:
        return None
    xs, ys = _edges(uprights, levels), tuple(levels)
    if len(xs) < 2 or (len(xs) - 1) * (len(ys) - 1) > CELLS:
        return None
    return Grid(xs=xs, ys=ys, cells=_cells(xs, ys, uprights, levels))


def _middle(low: float, high: float) -> float:
    return (low + high) / 2


def _tracks(pieces: Iterable[tuple[float, Span]]) -> Tracks:
    """Put pieces that lie in one line together and join those that touch."""
    tracks: dict[float, list[Span]] = {}
    position = -1e9
    for across, span in sorted(pieces):
        position = position if across - position <= NEAR else across
        tracks.setdefault(position, []).append(span)
    return {position: _joined(spans) for position, spans in tracks.items()}


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + NEAR:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _touching(y: float, spans: Iterable[Span], uprights: Tracks) -> list[Span]:
    """Keep the lines that meet an upright one: the rest underline words."""
    crossed = [x for x, found in uprights.items() if _covers(found, y)]
    return [(left, right) for left, right in spans if any(left - NEAR <= x <= right + NEAR for x in crossed)]


def _covers(spans: Iterable[Span], position: float) -> bool:
    return any(low - NEAR <= position <= high + NEAR for low, high in spans)


def _edges(uprights: Tracks, levels: Tracks) -> tuple[float, ...]:
    """Give the columns' edges; a table may be open at its sides."""
    xs = sorted(uprights)
    left = min(low for spans in levels.values() for low, _ in spans)
    right = max(high for spans in levels.values() for _, high in spans)
    before = [left] if left < xs[0] - OPEN_SIDE else []
    behind = [right] if right > xs[-1] + OPEN_SIDE else []
    return (*before, *xs, *behind)


def _cells(
    xs: Sequence[float], ys: Sequence[float], uprights: Tracks, levels: Tracks
) -> tuple[tuple[int, ...], ...]:
    """Number the fields; those without a line between them share the number of the first."""
    width = len(xs) - 1
    owner = list(range(width * (len(ys) - 1)))
    for position in range(len(owner)):
        row, column = divmod(position, width)
        x, y = _middle(xs[column], xs[column + 1]), _middle(ys[row], ys[row + 1])
        if column and not _covers(uprights.get(xs[column], ()), y):
            _unite(owner, position, position - 1)
        if row and not _covers(levels[ys[row]], x):
            _unite(owner, position, position - width)
    roots = [_root(owner, position) for position in range(len(owner))]
    return tuple(tuple(roots[start : start + width]) for start in range(0, len(roots), width))


def _root(owner: list[int], position: int) -> int:
    while owner[position] != position:
        owner[position] = owner[owner[position]]
        position = owner[position]
    return position


def _unite(owner: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(owner, one), _root(owner, other)))
    owner[high] = low


def cell_texts(grid: Grid, glyphs: Iterable[Glyph], *, page: int) -> dict[int, str]:
    """Read each cell; lines broken at its edge are joined, others stay lines."""
    held: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        cell = grid.cell_of(glyph)
        if cell is not None:
            held[cell].append(glyph)
    edges = _sides(grid)
    return {cell: _text(found, *edges[cell], page) for cell, found in held.items()}


def _sides(grid: Grid) -> dict[int, Span]:
    sides: dict[int, Span] = {}
    for row in grid.cells:
        for column, cell in enumerate(row):
            left, right = sides.get(cell, (grid.xs[column], grid.xs[column + 1]))
            sides[cell] = (min(left, grid.xs[column]), max(right, grid.xs[column + 1]))
    return sides


def _text(glyphs: list[Glyph], left: float, right: float, page: int) -> str:
    lines = strips(glyphs, page=page)
    if _is_centred(lines, left, right):
        lines = [_pushed(line, left + CENTRED_PADDING - line.left) for line in lines]
    padding = min(max(min(line.left for line in lines) - left, 0.0), PADDING)
    return "\n".join(text for text, _ in paragraphs([replace(line, limit=right - padding) for line in lines]))


def _is_centred(lines: Iterable[Strip], left: float, right: float) -> bool:
    return all(abs((line.left - left) - (right - line.right)) < SLACK * line.size for line in lines)


def _pushed(line: Strip, way: float) -> Strip:
    """Move a centred line to the left edge, so that what it leaves free is seen at its end."""
    moved = (glyph._replace(left=glyph.left + way, right=glyph.right + way) for glyph in line.glyphs)
    return replace(line, glyphs=tuple(moved))


SAME_EDGE = 4.0
Cells = Sequence[tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """The part of a table that stands on one page: its grid and the text of each cell."""

    grid: Grid
    texts: dict[int, str]
    page: int

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Write the table out, the text of a merged cell in each of its fields."""
        return [tuple(self.texts.get(cell, "") for cell in row) for row in self.grid.cells]


def goes_on(before: Piece, after: Piece) -> bool:
    """Tell whether two pieces on neighbouring pages have the same columns."""
    if after.page - before.page != 1 or len(before.grid.xs) != len(after.grid.xs):
        return False
    pairs = zip(before.grid.xs, after.grid.xs, strict=True)
    return all(abs(one - other) < SAME_EDGE for one, other in pairs)


def table_of(pieces: Sequence[Piece], first: int) -> Table:
    """Put the pieces of one table together; rows are numbered from `first`."""
    rows = _rows(pieces[0])
    for before, piece in pairwise(pieces):
        rows = _appended(rows, before, piece)
    return Table(rows=tuple(replace(row, number=number) for number, row in enumerate(rows, first)))


def _rows(piece: Piece) -> list[Row]:
    return [Row(cells=cells, number=0, page=piece.page) for cells in piece.rows]


def _appended(rows: list[Row], before: Piece, piece: Piece) -> list[Row]:
    """Add a page's rows: repeated headers left out, merged cells and cut rows carried over the break."""
    header = find_header(Table(rows=tuple(rows)))
    heads = {row.cells for row in rows[: header.index + 1]} if header else set()
    found = _rows(piece)
    repeated = next((position for position, row in enumerate(found) if row.cells not in heads), len(found))
    fresh = _filled(found[repeated:], piece.grid.cells[repeated:], rows[-1], before)
    if not fresh:
        return rows
    key = header.columns.get(Column.NUMBER, header.columns[Column.TITLE]) if header else 0
    if fresh[0].cells[key] or not rows[-1].cells[key]:
        return [*rows, *fresh]
    return [*rows[:-1], _united(rows[-1], fresh[0]), *fresh[1:]]


def _filled(fresh: list[Row], cells: Cells, above: Row, before: Piece) -> list[Row]:
    """Write the text of a merged cell that began before the page break into its part behind it."""
    begun = {
        cells[0][column]: text
        for column, text in enumerate(above.cells)
        if cells
        and not fresh[0].cells[column]
        and (_is_tall(before.grid.cells[::-1], column) or _is_tall(cells, column))
    }
    return [
        replace(row, cells=tuple(begun.get(cell, text) for cell, text in zip(owners, row.cells, strict=True)))
        for owners, row in zip(cells, fresh, strict=True)
    ]


def _is_tall(cells: Cells, column: int) -> bool:
    return len(cells) > 1 and cells[0][column] == cells[1][column]


def _united(above: Row, below: Row) -> Row:
    """Join the halves of a row that a page break cut."""
    pairs = zip(above.cells, below.cells, strict=True)
    return replace(
        above,
        cells=tuple(
            one if one == other or not other else rejoined([one, other]) if one else other
            for one, other in pairs
        ),
    )
