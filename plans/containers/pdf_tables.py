"""Rows of a ruled table; a table that goes on over a page break is one table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plans.containers.pdf_grid import Grid
from plans.containers.pdf_lines import rejoined
from plans.tables.columns import Column, find_header
from plans.text.blocks import Row, Table

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
    heads = {row.cells for row in rows[: header.place + 1]} if header else set()
    found = _rows(piece)
    repeated = next((place for place, row in enumerate(found) if row.cells not in heads), len(found))
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
