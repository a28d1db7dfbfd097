"""Word files: paragraphs, text boxes and tables in document order, merged cells filled, footnotes apart."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from plans.blocks import Block, Document, Line, Row, Table
from plans.containers.broken import BROKEN
from plans.containers.grid import COLUMNS, FIELDS, EndlessTableError
from plans.containers.markup import xml_root
from plans.containers.notes import told
from plans.containers.numbered import Numbering
from plans.containers.runs import boxed, own_paragraphs, paragraph_text, unwrapped
from plans.sentences import refusal

PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
NOTES = ("footnote", "endnote")


def read_docx(content: bytes, *, name: str) -> Document:
    """Read a Word file that passed `archive.members_of`; InputError when its parts do not fit together."""
    try:
        word = docx.Document(BytesIO(content))
        notes = tuple(_notes(word))
        return Document(blocks=tuple(_blocks(word)), notes=notes, findings=told(notes))
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, OpcError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _blocks(word: Any) -> Iterator[Block]:
    """Paragraphs and rows share one count, so that a number points at one place."""
    numbers, numbering = count(1), Numbering(word)
    for element in unwrapped(word.element.body):
        if element.tag == TABLE:
            yield Table(rows=tuple(_rows(element, numbers, numbering)))
        elif element.tag == PARAGRAPH:
            yield from _lines(numbering.text_of(element), next(numbers))
            for paragraph in boxed(element):
                yield from _lines(numbering.text_of(paragraph), next(numbers))


def _lines(text: str, number: int) -> Iterator[Line]:
    return (Line(text=part, number=number) for part in text.split("\n"))


def _rows(table: Any, numbers: "count[int]", numbering: Numbering) -> Iterator[Row]:
    above: tuple[str, ...] = ()
    fields = 0
    for row in (each for each in unwrapped(table) if each.tag == ROW and not _is_deleted(each)):
        above = tuple(_cells(row, above, numbering))
        fields += len(above)
        if fields > FIELDS:
            raise EndlessTableError
        yield Row(cells=above, number=next(numbers))


def _is_deleted(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _cells(row: Any, above: tuple[str, ...], numbering: Numbering) -> Iterator[str]:
    place = min(row.grid_before, COLUMNS)
    yield from [""] * place
    for cell in (each for each in unwrapped(row) if each.tag == CELL):
        is_merged = cell.vMerge == "continue" and place < len(above)
        span = max(min(cell.grid_span, COLUMNS - place), 0)
        text = above[place] if is_merged else _text(cell, numbering)
        yield from [text] * span
        place += span


def _text(cell: Any, numbering: Numbering) -> str:
    return "\n".join(numbering.text_of(each, is_cell=True) for each in own_paragraphs(cell)).strip()


def _notes(word: Any) -> Iterator[Line]:
    """Read footnotes, then endnotes; the rules that part them from the text are notes to Word, too."""
    numbers = count(1)
    for kind in NOTES:
        for note in _parts_of(word, kind):
            text = " ".join(paragraph_text(each).strip() for each in note.iter(PARAGRAPH)).strip()
            if text and not note.get(qn("w:type")):
                yield Line(text=text, number=next(numbers))


def _parts_of(word: Any, kind: str) -> Iterator[Any]:
    for relation in word.part.rels.values():
        if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
            yield from xml_root(relation.target_part.blob).iter(qn(f"w:{kind}"))
