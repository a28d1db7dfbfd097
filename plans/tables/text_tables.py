# SPDX-License-Identifier: Apache-2.0
"""Tables that a text only draws: with | between the cells, one cell to a line, with box characters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from plans.tables.cell_lists import bare_table, barred_table
from plans.tables.columns import find_header
from plans.tables.text_art import TOPS, box_table, is_drawn
from plans.text.blocks import Block, Document, Line, Row, Table

TABS = 2
APART = 2
"""Lines without a bar that may stand inside a table of one cell to a line."""


def with_text_tables(document: Document) -> Document:
    """Turn the drawn tables of a text into tables; a file that is a table by its format has none."""
    if document.is_ledger:
        return document
    return replace(document, blocks=tuple(_blocks(document.blocks)))


def _blocks(blocks: Sequence[Block]) -> Iterator[Block]:
    waiting: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            waiting.append(block)
        else:
            yield from _in_lines(waiting)
            waiting = []
            yield block
    yield from _in_lines(waiting)


def _in_lines(lines: Sequence[Line]) -> Iterator[Block]:
    index = 0
    while index < len(lines):
        end = _end(lines, index)
        bare = bare_table(lines, index) if end == index else None
        if bare:
            yield bare[0]
            index = bare[1]
        elif end - index < 2:
            yield lines[index]
            index += 1
        else:
            table = _read(lines[index:end])
            yield from (table,) if table and find_header(table) else lines[index:end]
            index = end


def _end(lines: Sequence[Line], start: int) -> int:
    """Give the end of the drawn table that begins here, or `start` when none does."""
    if is_drawn(lines[start]):
        index = start + 1
        while (
            index < len(lines) and is_drawn(lines[index]) and not lines[index].text.strip().startswith(TOPS)
        ):
            index += 1
        return index
    if _tabs(lines[start]):
        return _last_tab(lines, start) + 1
    below = lines[start + 1].text.strip() if start + 1 < len(lines) else ""
    if not _has_bar(lines[start]) and below not in ("|", "｜"):
        return start
    return _last_bar(lines, start) + 1


def _last_tab(lines: Sequence[Line], start: int) -> int:
    """Go on over blank lines, and over one line that is a row of one cell, to the next line with tabs."""
    last = start
    for index in range(start, len(lines)):
        if _tabs(lines[index]):
            last = index
        elif sum(1 for line in lines[last + 1 : index + 1] if line.text.strip()) > 1:
            break
    return last


def _last_bar(lines: Sequence[Line], start: int) -> int:
    last = index = start
    apart = APART if _is_flat(lines, start) else 0
    while index < len(lines) and index - last <= apart + 1:
        if _has_bar(lines[index]):
            last = index
        index += 1
    return last


def _is_flat(lines: Sequence[Line], start: int) -> bool:
    return len(_cells(lines[start].text)) < 2


def _has_bar(line: Line) -> bool:
    return "|" in line.text or "｜" in line.text


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in text.replace("｜", "|").strip().split("|")]
    begin = 1 if len(cells) > 1 and not cells[0] else 0
    return cells[begin : len(cells) - 1 if len(cells) > 1 and not cells[-1] else len(cells)]


def _read(lines: Sequence[Line]) -> Table | None:
    if is_drawn(lines[0]):
        return box_table(lines)
    if _tabs(lines[0]):
        rows = ((line, [cell.strip() for cell in line.text.split("\t")]) for line in lines)
        return _rows_of((line, cells) for line, cells in rows if any(cells))
    if _is_flat(lines, 0):
        return barred_table(lines)
    return _rows_of((line, _cells(line.text)) for line in lines)


def _rows_of(rows: Iterable[tuple[Line, list[str]]]) -> Table:
    found = list[Row]()
    for line, cells in rows:
        is_ruler = bool(cells) and all(cell and not cell.strip("-:= ") for cell in cells)
        if not is_ruler:
            found.append(Row(cells=tuple(cells), number=line.number))
    return Table(rows=tuple(found))


def _tabs(line: Line) -> bool:
    return line.text.count("\t") >= TABS and not _has_bar(line)
