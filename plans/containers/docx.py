"""Word files: paragraphs, text boxes and tables in document order; footnotes apart."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn

from plans.containers.broken import BROKEN
from plans.containers.grid import EndlessTableError
from plans.containers.markup import xml_root
from plans.containers.notes import told
from plans.containers.numbered import Numbering
from plans.containers.runs import paragraph_text
from plans.containers.word_tables import cells_of, lays_out, table_rows
from plans.containers.word_tree import PARAGRAPH, TABLE, boxes_in, entries, entry_text
from plans.sentences import refusal
from plans.text.blocks import Block, Document, Line, Table

NOTES = ("footnote", "endnote")


def read_docx(content: bytes, *, name: str) -> Document:
    """Read a Word file that passed `archive.members_of`; InputError when its parts do not fit together."""
    try:
        word = docx.Document(BytesIO(content))
        notes = tuple(_notes(word))
        blocks = tuple(_blocks(word.element.body, count(1), Numbering(word)))
        return Document(blocks=blocks, notes=notes, findings=told(notes))
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except (*BROKEN, OpcError, XmlchemyError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _blocks(element: Any, numbers: "count[int]", numbering: Numbering) -> Iterator[Block]:
    """Paragraphs and rows share one count, so that a number points at one place."""
    for entry in entries(element):
        if entry[-1].tag == TABLE:
            yield from _table(entry[-1], numbers, numbering)
            continue
        yield from _lines(entry_text(entry, numbering), next(numbers))
        for box in _boxes(entry):
            yield from _blocks(box, numbers, numbering)


def _boxes(entry: Iterable[Any]) -> Iterator[Any]:
    return (box for paragraph in entry for box in boxes_in(paragraph))


def _lines(text: str, number: int) -> Iterator[Line]:
    return (Line(text=part, number=number) for part in text.split("\n"))


def _table(table: Any, numbers: "count[int]", numbering: Numbering) -> Iterator[Block]:
    if lays_out(table):
        for cell in cells_of(table):
            yield from _blocks(cell, numbers, numbering)
    else:
        yield Table(rows=tuple(table_rows(table, numbers, numbering)))


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
