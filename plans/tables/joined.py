"""Rows that belong together: one number, one unit, one deadline, and a task told over several rows."""

from collections.abc import Iterable
from dataclasses import replace

from models.findings import Finding
from plans.sentences import finding
from plans.tables.columns import Column, Header
from plans.text.blocks import Row, Table

TOLD = (Column.TITLE, Column.DETAIL)


def joined(table: Table, header: Header) -> tuple[Table, list[Finding]]:
    """Join a row with the one above when both have one number and differ in nothing but the task's words."""
    number = header.columns.get(Column.NUMBER)
    if number is None:
        return table, []
    rows, found = list(table.rows[: header.place + 1]), []
    for row in table.rows[header.place + 1 :]:
        if len(rows) > header.place + 1 and _goes_on(rows[-1], row, header, number):
            found.append(finding("merged-cells", line=row.number, number=row.cells[number]))
            rows[-1] = _both(rows[-1], row, header, _mark(table))
        else:
            rows.append(row)
    return replace(table, rows=tuple(rows)), found


def _goes_on(above: Row, row: Row, header: Header, number: int) -> bool:
    told = {place for column, place in header.columns.items() if column in TOLD}
    if number >= len(row.cells) or not row.cells[number] or len(above.cells) != len(row.cells):
        return False
    pairs = [
        (one, other)
        for place, (one, other) in enumerate(zip(above.cells, row.cells, strict=True))
        if place not in told
    ]
    differ = any(row.cells[place] and row.cells[place] not in above.cells[place] for place in told)
    return differ and all(not other or one == other for one, other in pairs)


def _both(above: Row, row: Row, header: Header, mark: str) -> Row:
    told = {place for column, place in header.columns.items() if column in TOLD}
    cells = list(above.cells)
    for place in told:
        if row.cells[place] and row.cells[place] not in above.cells[place]:
            cells[place] = f"{above.cells[place].rstrip('；;')}{mark}{row.cells[place]}"
    return replace(above, cells=tuple(cells))


def _mark(table: Table) -> str:
    return "；" if is_wide(cell for row in table.rows for cell in row.cells) else ";"


def is_wide(cells: Iterable[str]) -> bool:
    """Tell whether a text uses the full-width marks of Chinese."""
    return any(mark in cell for cell in cells for mark in "，；：（")
