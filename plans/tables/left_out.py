"""Columns of a table that hold something and were not read."""

from collections.abc import Iterator, Sequence

from models.findings import Finding
from models.text import clean_line
from plans.sentences import finding
from plans.tables.columns import Column, Header, meaning
from plans.tables.quarters import is_result, step_columns
from plans.text.blocks import Row, Table

PLANNED = (Column.TITLE, Column.LEADERS, Column.UNITS, Column.LEAD, Column.SUPPORT, Column.DUE)
"""Columns of which a second one would be missed."""
LONGEST = 30


def left_out(table: Table, header: Header) -> Iterator[Finding]:
    """Tell each column whose header is unknown, or of a kind that another column has taken."""
    row, body = table.rows[header.place], table.rows[header.place + 1 :]
    read = {*header.columns.values(), *step_columns(row.cells, year=2000)}
    for place, name in enumerate(row.cells):
        if place not in read and _is_missed(name) and _holds_words(body, place, row.cells):
            yield finding("unread-column", line=row.number, column=clean_line(name)[:LONGEST])


def _is_missed(name: str) -> bool:
    column = meaning(name)
    return bool(name) and not is_result(name) and (column is None or column in PLANNED)


def _holds_words(body: Sequence[Row], place: int, header: Sequence[str]) -> bool:
    """Tell whether a column holds anything that no column before it holds too, as merged cells do."""
    texts = ((row.cells, row.cells[place]) for row in body if place < len(row.cells))
    return any(text and text not in cells[:place] and cells != tuple(header) for cells, text in texts)
