"""Word files: paragraphs and tables in document order, merged cells filled."""

from collections.abc import Iterator
from io import BytesIO
from itertools import count

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.text.paragraph import Paragraph

from plans.blocks import Block, Document, Line, Row, Table
from plans.containers.broken import BROKEN
from plans.containers.numbered import Numbering
from plans.containers.runs import paragraph_text
from plans.sentences import refusal

COLUMNS = 1_000


def read_docx(content: bytes, *, name: str) -> Document:
    """Read a Word file that passed `archive.members_of`; InputError when its parts do not fit together."""
    try:
        return Document(blocks=tuple(_blocks(content)))
    except (*BROKEN, OpcError) as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _blocks(content: bytes) -> Iterator[Block]:
    """Paragraphs and rows share one count, so that a number points at one place."""
    word, numbers = docx.Document(BytesIO(content)), count(1)
    numbering = Numbering(word)
    for element in word.element.body.iterchildren():
        if isinstance(element, CT_Tbl):
            yield _table(element, numbers)
        elif element.tag == qn("w:p"):
            yield from _lines(numbering.text_of(Paragraph(element, word)), next(numbers))
        elif element.tag == qn("w:sdt"):
            for paragraph in element.iter(qn("w:p")):
                yield from _lines(paragraph_text(paragraph), next(numbers))


def _lines(text: str, number: int) -> Iterator[Line]:
    return (Line(text=part, number=number) for part in text.split("\n"))


def _table(element: CT_Tbl, numbers: "count[int]") -> Table:
    rows: list[Row] = []
    above: tuple[str, ...] = ()
    for tr in element.tr_lst:
        above = tuple(_cells(tr, above))
        rows.append(Row(cells=above, number=next(numbers)))
    return Table(rows=tuple(rows))


def _cells(tr: CT_Row, above: tuple[str, ...]) -> Iterator[str]:
    place = min(tr.grid_before, COLUMNS)
    yield from [""] * place
    for tc in tr.tc_lst:
        is_merged = tc.vMerge == "continue" and place < len(above)
        span = min(tc.grid_span, COLUMNS)
        yield from [above[place] if is_merged else _text(tc)] * span
        place += span


def _text(tc: CT_Tc) -> str:
    return "\n".join(paragraph_text(p) for p in tc.iter(qn("w:p"))).strip()
