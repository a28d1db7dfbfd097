# SPDX-License-Identifier: Apache-2.0
"""Word files as lines and tables, merged cells and text boxes included."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count, takewhile
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn

from plans.findings import refusal
from plans.formats.grid import BROKEN, COLUMNS, FIELDS, EndlessTableError, footnotes
from plans.formats.html import xml_root
from plans.formats.runs import ALTERNATIVES, MARKUP, paragraph_text
from plans.formats.word_lists import Numbering, is_on
from plans.text.blocks import Block, Document, Line, Row, Table

SECOND_CHOICE = f"{MARKUP}Fallback"
WRAPPERS = {qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")}
BOX, PARAGRAPH, TABLE = qn("w:txbxContent"), qn("w:p"), qn("w:tbl")
MARK = f"{qn('w:pPr')}/{qn('w:rPr')}"
ENDINGS = tuple(f"{MARK}/{qn(tag)}" for tag in ("w:del", "w:moveFrom"))


def unwrapped(element: Any) -> Iterator[Any]:
    """Give what stands in an element, also inside content controls and tracked insertions."""
    for child in element:
        if child.tag in WRAPPERS:
            yield from unwrapped(child)
        elif child.tag == ALTERNATIVES:
            yield from unwrapped(next(iter(child), ()))
        else:
            yield child


def entries(element: Any) -> Iterator[list[Any]]:
    """Give each table, and each paragraph with those before it whose ends were deleted."""
    entry: list[Any] = []
    for item in unwrapped(element):
        if item.tag == TABLE:
            yield from ([entry] if entry else [])
            yield [item]
            entry = []
        elif item.tag == PARAGRAPH and not _is_hidden(item):
            entry.append(item)
            if all(item.find(path) is None for path in ENDINGS):
                yield entry
                entry = []
    yield from ([entry] if entry else [])


def entry_text(entry: list[Any], numbering: Numbering, *, is_cell: bool = False) -> str:
    """Write a paragraph with its number; only in a cell a number may stand alone."""
    label = numbering.label_of(entry[-1])
    text = "".join(map(paragraph_text, entry))
    return label + text if is_cell or text.strip() else text


def _is_hidden(paragraph: Any) -> bool:
    """Tell whether a paragraph is hidden with its end, so that it has no line and no number."""
    return is_on(paragraph.find(f"{MARK}/{qn('w:vanish')}")) and not paragraph_text(paragraph)


def boxes_in(paragraph: Any) -> Iterator[Any]:
    """Give the text boxes anchored in a paragraph, each box once."""
    for box in paragraph.iter(BOX):
        around = list(takewhile(lambda above: above is not paragraph, box.iterancestors()))
        if not any(above.tag == BOX for above in around) and not _is_copy(around):
            yield box


def _is_copy(around: Iterable[Any]) -> bool:
    """Word writes a box twice, the second time for old programs."""
    second = next((above for above in around if above.tag == SECOND_CHOICE), None)
    if second is None:
        return False
    return any(True for choice in second.itersiblings(preceding=True) for _ in choice.iter(BOX))


ROW, CELL = qn("w:tr"), qn("w:tc")
DELETED_ROW, DELETED_CELL = f"{qn('w:trPr')}/{qn('w:del')}", f"{qn('w:tcPr')}/{qn('w:cellDel')}"
DOWN, ACROSS, SPAN = (f"{qn('w:tcPr')}/{qn(tag)}" for tag in ("w:vMerge", "w:hMerge", "w:gridSpan"))
BEFORE, VALUE = f"{qn('w:trPr')}/{qn('w:gridBefore')}", qn("w:val")


def lays_out(table: Any) -> bool:
    """Tell a table that only arranges others, in one row or one column, from one of data."""
    if next(table.iterdescendants(TABLE), None) is None:
        return False
    rows = [sum(1 for _ in _cells_in(row)) for row in _rows_in(table)]
    return len(rows) == 1 or max(rows, default=0) <= 1


def cells_of(table: Any) -> Iterator[Any]:
    """Give the cells of a table from its first row on."""
    return (cell for row in _rows_in(table) for cell in _cells_in(row))


def table_rows(table: Any, numbers: Iterator[int], numbering: Numbering) -> Iterator[Row]:
    """Write the rows of a table out; EndlessTableError when they would not end."""
    above: tuple[str, ...] = ()
    fields = 0
    for row in _rows_in(table):
        above = tuple(_texts(row, above, numbering))
        fields += len(above)
        if fields > FIELDS:
            raise EndlessTableError
        yield Row(cells=above, number=next(numbers))


def _rows_in(table: Any) -> Iterator[Any]:
    return (item for item in unwrapped(table) if item.tag == ROW and item.find(DELETED_ROW) is None)


def _cells_in(row: Any) -> Iterator[Any]:
    return (item for item in unwrapped(row) if item.tag == CELL and item.find(DELETED_CELL) is None)


def _texts(row: Any, above: tuple[str, ...], numbering: Numbering) -> Iterator[str]:
    index = min(_number(row.find(BEFORE), 0), COLUMNS)
    yield from [""] * index
    left = ""
    for cell in _cells_in(row):
        left = _text(cell, left, above[index] if index < len(above) else None, numbering)
        span = max(min(_number(cell.find(SPAN), 1), COLUMNS - index), 0)
        yield from [left] * span
        index += span


def _text(cell: Any, left: str, above: str | None, numbering: Numbering) -> str:
    """Give the text of a cell, or of the one that it continues."""
    if _is_merged(cell, DOWN) and above is not None:
        return above
    if _is_merged(cell, ACROSS):
        return left
    return "\n".join(_cell_lines(cell, numbering)).strip()


def _is_merged(cell: Any, way: str) -> bool:
    """Tell a cell that continues the one above it or, in files of old programs, the one before it."""
    merge = cell.find(way)
    return merge is not None and merge.get(VALUE) != "restart"


def _number(element: Any, usual: int) -> int:
    said = "" if element is None else element.get(VALUE) or ""
    return int(said[:6]) if said.isdecimal() else usual


def _cell_lines(element: Any, numbering: Numbering) -> Iterator[str]:
    """Give the lines of a cell, those of its tables and text boxes included."""
    for entry in entries(element):
        if entry[-1].tag == TABLE:
            for cell in cells_of(entry[-1]):
                yield from _cell_lines(cell, numbering)
            continue
        yield entry_text(entry, numbering, is_cell=True)
        for box in (box for paragraph in entry for box in boxes_in(paragraph)):
            yield from _cell_lines(box, numbering)


NOTES = ("footnote", "endnote")


def read_docx(content: bytes, *, name: str) -> Document:
    """Read a Word file that passed `archive.members_of`; InputError when its parts do not fit together."""
    try:
        word = docx.Document(BytesIO(content))
        notes = tuple(_notes(word))
        blocks = tuple(_blocks(word.element.body, count(1), Numbering(word)))
        return Document(blocks=blocks, notes=notes, findings=footnotes(notes))
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, OpcError, XmlchemyError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _blocks(element: Any, numbers: "count[int]", numbering: Numbering) -> Iterator[Block]:
    """Paragraphs and rows share one count, so that a number points at one place."""
    for entry in entries(element):
        if entry[-1].tag != TABLE:
            text, number = entry_text(entry, numbering), next(numbers)
            yield from (Line(text=part, number=number) for part in text.split("\n"))
            for box in (box for paragraph in entry for box in boxes_in(paragraph)):
                yield from _blocks(box, numbers, numbering)
        elif lays_out(entry[-1]):
            for cell in cells_of(entry[-1]):
                yield from _blocks(cell, numbers, numbering)
        else:
            yield Table(rows=tuple(table_rows(entry[-1], numbers, numbering)))


def _notes(word: Any) -> Iterator[Line]:
    """Read footnotes, then endnotes; the rules that part them from the text are notes to Word, too."""
    numbers = count(1)
    for kind in NOTES:
        for note in _parts_of(word, kind):
            text = " ".join(paragraph_text(item).strip() for item in note.iter(PARAGRAPH)).strip()
            if text and not note.get(qn("w:type")):
                yield Line(text=text, number=next(numbers))


def _parts_of(word: Any, kind: str) -> Iterator[Any]:
    for relation in word.part.rels.values():
        if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
            yield from xml_root(relation.target_part.blob).iter(qn(f"w:{kind}"))
