"""Cells that say the same as the one above: 同上, 〃, ditto."""

from dataclasses import replace

from plans.text.blocks import Row, Table

MARKS = ("同上", "同前", "〃", "″", "ditto", "as above", "same as above")


def filled(table: Table) -> Table:
    """Give every such cell the words of the cell above it; the first row has none above."""
    above: tuple[str, ...] = ()
    rows: list[Row] = []
    for row in table.rows:
        cells = tuple(_said(cell, above, place) for place, cell in enumerate(row.cells))
        rows.append(row if cells == row.cells else replace(row, cells=cells))
        above = cells
    return replace(table, rows=tuple(rows))


def _said(cell: str, above: tuple[str, ...], place: int) -> str:
    is_same = place < len(above) and len(cell) < 16 and cell.strip().lower() in MARKS
    return above[place] if is_same else cell
