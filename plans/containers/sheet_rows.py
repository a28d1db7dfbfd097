"""What all spreadsheets share: rows from scattered cells, merged areas filled."""

from collections.abc import Iterator, Sequence

from plans.containers.grid import EndlessTableError
from plans.text.blocks import Row

COLUMNS = 1_000
CELLS = 2_000_000
"""Cells with a text in one sheet."""
MERGED = 1_000_000
"""Cells under the merged areas of one sheet."""

Texts = dict[int, dict[int, str]]
"""The text of each cell that has one, by row and column; both count from 1."""
Area = tuple[int, int, int, int]
"""Top, left, bottom, right; all belong to it."""


def rows_of(texts: Texts, areas: Sequence[Area]) -> Iterator[Row]:
    """Fill merged areas and give the rows that hold anything; EndlessTableError when the areas do not end."""
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas) > MERGED:
        raise EndlessTableError
    for area in areas:
        _fill(texts, area)
    for number, row in sorted(texts.items()):
        if row:
            yield Row(cells=tuple(row.get(column, "") for column in range(1, max(row) + 1)), number=number)


def _fill(texts: Texts, area: Area) -> None:
    """Write the text of a merged area into each of its cells, but make no row of nothing else."""
    top, left, bottom, right = area
    text = texts.get(top, {}).get(left)
    for row in range(top, bottom + 1) if text else ():
        if row in texts:
            texts[row].update((column, str(text)) for column in range(left, min(right, COLUMNS) + 1))
