"""What all spreadsheets share: rows from scattered cells, merged areas filled, values as typed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from plans.blocks import Row
from plans.containers.grid import EndlessTableError

COLUMNS = 1_000
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


def with_percent(value: object, shown_as: str) -> object:
    """Write a number shown as a percentage the way it is shown: 0.6 is 60%."""
    if isinstance(value, bool) or not isinstance(value, int | float) or "%" not in shown_as:
        return value
    return f"{value * 100:g}%"


def text_of(value: object) -> str:
    """Write a cell's value as a person would type it; days as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value).strip()
