# SPDX-License-Identifier: Apache-2.0
"""OpenDocument spreadsheets (.ods): every visible sheet a table, merged cells filled."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from models.findings import Finding
from plans.findings import finding, refusal
from plans.formats.grid import BROKEN, EndlessTableError
from plans.formats.html import xml_root
from plans.formats.workbook import COLUMNS, Area, Meaning, Texts, number_text, rows_of
from plans.text.blocks import Document, Row, Table

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
FIELDS = 500_000
"""A few bytes can repeat a row a million times."""


def read_ods(content: bytes, *, name: str) -> Document:
    """Read a spreadsheet that passed `archive.members_of`; InputError when its parts do not fit."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            root = xml_root(archive.read("content.xml"))
        unseen = _hidden(root)
        shown, hidden = list[Any](), list[Any]()
        for sheet in root.iter(f"{_TABLE}table"):
            (hidden if sheet.get(f"{_TABLE}style-name") in unseen else shown).append(sheet)
        told = (finding("hidden-sheet", sheet=_name(sheet)) for sheet in hidden if any(_rows(sheet)))
        return Document(
            blocks=tuple(Table(rows=tuple(_rows(sheet)), sheet=_name(sheet)) for sheet in shown),
            is_ledger=True,
            findings=(*told, *(found for sheet in shown for found in _hidden_rows(sheet))),
        )
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except BROKEN as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _name(sheet: Any) -> str:
    return str(sheet.get(f"{_TABLE}name") or "")


def _hidden_rows(sheet: Any) -> Iterator[Finding]:
    """Tell rows that hold something and are not shown, by hand or by a filter."""
    numbers, number = list[int](), 1
    for row in sheet.iter(f"{_TABLE}table-row"):
        is_hidden = row.get(f"{_TABLE}visibility") in ("collapse", "filter")
        if is_hidden and any(map(_text, row.iterchildren(*CELLS))):
            numbers.append(number)
        number += _count(row, "number-rows-repeated")
    if numbers:
        yield finding("hidden-rows", line=numbers[0], sheet=_name(sheet), row=numbers[0], count=len(numbers))


def _hidden(root: Any) -> set[str | None]:
    """Name the styles of hidden sheets."""
    return {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


def _rows(sheet: Any) -> Iterator[Row]:
    texts: Texts = defaultdict(dict)
    areas: list[Area] = []
    number, fields = 1, 0
    for row in sheet.iter(f"{_TABLE}table-row"):
        repeated = _count(row, "number-rows-repeated")
        _read_row(row, number, texts[number], areas)
        fields += repeated * len(texts[number])
        if fields > FIELDS:
            raise EndlessTableError
        for copy in range(number + 1, number + repeated) if texts[number] else ():
            texts[copy] = dict(texts[number])
        number += repeated
    return rows_of(texts, areas)


def _read_row(row: Any, number: int, texts: dict[int, str], areas: list[Area]) -> None:
    column = 1
    for cell in row.iterchildren(*CELLS):
        text = _text(cell)
        repeated = _count(cell, "number-columns-repeated")
        for index in range(column, min(column + repeated, COLUMNS + 1)) if text else ():
            texts[index] = text
        down, across = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if text and down * across > 1:
            areas.append((number, column, number + down - 1, column + across - 1))
        column += repeated


def _count(element: Any, attribute: str) -> int:
    return max(int(element.get(f"{_TABLE}{attribute}") or 1), 1)


def _text(cell: Any) -> str:
    """Write a cell as typed: days and percentages from their values, the rest as shown."""
    if cell.tag == CELLS[1]:
        return ""
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value") or "").partition("T")[0]
    if kind == "float":
        return number_text(float(cell.get(f"{_OFFICE}value")), Meaning.NUMBER)
    return "\n".join("".join(_shown(line)) for line in cell.iterchildren(f"{_TEXT}p")).strip()


def _shown(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), 100)
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in (f"{_OFFICE}annotation", f"{_TEXT}note"):
            yield from _shown(child)
        yield child.tail or ""
