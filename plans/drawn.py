"""Tables that a text only draws: with | between the cells, one cell to a line, with box characters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from plans.blocks import Block, Document, Line, Row, Table
from plans.boxes import TOPS, box_table, is_drawn
from plans.columns import Column, find_header, meaning
from plans.numbering import value_of

TABS = 2
APART = 2
"""Lines without a bar that may stand inside a table of one cell to a line."""


def redrawn(document: Document) -> Document:
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
    place = 0
    while place < len(lines):
        end = _end(lines, place)
        if end - place < 2:
            yield lines[place]
            place += 1
        else:
            yield from _table(lines[place:end])
            place = end


def _end(lines: Sequence[Line], start: int) -> int:
    """Give the end of the drawn table that begins here, or `start` when none does."""
    if is_drawn(lines[start]):
        place = start + 1
        while (
            place < len(lines) and is_drawn(lines[place]) and not lines[place].text.strip().startswith(TOPS)
        ):
            place += 1
        return place
    if _tabs(lines[start]):
        return next((place for place in range(start, len(lines)) if not _tabs(lines[place])), len(lines))
    if not (_has_bar(lines[start]) or _is_bar(lines, start + 1)):
        return start
    return _last_bar(lines, start) + 1


def _last_bar(lines: Sequence[Line], start: int) -> int:
    last = place = start
    apart = APART if _is_flat(lines, start) else 0
    while place < len(lines) and place - last <= apart + 1:
        if _has_bar(lines[place]):
            last = place
        place += 1
    return last


def _is_flat(lines: Sequence[Line], start: int) -> bool:
    return len(_cells(lines[start].text)) < 2


def _has_bar(line: Line) -> bool:
    return "|" in line.text or "｜" in line.text


def _is_bar(lines: Sequence[Line], place: int) -> bool:
    return place < len(lines) and lines[place].text.strip() in ("|", "｜")


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in text.replace("｜", "|").strip().split("|")]
    begin = 1 if len(cells) > 1 and not cells[0] else 0
    return cells[begin : len(cells) - 1 if len(cells) > 1 and not cells[-1] else len(cells)]


def _table(lines: Sequence[Line]) -> Iterator[Block]:
    """Give the table where it has a header, else its lines as they are."""
    table = _read(lines)
    yield from (table,) if table and find_header(table) else lines


def _read(lines: Sequence[Line]) -> Table | None:
    if is_drawn(lines[0]):
        return box_table(lines)
    if _tabs(lines[0]):
        return _rows_of((line, [cell.strip() for cell in line.text.split("\t")]) for line in lines)
    if _is_flat(lines, 0):
        return flat_table(lines)
    return _rows_of((line, _cells(line.text)) for line in lines)


def _rows_of(rows: Iterable[tuple[Line, list[str]]]) -> Table:
    return Table(
        rows=tuple(
            Row(cells=tuple(cells), number=line.number) for line, cells in rows if not _is_ruler(cells)
        )
    )


def _tabs(line: Line) -> bool:
    return line.text.count("\t") >= TABS and not _has_bar(line)


def _is_ruler(cells: Sequence[str]) -> bool:
    return bool(cells) and all(cell and not cell.strip("-:= ") for cell in cells)


def flat_table(lines: Sequence[Line]) -> Table | None:
    """Put cells that stand one to a line into rows: each row has the next number; None without a header."""
    cells = _flat_cells(lines)
    width = next((place for place, (text, _) in enumerate(cells) if meaning(text) is None), len(cells))
    if width < 2:
        return None
    header = [text for text, _ in cells[:width]]
    body = [cell for cell in cells[width:] if cell[0]]
    known = [meaning(text) for text in header]
    if Column.NUMBER not in known and _numbers(body):
        header.insert(1, "序号")
    first = Row(cells=tuple(header), number=cells[0][1])
    return Table(rows=(first, *_rows(body, header)))


def _flat_cells(lines: Sequence[Line]) -> list[tuple[str, int]]:
    cells: list[tuple[str, int]] = [("", lines[0].number)]
    for line in lines:
        first, *others = line.text.replace("｜", "|").split("|")
        cells[-1] = (cells[-1][0] + first.strip(), line.number)
        cells += [(other.strip(), line.number) for other in others]
    return cells


def _numbers(body: Sequence[tuple[str, int]]) -> list[int]:
    """Find the cells that count 1, 2, 3."""
    found: list[int] = []
    for place, (text, _) in enumerate(body):
        if len(text) <= 4 and value_of(text.rstrip(".、")) == len(found) + 1:
            found.append(place)
    return found


def _rows(body: Sequence[tuple[str, int]], header: Sequence[str]) -> Iterator[Row]:
    starts = _numbers(body)
    lead = next((place for place, text in enumerate(header) if meaning(text) is Column.NUMBER), 0)
    if not starts:
        yield from _chunks(body, len(header))
        return
    above, end = [""] * lead, 0
    for place in starts:
        own = [text for text, _ in body[end:place]][-lead:] if lead else []
        above = [*above[: lead - len(own)], *own]
        end = min(place + len(header) - lead, len(body))
        content = [text for text, _ in body[place:end]]
        padding = [""] * (len(header) - lead - len(content))
        yield Row(cells=(*above, *content, *padding), number=body[place][1])


def _chunks(body: Sequence[tuple[str, int]], width: int) -> Iterator[Row]:
    """Without numbers only whole rows can be told; else each text stands alone."""
    step = width if body and len(body) % width == 0 else 1
    for place in range(0, len(body), step):
        yield Row(cells=tuple(text for text, _ in body[place : place + step]), number=body[place][1])
