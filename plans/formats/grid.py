# SPDX-License-Identifier: Apache-2.0
"""What all formats share: cells laid out in rows, footnotes told, and what broken files raise."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from zipfile import BadZipFile

from models.findings import Finding
from plans.findings import finding
from plans.text.blocks import Line

COLUMNS = 1_000
FIELDS = 500_000
"""Fields of one table; a few bytes of a file can claim any number of them."""


class Cell(NamedTuple):
    """One cell as a format states it, from the left, and how many columns and rows it covers."""

    text: str
    across: int = 1
    down: int = 1


class EndlessTableError(ValueError):
    """The cells of a table cover more fields than any table has."""


def filled(rows: Iterable[Iterable[Cell]]) -> Iterator[tuple[str, ...]]:
    """Write out the rows of a table; EndlessTableError when they would not end."""
    hanging: dict[int, tuple[str, int]] = {}
    total = 0
    for cells in rows:
        row, hanging = _row(cells, hanging)
        total += len(row)
        if total > FIELDS:
            raise EndlessTableError
        yield tuple(row)


Hanging = dict[int, tuple[str, int]]
"""By column: the text of a cell from above and the rows it still covers."""


def _row(cells: Iterable[Cell], above: Hanging) -> tuple[list[str], Hanging]:
    row: list[str] = []
    below = {index: (text, left - 1) for index, (text, left) in above.items() if left > 1}
    for cell in cells:
        # pass over the columns that cells from above cover
        while len(row) in above:
            row.append(above[len(row)][0])
        for _ in range(max(min(cell.across, COLUMNS - len(row)), 0)):
            if cell.down > 1:
                below[len(row)] = (cell.text, cell.down - 1)
            row.append(cell.text)
    while above and len(row) <= max(above):
        row.append(above.get(len(row), ("", 0))[0])
    return row, below


BROKEN = (
    BadZipFile,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
)


SHOWN = 60


def footnotes(notes: Iterable[Line]) -> tuple[Finding, ...]:
    """Tell each footnote once."""
    texts = dict.fromkeys(note.text[:SHOWN] for note in notes)
    return tuple(finding("footnote", text=text) for text in texts)
