"""Markdown: headings, lists and emphasis as plain lines, tables drawn with bars as tables."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from plans.containers.grid import COLUMNS
from plans.containers.text import decode
from plans.text.blocks import Block, Document, Line, Row, Table, lines_of

_fence = re.compile(r"\s{0,3}(?:```|~~~)")
_comment = re.compile(r"<!--.{0,10000}?-->", re.S)
_heading = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$")
_lead = re.compile(r"^\s*(?:>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)+")
_link = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")
_stress = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.{1,1000}?)(?<=\S)\1")
_escaped = re.compile(r"\\([!-/:-@\[-`{-~])")
_break = re.compile(r"<br\s*/?>", re.I)
_border = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_bar = re.compile(r"(?<!\\)\|")


def read_md(content: bytes, *, name: str) -> Document:
    """Read Markdown in any encoding that text may have; lines keep their numbers."""
    text, findings = decode(content, name=name)
    lines = lines_of(_comment.sub(lambda found: "\n" * found[0].count("\n"), text))
    return Document(blocks=tuple(_blocks(lines)), findings=findings)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    for is_barred, group in groupby(lines, key=lambda line: _bar.search(line.text) is not None):
        found = list(group)
        if is_barred and len(found) > 1 and _border.fullmatch(found[1].text):
            yield Table(rows=tuple(_rows(found)))
        else:
            yield from (Line(text=_plain(line.text), number=line.number) for line in found)


def _rows(lines: Sequence[Line]) -> Iterator[Row]:
    for line in (lines[0], *lines[2:]):
        inner = line.text.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = (_break.sub("\n", _plain(cell.strip())) for cell in _bar.split(inner))
        yield Row(cells=tuple(islice(cells, COLUMNS)), number=line.number)


def _plain(text: str) -> str:
    """Take the marks of Markdown off one line."""
    if _fence.match(text) or (_border.fullmatch(text) and text.strip()):
        return ""
    bare = _lead.sub("", _heading.sub("", text))
    return _escaped.sub(r"\1", _stress.sub(r"\2", _link.sub(r"\1", bare)))
