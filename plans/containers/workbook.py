"""The parts of an Excel file beside its sheets: their names, the strings they share, the formats."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from plans.containers.markup import xml_root
from plans.containers.number_formats import BUILT_IN, Meaning, meaning_of
from plans.containers.text import clean

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
    codes = {int(each.get("numFmtId")): each.get("formatCode") or "" for each in root.iter(f"{MAIN}numFmt")}
    for styles in root.iter(f"{MAIN}cellXfs"):
        for style in styles:
            number = int(style.get("numFmtId") or 0)
            yield meaning_of(codes.get(number) or BUILT_IN.get(number, ""))
