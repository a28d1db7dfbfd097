# SPDX-License-Identifier: Apache-2.0
"""A document as lines and tables, and its text in one flow."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models.findings import Finding
from plans.text.script import folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of text or one paragraph; numbers and pages count from 1, pages where the format has them."""

    text: str
    number: int
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a table; merged cells are filled, empty ones are empty strings."""

    cells: tuple[str, ...]
    number: int
    page: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows of one table or sheet."""

    rows: tuple[Row, ...]
    sheet: str | None = None
    """The sheet's name; rows of a sheet are numbered by the sheet, other rows share one count with lines."""


Block = Line | Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What was in the file; `facts` are what it says of itself (the comment lines of a CSV)."""

    blocks: tuple[Block, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_ledger: bool = False
    """The file is a table by its format, so that a header row must be there."""
    notes: tuple[Line, ...] = ()
    """Footnotes and endnotes: they belong to the place of their mark, not to the text they stand in."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Give the lines outside tables."""
        return tuple(block for block in self.blocks if isinstance(block, Line))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Give the tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))


def lines_of(text: str) -> tuple[Line, ...]:
    """Split text into numbered lines."""
    return tuple(Line(text=line, number=number) for number, line in enumerate(text.split("\n"), 1))


def cell_lines(table: Table) -> Iterable[Line]:
    """Give the cells of a table that is no ledger as lines of text, a cell merged over columns once."""
    for row in table.rows:
        cells = [cell for cell, before in zip(row.cells, ("", *row.cells), strict=False) if cell != before]
        yield from (Line(text=part, number=row.number) for cell in cells for part in cell.split("\n"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The text, where each of its lines starts, where that line's first visible character is, its number."""

    text: str
    plain: str
    """The same text in simplified characters, place for place: what words are looked for in."""
    starts: tuple[int, ...]
    indents: tuple[int, ...]
    numbers: tuple[int, ...]

    def index(self, index: int) -> int:
        """Give the position, from 0, of the line that holds `index`."""
        return bisect_right(self.starts, index) - 1

    def line(self, index: int) -> int:
        """Give the number of the line that holds `index`."""
        return self.numbers[self.index(index)]

    def opens_line(self, index: int) -> bool:
        """Tell whether nothing but white space stands before `index` on its line."""
        return self.indents[self.index(index)] >= index


def flow(text: str, lines: Sequence[Line]) -> Flow:
    """Index `text`, which has one line for each of `lines`."""
    starts, indents, index = [], [], 0
    for line in text.split("\n"):
        starts.append(index)
        indents.append(index + len(line) - len(line.lstrip()))
        index += len(line) + 1
    return Flow(
        text=text,
        plain=folded(text),
        starts=tuple(starts),
        indents=tuple(indents),
        numbers=tuple(line.number for line in lines),
    )
