"""Tables of a PDF without ruled lines: columns by the gaps under a known header, rows by their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.containers.pdf_gap_columns import edges, free_between
from plans.containers.pdf_gap_rows import MixedCellsError, in_column, piece_of
from plans.containers.pdf_lines import WIDE_GAP, Strip, fragments
from plans.containers.pdf_tables import Piece
from plans.tables.columns import Column, find_header, meaning
from plans.text.blocks import Row, Table

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
    place = next((place for place, line in enumerate(lines) if _is_header(line)), None)
    if place is None:
        return _continued(lines, before) if before else None
    head = fragments(lines[place], WIDE_GAP)
    key = next((column for column, cell in enumerate(head) if meaning(cell.text) is Column.NUMBER), None)
    if key is None or place + 1 == len(lines):
        _check_plain(lines[place + 1 :])
        return None
    free, count = free_between(head, lines[place + 1 :], key)
    end = place + 1 + count
    if not count or any(map(_is_row, lines[end:])):
        raise MixedCellsError
    xs = edges(free, lines[place:end], before.piece.grid.xs if before else ())
    piece = piece_of(lines[place:end], xs, key, has_header=True)
    return Loose(piece=piece, lines=(*lines[:place], *lines[end:]), key=key)


def _is_header(line: Strip) -> bool:
    """Tell whether a line is nothing but names of columns, that of the task among them."""
    cells = tuple(cell.text for cell in fragments(line, WIDE_GAP))
    if len(cells) < LEAST or not all(map(meaning, cells)):
        return False
    return find_header(Table(rows=(Row(cells=cells, number=1),))) is not None


def _check_plain(lines: Sequence[Strip]) -> None:
    """Leave a table without numbers to be read line by line, unless lines between its rows go on."""
    rows = [place for place, line in enumerate(lines) if _is_row(line)]
    if rows and len(rows) <= rows[-1]:
        raise MixedCellsError


def _is_row(line: Strip) -> bool:
    return len(fragments(line)) >= LEAST


def _continued(lines: Sequence[Strip], before: Loose) -> Loose | None:
    """Go on with the columns of the page before as long as no line crosses their edges."""
    xs = before.piece.grid.xs
    end = next((place for place, line in enumerate(lines) if _crosses(line, xs[1:-1])), len(lines))
    if not any(in_column(line, xs, before.key) for line in lines[:end]):
        return None
    if any(map(_is_row, lines[end:])):
        raise MixedCellsError
    piece = piece_of(lines[:end], xs, before.key, has_header=False)
    return Loose(piece=piece, lines=tuple(lines[end:]), key=before.key)


def _crosses(line: Strip, edges: Sequence[float]) -> bool:
    return any(glyph.left < edge < glyph.right for glyph in line.glyphs for edge in edges)
