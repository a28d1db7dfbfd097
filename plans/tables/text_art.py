# SPDX-License-Identifier: Apache-2.0
"""Tables drawn with box characters: every column has rules of its own, text wraps inside its cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from plans.text.blocks import Line, Row, Table

EDGES = "│┃║|┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬"
STARTS = tuple("│┃║┌└├┏┗┣╔╚╠")
TOPS = tuple("┌┏╔")
BULLETS = tuple("△▲●○◆◇■□•·※☆★▪‣")
_edge = re.compile("[" + re.escape(EDGES) + "]")
_rule = re.compile(r"[─━═]{2,}")


@dataclass(kw_only=True, slots=True)
class DrawnCell:
    """One cell of one column: its lines, and the lines of the page it covers."""

    first: int
    last: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Join the wrapped lines."""
        return "".join(part.strip() for part in self.parts)


def is_drawn(line: Line) -> bool:
    """Tell whether a line is part of such a table."""
    return line.text.strip().startswith(STARTS)


def box_table(lines: Sequence[Line]) -> Table:
    """Read the lines of one drawn table; a cell that spans rows is filled into each of them."""
    # a line is cut at its edges; a rule under some columns only leaves text in the others
    segments = [_edge.split(line.text.strip())[1:] for line in lines]
    columns = [list(_cells(column)) for column in zip_longest(*segments, fillvalue="")]
    starts = sorted({cell.first for column in columns for cell in column if cell.text})
    rows = (
        Row(cells=tuple(_text_at(column, start) for column in columns), number=lines[start].number)
        for start in starts
    )
    return Table(rows=tuple(_distinct(rows)))


def _cells(segments: Sequence[str]) -> Iterator[DrawnCell]:
    current = DrawnCell(first=0, last=0)
    for index, segment in enumerate(segments):
        is_rule = _rule.search(segment) is not None
        if (is_rule or segment.strip().startswith(BULLETS)) and current.text:
            current.last = index - (not is_rule)
            yield current
            current = DrawnCell(first=index + is_rule, last=index)
        if not is_rule:
            current.first = index if not current.text and segment.strip() else current.first
            current.parts.append(segment)
            current.last = index
    yield current


def _text_at(column: Sequence[DrawnCell], index: int) -> str:
    """Give the cell that covers a line; one that begins on the rule itself belongs above it."""
    found = (cell.text for cell in column if cell.first <= index <= cell.last and cell.text)
    near = (cell.text for cell in column if cell.first - 1 <= index <= cell.last and cell.text)
    return next(found, next(near, ""))


def _distinct(rows: Iterator[Row]) -> Iterator[Row]:
    """A row begins where the first column begins; other columns only add what they hold there."""
    last = ""
    for row in rows:
        if row.cells and row.cells[0] != last:
            last = row.cells[0]
            yield row
