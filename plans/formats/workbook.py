# SPDX-License-Identifier: Apache-2.0
"""Sheets of any workbook as tables: which cells count, and what a number format means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from zipfile import ZipFile

from plans.formats.grid import EndlessTableError
from plans.formats.html import xml_root
from plans.formats.text import clean
from plans.text.blocks import Row

EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001  (days, not moments)
LAST = 2_958_465
"""31 December 9999 as Excel counts days."""
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 58), "yyyy-mm-dd"),
    **dict.fromkeys((17, 57), "yyyy-mm"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
}
"""The formats a file need not spell out; those from 27 on are the East Asian ones."""
_literal = re.compile(r'"[^"]{0,200}"|\\.|_.|\[(?![hms]{1,9}\])[^\]]{0,40}\]', re.I)


class Meaning(Enum):
    """What a number stands for."""

    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"


def meaning_of(code: str) -> Meaning:
    """Tell what numbers in a format are (ECMA-376 18.8.31); letters in quotes and brackets mean nothing."""
    first = _literal.sub("", code).partition(";")[0].lower()
    if first in ("", "general", "@"):
        return Meaning.NUMBER
    if "d" in first:
        return Meaning.DAY
    if "y" in first or "e" in first.replace("e+", "").replace("e-", ""):
        return Meaning.MONTH if "m" in first else Meaning.YEAR
    if "h" in first or "s" in first:
        return Meaning.TIME
    if "m" in first:
        return Meaning.MONTH
    return Meaning.SHARE if "%" in first else Meaning.NUMBER


def number_text(value: float, meaning: Meaning, *, is_1904: bool = False) -> str:
    """Write a number as it is meant: 2026-06-30, 2026年6月, 60%, 12.5."""
    if meaning is Meaning.SHARE:
        return f"{value * 100:g}%"
    if meaning is Meaning.NUMBER or not 0 <= value <= LAST:
        return str(int(value)) if value.is_integer() else repr(value)
    moment = EPOCHS[is_1904] + timedelta(days=value)
    match meaning:
        case Meaning.TIME:
            return f"{moment:%H:%M}"
        case Meaning.MONTH:
            return f"{moment.year}年{moment.month}月"
        case Meaning.YEAR:
            return f"{moment.year}年"
        case _:
            return moment.date().isoformat()


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_escaped = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet by its name, and the part of the file that holds its cells."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Workbook:
    """What the cells of all sheets refer to."""

    sheets: tuple[Sheet, ...]
    strings: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    """By the number of a cell's style."""
    is_1904: bool


def workbook_of(archive: ZipFile) -> Workbook:
    """Read the parts of a workbook; BROKEN when one is missing or ill-formed."""
    root = xml_root(archive.read("xl/workbook.xml"))
    links = _links(archive)
    settings = root.find(f"{MAIN}workbookPr")
    return Workbook(
        sheets=tuple(_sheets(root, links)),
        strings=tuple(_strings(archive)),
        meanings=tuple(_meanings(archive)),
        is_1904=settings is not None and settings.get("date1904") in ("1", "true"),
    )


def _sheets(root: Any, links: Mapping[str, str]) -> Iterator[Sheet]:
    """Give the sheets of cells; sheets that are charts have none."""
    for sheet in root.iter(f"{MAIN}sheet"):
        part = links.get(sheet.get(LINK))
        if part:
            is_hidden = sheet.get("state", "visible") != "visible"
            yield Sheet(name=str(sheet.get("name")), part=part, is_hidden=is_hidden)


def _links(archive: ZipFile) -> dict[str, str]:
    root = xml_root(archive.read("xl/_rels/workbook.xml.rels"))
    return {
        link.get("Id"): _path(link.get("Target") or "")
        for link in root
        if (link.get("Type") or "").endswith("/worksheet")
    }


def _path(target: str) -> str:
    """Give the full name of a part from what stands in `xl/`."""
    plain = target.replace("\\", "/")
    return plain.lstrip("/") if plain.startswith("/") else f"xl/{plain.removeprefix('./')}"


def _part(archive: ZipFile, name: str) -> Any:
    """Parse a part that a workbook may do without."""
    return xml_root(archive.read(name)) if name in archive.namelist() else ()


def _strings(archive: ZipFile) -> Iterator[str]:
    for item in _part(archive, "xl/sharedStrings.xml"):
        yield string_of(item)


def string_of(item: Any) -> str:
    """Join the runs of a string, without the reading aid above its characters."""
    runs = (
        part.findtext(f"{MAIN}t") if part.tag == f"{MAIN}r" else part.text
        for part in item
        if part.tag in (f"{MAIN}r", f"{MAIN}t")
    )
    return unescaped("".join(filter(None, runs)))


def unescaped(text: str) -> str:
    """Put the characters back that a file can only spell out."""
    return clean(_escaped.sub(lambda found: _character(int(found[1], 16)), text) if "_x" in text else text)


def _character(code: int) -> str:
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _meanings(archive: ZipFile) -> Iterator[Meaning]:
    root = _part(archive, "xl/styles.xml")
    if not len(root):
        return
    codes = {int(item.get("numFmtId")): item.get("formatCode") or "" for item in root.iter(f"{MAIN}numFmt")}
    for styles in root.iter(f"{MAIN}cellXfs"):
        for style in styles:
            number = int(style.get("numFmtId") or 0)
            yield meaning_of(codes.get(number) or BUILT_IN.get(number, ""))


COLUMNS = 1_000
CELLS = 2_000_000
"""Cells with a text in one sheet."""
MERGED = 1_000_000
"""Cells under the merged areas of one sheet."""

Texts = dict[int, dict[int, str]]
"""The text of each cell that has one, by row and column; both count from 1."""
Area = tuple[int, int, int, int]
"""Top, left, bottom, right; all belong to it."""


def rows_of(texts: Texts, areas: Sequence[Area]) -> Iterator[Row]:
    """Fill merged areas and give the rows that hold anything; EndlessTableError when the areas do not end."""
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas) > MERGED:
        raise EndlessTableError
    for area in areas:
        _fill(texts, area)
    for number, row in sorted(texts.items()):
        if row:
            yield Row(cells=tuple(row.get(column, "") for column in range(1, max(row) + 1)), number=number)


def _fill(texts: Texts, area: Area) -> None:
    """Write the text of a merged area into each of its cells, but make no row of nothing else."""
    top, left, bottom, right = area
    text = texts.get(top, {}).get(left)
    for row in range(top, bottom + 1) if text else ():
        if row in texts:
            texts[row].update((column, str(text)) for column in range(left, min(right, COLUMNS) + 1))
