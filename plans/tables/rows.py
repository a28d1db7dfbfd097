# SPDX-License-Identifier: Apache-2.0
"""Rows put right: shifted, merged, continued, repeated by ditto signs; columns not read."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from models.findings import Finding
from models.text import clean_line
from plans.fields.task_fields import Column
from plans.findings import finding
from plans.people.names import is_group, is_post, is_unit, names
from plans.people.roles import is_role_text
from plans.structure.numbering import is_heading, value_of
from plans.tables.cells import is_result, step_columns
from plans.tables.columns import Header, meaning
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
    width = len(table.rows[header.index].cells)
    above: tuple[str, ...] = ("",) * width
    rows, found = list(table.rows[: header.index + 1]), []
    for row in table.rows[header.index + 1 :]:
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
    last = max((index for index, cell in enumerate(cells) if cell), default=-1) + 1
    if last >= width or not last:
        return 0
    most = min(FARTHEST, width - last)
    scores = [(_score(("",) * shift + tuple(cells), header), -shift) for shift in range(most + 1)]
    return -max(scores)[1]


def _score(cells: Sequence[str], header: Header) -> int:
    known = ((LOOKS[column], index) for column, index in header.columns.items() if column in LOOKS)
    filled = ((looks, cells[index]) for looks, index in known if index < len(cells) and cells[index])
    return sum(1 if looks(cell) else -1 for looks, cell in filled)


TOLD = (Column.TITLE, Column.DETAIL)


def joined(table: Table, header: Header) -> tuple[Table, list[Finding]]:
    """Join a row with the one above when both have one number and differ in nothing but the task's words."""
    number = header.columns.get(Column.NUMBER)
    if number is None:
        return table, []
    rows, found = list(table.rows[: header.index + 1]), []
    for row in table.rows[header.index + 1 :]:
        if len(rows) > header.index + 1 and _goes_on(rows[-1], row, header, number):
            found.append(finding("merged-cells", line=row.number, number=row.cells[number]))
            mark = "；" if is_wide(cell for line in table.rows for cell in line.cells) else ";"
            rows[-1] = _both(rows[-1], row, header, mark)
        else:
            rows.append(row)
    return replace(table, rows=tuple(rows)), found


def _goes_on(above: Row, row: Row, header: Header, number: int) -> bool:
    told = {index for column, index in header.columns.items() if column in TOLD}
    if number >= len(row.cells) or not row.cells[number] or len(above.cells) != len(row.cells):
        return False
    pairs = [
        (one, other)
        for index, (one, other) in enumerate(zip(above.cells, row.cells, strict=True))
        if index not in told
    ]
    differ = any(row.cells[index] and row.cells[index] not in above.cells[index] for index in told)
    return differ and all(not other or one == other for one, other in pairs)


def _both(above: Row, row: Row, header: Header, mark: str) -> Row:
    told = {index for column, index in header.columns.items() if column in TOLD}
    cells = list(above.cells)
    for index in told:
        if row.cells[index] and row.cells[index] not in above.cells[index]:
            cells[index] = f"{above.cells[index].rstrip('；;')}{mark}{row.cells[index]}"
    return replace(above, cells=tuple(cells))


def is_wide(cells: Iterable[str]) -> bool:
    """Tell whether a text uses the full-width marks of Chinese."""
    return any(mark in cell for cell in cells for mark in "，；：（")


PLANNED = (Column.TITLE, Column.LEADERS, Column.UNITS, Column.LEAD, Column.SUPPORT, Column.DUE)
"""Columns of which a second one would be missed."""
LONGEST = 30


def left_out(table: Table, header: Header) -> Iterator[Finding]:
    """Tell each column whose header is unknown, or of a kind that another column has taken."""
    row, body = table.rows[header.index], table.rows[header.index + 1 :]
    read = {*header.columns.values(), *step_columns(row.cells, year=2000)}
    for index, name in enumerate(row.cells):
        column = meaning(name)
        is_missed = bool(name) and not is_result(name) and (column is None or column in PLANNED)
        if index not in read and is_missed and _holds_words(body, index, row.cells):
            yield finding("unread-column", line=row.number, column=clean_line(name)[:LONGEST])


def _holds_words(body: Sequence[Row], index: int, header: Sequence[str]) -> bool:
    """Tell whether a column holds anything that no column before it holds too, as merged cells do."""
    texts = ((row.cells, row.cells[index]) for row in body if index < len(row.cells))
    return any(text and text not in cells[:index] and cells != tuple(header) for cells, text in texts)


MARKS = ("同上", "同前", "〃", "″", "ditto", "as above", "same as above")


def filled(table: Table) -> Table:
    """Give every such cell the words of the cell above it; the first row has none above."""
    above: tuple[str, ...] = ()
    rows: list[Row] = []
    for row in table.rows:
        cells = tuple(
            above[index] if index < len(above) and len(cell) < 16 and cell.strip().lower() in MARKS else cell
            for index, cell in enumerate(row.cells)
        )
        rows.append(row if cells == row.cells else replace(row, cells=cells))
        above = cells
    return replace(table, rows=tuple(rows))
