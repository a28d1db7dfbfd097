# SPDX-License-Identifier: Apache-2.0
"""PDF files with a text layer: paragraphs and ruled tables in reading order, furniture removed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import pypdfium2 as pdfium

from models.findings import Finding
from plans.findings import finding, refusal
from plans.formats.pdf.lines import Strip, in_order, paragraphs, strips, without_running_heads
from plans.formats.pdf.marks import PdfPage, page_ink, upright
from plans.formats.pdf.tables import Piece, cell_texts, goes_on, grids, table_of
from plans.formats.pdf.unruled import Loose, MixedCellsError, loose_table
from plans.text.blocks import Block, Document, Line

PAGES = 1_000
GLYPHS = 3_000_000
LOST = 0.2
FULL = 0.75
"""The share of a page's width that its widest line reaches, unless no line reaches the margin."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PdfSheet:
    """One page sorted out: its lines outside tables, and its tables with their texts."""

    page: PdfPage
    lines: tuple[Strip, ...]
    tables: tuple[Piece, ...]


def read_pdf(content: bytes, *, name: str) -> Document:
    """Read a PDF; InputError when it is damaged, locked or too long. Meant to run in `sandbox`."""
    pages = _pages(content, name)
    sheets = [_sheet(page) for page in pages]
    kept = without_running_heads(pages, [list(sheet.lines) for sheet in sheets])
    limits = _limits(pages, kept)
    sheets = [
        replace(sheet, lines=tuple(replace(line, limit=limit) for line in lines))
        for sheet, lines, limit in zip(sheets, kept, limits, strict=True)
    ]
    sheets, told = _gapped(sheets, name)
    return Document(blocks=tuple(_blocks(sheets)), findings=(*_findings(pages, name), *told))


def _pages(content: bytes, name: str) -> list[PdfPage]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = "locked" if "password" in str(error).lower() else "damaged"
        raise refusal(code, name=name, reason="PDF") from error
    if len(document) > PAGES:
        raise refusal("too-many-pages", name=name, pages=len(document), limit=PAGES)
    pages, glyphs = list[PdfPage](), 0
    for index in range(len(document)):
        try:
            page = upright(page_ink(document, index))
        except pdfium.PdfiumError as error:
            raise refusal("damaged-page", name=name, page=index + 1) from error
        pages.append(page)
        glyphs += len(page.glyphs)
        if glyphs > GLYPHS:
            raise refusal("too-many-characters", name=name, limit=GLYPHS)
    if not pages:
        raise refusal("damaged", name=name, reason="PDF")
    return pages


def _sheet(page: PdfPage) -> PdfSheet:
    found = grids(page)
    held = [glyph for glyph in page.glyphs if any(grid.holds(glyph) for grid in found)]
    outside = set(page.glyphs) - set(held)
    tables = tuple(
        Piece(grid=grid, texts=cell_texts(grid, held, page=page.number), page=page.number) for grid in found
    )
    return PdfSheet(page=page, lines=tuple(strips(outside, page=page.number)), tables=tables)


def _limits(pages: Sequence[PdfPage], lines: Iterable[Iterable[Strip]]) -> list[float]:
    """Give each page's right margin: where the widest line of all ends, or as wide as the left one."""
    every = [line for found in lines for line in found]
    right = max((line.right for line in every), default=0.0)
    left = min((line.left for line in every), default=0.0)
    return [right if right > FULL * page.width else page.width - left for page in pages]


def _gapped(sheets: Iterable[PdfSheet], name: str) -> tuple[list[PdfSheet], list[Finding]]:
    """Find the tables without ruled lines; each page of one is told, since only gaps show its cells."""
    done: list[PdfSheet] = []
    told: list[Finding] = []
    before: Loose | None = None
    for sheet in sheets:
        try:
            before = None if sheet.tables else loose_table(sheet.lines, before)
        except MixedCellsError:
            told.append(finding("unruled-table/mixed", name=name, page=sheet.page.number))
            before = None
        if before:
            told.append(finding("unruled-table", name=name, page=sheet.page.number))
        done.append(replace(sheet, lines=before.lines, tables=(before.piece,)) if before else sheet)
    return done, told


def _blocks(sheets: Iterable[PdfSheet]) -> Iterator[Block]:
    """Give lines and tables as read, the ones before, between and behind the tables of a page in place."""
    numbers = count(1)
    for run in _runs(part for sheet in sheets for part in _parts(sheet)):
        if isinstance(run[0], Piece):
            table = table_of([part for part in run if isinstance(part, Piece)], next(numbers))
            yield table
            numbers = count(table.rows[-1].number + 1)
        else:
            for text, page in paragraphs([part for part in run if isinstance(part, Strip)]):
                yield Line(text=text, number=next(numbers), page=page)


Part = Strip | Piece


def _parts(sheet: PdfSheet) -> Iterator[Part]:
    """Give the lines and tables of a page from the top, columns of text one after the other."""
    waiting = list(sheet.lines)
    for piece in sheet.tables:
        above = [line for line in waiting if line.base < piece.grid.top]
        waiting = waiting[len(above) :]
        yield from _columned(above, sheet.page)
        yield piece
    yield from _columned(waiting, sheet.page)


def _columned(lines: list[Strip], page: PdfPage) -> Iterator[Strip]:
    """Give lines in reading order; those of a column learn where it ends from its widest."""
    groups = in_order(lines, width=page.width) if lines else []
    for group in groups:
        limit = max(line.right for line in group) if len(groups) > 1 else group[0].limit
        yield from (replace(line, limit=limit) for line in group)


def _runs(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Collect lines up to the next table, and the pieces of a table that goes on over page breaks."""
    run: list[Part] = []
    for part in parts:
        if run and not _belongs(run[-1], part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _belongs(before: Part, part: Part) -> bool:
    if isinstance(before, Piece) and isinstance(part, Piece):
        return goes_on(before, part)
    return isinstance(before, Strip) and isinstance(part, Strip)


def _findings(pages: Sequence[PdfPage], name: str) -> Iterator[Finding]:
    for page in pages:
        if page.is_scan:
            yield finding("scanned-page", name=name, page=page.number)
        elif _is_lost(page):
            yield finding("lost-text", name=name, page=page.number)


def _is_lost(page: PdfPage) -> bool:
    """Tell a page whose font does not say which characters its glyphs are."""
    lost = sum(1 for glyph in page.glyphs if glyph.text == "\ufffd" or "\ue000" <= glyph.text <= "\uf8ff")
    return lost > LOST * len(page.glyphs)
