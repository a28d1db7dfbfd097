# SPDX-License-Identifier: Apache-2.0
"""Tables with one cell to a line: which lines are the header, which cells make a row."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from plans.fields.task_fields import Column
from plans.structure.numbering import value_of
from plans.tables.columns import meaning
from plans.tables.rows import LOOKS
from plans.text.blocks import Line, Row, Table

HEADERS = 3
"""Headers that must stand one below the other where nothing but the line parts the cells."""
LONGEST_HEADER = 14
LONGEST_NUMBER = 6
MOST = 8
"""Cells that a row may have more than the table has columns."""
SPREAD = (Column.UNITS, Column.LEAD, Column.SUPPORT, Column.LEADERS, Column.TITLE, Column.DETAIL)
"""Columns whose cell may stand on several lines: lists, and the task's own words."""
WORDS = (Column.TITLE, Column.DETAIL)
Cell = tuple[str, int]
Columns = Sequence[Column | None]


def barred_table(lines: Sequence[Line]) -> Table | None:
    """Put cells that bars part, one to a line, into rows; None without a header."""
    cells = _barred(lines)
    width = next((index for index, (text, _) in enumerate(cells) if meaning(text) is None), len(cells))
    if width < 2:
        return None
    header = [text for text, _ in cells[:width]]
    body = [cell for cell in cells[width:] if cell[0]]
    if Column.NUMBER not in map(meaning, header) and _counted(body):
        header.insert(1, "序号")
    first = Row(cells=tuple(header), number=cells[0][1])
    return Table(rows=(first, *_rows(body, header)))


def _barred(lines: Sequence[Line]) -> list[Cell]:
    cells: list[Cell] = [("", lines[0].number)]
    for line in lines:
        first, *others = line.text.replace("｜", "|").split("|")
        cells[-1] = (cells[-1][0] + first.strip(), line.number)
        cells += [(other.strip(), line.number) for other in others]
    return cells


def _counted(body: Sequence[Cell]) -> list[int]:
    """Find the cells that count on from the first number: 1, 2, 3 or 80, 81."""
    found: list[int] = []
    last: int | None = None
    for index, (text, _) in enumerate(body):
        value = value_of(text.rstrip(".、．")) if len(text) <= 4 else None
        if value is not None and (value == 1 if last is None and index else value == (last or value - 1) + 1):
            found.append(index)
            last = value
    return found


def _rows(body: Sequence[Cell], header: Sequence[str]) -> Iterator[Row]:
    starts = _counted(body)
    lead = next((index for index, text in enumerate(header) if meaning(text) is Column.NUMBER), 0)
    if not starts:
        yield from _chunks(body, len(header))
        return
    above, end = [""] * lead, 0
    for index in starts:
        own = [text for text, _ in body[end:index]][-lead:] if lead else []
        above = [*above[: lead - len(own)], *own]
        end = min(index + len(header) - lead, len(body))
        content = [text for text, _ in body[index:end]]
        padding = [""] * (len(header) - lead - len(content))
        yield Row(cells=(*above, *content, *padding), number=body[index][1])


def _chunks(body: Sequence[Cell], width: int) -> Iterator[Row]:
    """Without numbers only whole rows can be told; else each text stands alone."""
    step = width if body and len(body) % width == 0 else 1
    for index in range(0, len(body), step):
        yield Row(cells=tuple(text for text, _ in body[index : index + step]), number=body[index][1])


def bare_header(lines: Sequence[Line], start: int) -> list[int]:
    """Give the lines, the number's first, whose words are headers one below the other; else none."""
    found: list[int] = []
    # asked of every line of a text, so the cheap question comes first
    first = lines[start].text.strip()
    if not 0 < len(first) <= LONGEST_NUMBER or meaning(first) is not Column.NUMBER:
        return []
    for index in range(start, len(lines)):
        text = lines[index].text.strip()
        column = meaning(text) if 0 < len(text) <= LONGEST_HEADER else None
        if text and (column is None or (not found and column is not Column.NUMBER)):
            break
        found += [index] if text else []
    known = {meaning(lines[index].text) for index in found}
    return found if len(found) >= HEADERS and known & set(WORDS) else []


def bare_table(lines: Sequence[Line], start: int) -> tuple[Table, int] | None:
    """Put cells that only the line parts into rows; gives the table and the line where it ends.

    None without a header, or when no numbers count on below it.
    """
    header = bare_header(lines, start)
    if not header:
        return None
    indexes = [index for index in range(header[-1] + 1, len(lines)) if lines[index].text.strip()]
    body = [(lines[index].text.strip(), lines[index].number) for index in indexes]
    starts = _counted(body)
    if not starts or starts[0]:
        return None
    known = [meaning(lines[index].text) for index in header]
    rows = [
        Row(cells=_spread([text for text, _ in body[index:end]], known)[1], number=body[index][1])
        for index, end in pairwise(starts)
    ]
    last, taken = _last_row(body[starts[-1] :], known)
    names = Row(cells=tuple(lines[index].text.strip() for index in header), number=lines[start].number)
    return Table(rows=(names, *rows, last)), indexes[starts[-1] + taken - 1] + 1


def _last_row(cells: Sequence[Cell], known: Columns) -> tuple[Row, int]:
    """End the last row, behind which other text may stand, where its cells fit the columns best."""
    texts = [text for text, _ in cells[: len(known) + MOST]]
    counts = range(min(len(known), len(texts)), len(texts) + 1)
    best = max(counts, key=lambda count: (_spread(texts[:count], known)[0], -count))
    return Row(cells=_spread(texts[:best], known)[1], number=cells[0][1]), best


def _spread(texts: Sequence[str], known: Columns) -> tuple[int, tuple[str, ...]]:
    """Share the cells of a row out among the columns; one column may take several. Gives how well it fits."""
    more = len(texts) - len(known)
    if more <= 0:
        return _fit(texts, known), (*texts, *[""] * -more)
    wide = [index for index, column in enumerate(known) if column in SPREAD] or [len(known) - 1]
    ways = list[tuple[int, tuple[str, ...]]]()
    for index in wide:
        columns = [*known[:index], *[known[index]] * (more + 1), *known[index + 1 :]]
        mark = "" if known[index] in WORDS else "\n"
        cells = (*texts[:index], mark.join(texts[index : index + more + 1]), *texts[index + more + 1 :])
        ways.append((_fit(texts, columns), cells))
    return max(ways, key=lambda way: way[0])


def _fit(texts: Sequence[str], columns: Columns) -> int:
    pairs = ((LOOKS.get(column), text) for text, column in zip(texts, columns, strict=False) if column)
    return sum(1 if looks(text) else -1 for looks, text in pairs if looks)
