"""Rows that lost a cell: what a merged cell held is missing, and the others slid to the left."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from models.findings import Finding
from plans.people.names import is_group, is_post, is_unit, names
from plans.people.roles import is_role_text
from plans.sentences import finding
from plans.structure.numbering import is_heading, value_of
from plans.tables.columns import Column, Header
from plans.text.blocks import Row, Table
from plans.time.dates import read_due

FARTHEST = 4
SUMS = ("合计", "总计", "小计", "共计", "合計", "總計", "total", "subtotal")
_parted = re.compile(r"[A-Za-z]{0,2}\d{1,3}(?:[.-]\d{1,3}){0,3}\.?")
_person = re.compile(r"[\u3400-\u9fff]{2,4}")


def _is_number(cell: str) -> bool:
    return value_of(cell.rstrip(".、．")) is not None or _parted.fullmatch(cell) is not None


def _are_units(cell: str) -> bool:
    """Tell whether a cell holds names of offices, or a sentence that says who does what."""
    listed = names(cell)
    if is_role_text(cell):
        return True
    return bool(listed) and all(len(name) < 30 and (is_unit(name) or is_group(name)) for name in listed)


def _are_leaders(cell: str) -> bool:
    return all((_person.fullmatch(name) and not is_unit(name)) or is_post(name) for name in names(cell))


def _is_due(cell: str) -> bool:
    return len(cell) < 24 and read_due(cell, year=2000).is_read


LOOKS: dict[Column, Callable[[str], bool]] = {
    Column.NUMBER: _is_number,
    Column.UNITS: _are_units,
    Column.LEAD: _are_units,
    Column.SUPPORT: _are_units,
    Column.LEADERS: _are_leaders,
    Column.DUE: _is_due,
}


def straightened(table: Table, header: Header) -> tuple[Table, list[Finding]]:
    """Slide the rows that lost cells back under their header; the lost ones repeat the row above.

    A row that holds nothing but a heading holds it in every cell, as one merged over all of them does.
    """
    width = len(table.rows[header.place].cells)
    above: tuple[str, ...] = ("",) * width
    rows, found = list(table.rows[: header.place + 1]), []
    for row in table.rows[header.place + 1 :]:
        heading = _heading(row)
        if heading:
            rows.append(replace(row, cells=(heading,) * width))
            continue
        shift = 0 if is_note(row) else _shift(row.cells, header, width)
        cells = (*above[:shift], *row.cells)[: max(width, len(row.cells))]
        if shift:
            found.append(finding("shifted-cells", line=row.number, count=shift))
        rows.append(replace(row, cells=cells + ("",) * (width - len(cells))))
        above = rows[-1].cells
    return replace(table, rows=tuple(rows)), found


def is_note(row: Row) -> bool:
    """A row of labels with colons tells of the page, one that sums up of all tasks; neither is a task."""
    cells = [cell for cell in row.cells if cell]
    return len(cells) > 1 and (cells[0].endswith((":", "：")) or "".join(cells[0].lower().split()) in SUMS)


def _heading(row: Row) -> str:
    """Give the one text of a row that is numbered like a heading."""
    texts = [cell for cell in row.cells if cell]
    return texts[0] if len(texts) == 1 and is_heading(texts[0]) else ""


def _shift(cells: Sequence[str], header: Header, width: int) -> int:
    last = max((place for place, cell in enumerate(cells) if cell), default=-1) + 1
    if last >= width or not last:
        return 0
    most = min(FARTHEST, width - last)
    scores = [(_score(("",) * shift + tuple(cells), header), -shift) for shift in range(most + 1)]
    return -max(scores)[1]


def _score(cells: Sequence[str], header: Header) -> int:
    known = ((LOOKS[column], place) for column, place in header.columns.items() if column in LOOKS)
    filled = ((looks, cells[place]) for looks, place in known if place < len(cells) and cells[place])
    return sum(1 if looks(cell) else -1 for looks, cell in filled)
