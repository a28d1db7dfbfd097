# SPDX-License-Identifier: Apache-2.0
"""The cells of one sheet of an Excel file, read row by row, so that its tree is never whole in memory."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from lxml import etree

from models.findings import Finding
from plans.findings import finding
from plans.formats.grid import EndlessTableError
from plans.formats.workbook import (
    CELLS,
    COLUMNS,
    MAIN,
    Area,
    Meaning,
    Sheet,
    Texts,
    Workbook,
    number_text,
    string_of,
    unescaped,
)
from plans.provenance import letters

ROW, CELL, VALUE, FORMULA, INLINE, MERGED = (
    f"{MAIN}{tag}" for tag in ("row", "c", "v", "f", "is", "mergeCell")
)
_place = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class Cells:
    """What stands in one sheet: its texts, its merged areas, what is odd about them."""

    def __init__(self, book: Workbook, sheet: Sheet, archive: ZipFile) -> None:
        self.sheet = sheet
        self.texts: Texts = defaultdict(dict)
        self.areas: list[Area] = []
        self._book = book
        self._hidden: list[int] = []
        self._odd: list[Finding] = []
        self._total = 0
        self._read(archive)

    def findings(self) -> Iterator[Finding]:
        """Tell what of the sheet is not seen at first sight."""
        if self._hidden:
            first, count = self._hidden[0], len(self._hidden)
            yield finding("hidden-rows", line=first, sheet=self.sheet.name, row=first, count=count)
        yield from self._odd

    def _read(self, archive: ZipFile) -> None:
        number = 0
        with archive.open(self.sheet.part) as stream:
            for _, element in etree.iterparse(
                stream, tag=(ROW, MERGED), resolve_entities=False, no_network=True, remove_comments=True
            ):
                if element.tag == MERGED:
                    self.areas.append(_area(element.get("ref") or ""))
                else:
                    number = int(element.get("r") or number + 1)
                    self._read_row(element, number)
                # free a row that was read, and what stands before it
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _read_row(self, row: Any, number: int) -> None:
        column = 0
        texts = {}
        for cell in row.iterchildren(CELL):
            said = _place.fullmatch(cell.get("r") or "")
            column = _column(said[1]) if said else column + 1
            text = self._text(cell, column, number)
            if text and column <= COLUMNS:
                texts[column] = text
        self._total += len(texts)
        if self._total > CELLS:
            raise EndlessTableError
        if texts:
            self.texts[number].update(texts)
        if texts and row.get("hidden") in ("1", "true"):
            self._hidden.append(number)

    def _text(self, cell: Any, column: int, line: int) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            held = cell.find(INLINE)
            return "" if held is None else string_of(held).strip()
        value = cell.findtext(VALUE)
        if not value:
            if cell.find(FORMULA) is not None and kind != "str":
                self._tell("formula-without-value", column, line)
            return ""
        if kind == "e":
            self._tell("error-cell", column, line, text=value[:20])
            return ""
        return self._written(cell, kind, value).strip()

    def _tell(self, code: str, column: int, line: int, **facts: str) -> None:
        self._odd.append(finding(code, line=line, cell=f"{letters(column)}{line}", **facts))

    def _written(self, cell: Any, kind: str, value: str) -> str:
        match kind:
            case "s":
                return self._book.strings[int(value)]
            case "str":
                return unescaped(value)
            case "b":
                return str(value not in ("0", "false"))
            case "d":
                return value.partition("T")[0]
            case _:
                meanings, style = self._book.meanings, int(cell.get("s") or 0)
                meaning = meanings[style] if meanings else Meaning.NUMBER
                if meaning is Meaning.NUMBER and value.isascii() and value.isdecimal():
                    return value
                return number_text(float(value), meaning, is_1904=self._book.is_1904)


def _area(said: str) -> Area:
    """Read a range such as A1:D4, or one cell."""
    first, _, last = said.partition(":")
    top, bottom = _place.fullmatch(first), _place.fullmatch(last or first)
    if not top or not bottom:
        raise ValueError(said[:20])
    return int(top[2]), _column(top[1]), int(bottom[2]), _column(bottom[1])


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number
