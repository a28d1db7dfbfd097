# SPDX-License-Identifier: Apache-2.0
"""The numbers that Word counts by itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from plans.formats.frequencies import written
from plans.formats.html import xml_root

UNCOUNTED = ("bullet", "none", "")
LEVELS = 9
OFF = ("0", "false", "off")
DEFAULT = ("1", "true", "on")


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One level of a list: what its numbers look like and the first of them."""

    kind: str
    pattern: str
    start: int
    style: str = ""
    suffix: str = ""
    restart: int | None = None
    """The number of the level whose next number lets this one begin anew; 0: it never does."""
    is_legal: bool = False
    """All its numbers are shown in Arabic figures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class List:
    """One list; lists of one `family` count on from each other, unless one starts anew."""

    family: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)

    def depth_of(self, style: str) -> int | None:
        """Give the level that a paragraph style stands for."""
        return next((depth for depth, level in self.levels.items() if level.style == style), None)


def lists_of(word: Any, styles: Mapping[str, Any]) -> dict[str, List]:
    """Collect the lists of a document by their number; `styles` are its styles by their names."""
    rels = (rel for rel in word.part.rels.values() if rel.reltype.endswith("/numbering"))
    part = next((rel.target_part for rel in rels if not rel.is_external), None)
    if part is None:
        return {}
    root = xml_root(part.blob)
    families = {node.get(qn("w:abstractNumId")): node for node in root.iter(qn("w:abstractNum"))}
    numbers = {node.get(qn("w:numId")): node for node in root.iter(qn("w:num"))}
    return {number: _list(node, _family(node, families, numbers, styles)) for number, node in numbers.items()}


def _family(node: Any, families: Mapping[str, Any], numbers: Mapping[str, Any], styles: Any) -> Any:
    """Find the definition of a list, also where it is that of a list style."""
    found = families.get(value(node, "w:abstractNumId"))
    style = styles.get(value(found, "w:numStyleLink")) if found is not None else None
    number = None if style is None else style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    other = None if number is None else numbers.get(value(number, "w:numId"))
    linked = None if other is None else families.get(value(other, "w:abstractNumId"))
    return found if linked is None else linked


def _list(node: Any, family: Any) -> List:
    starts = dict[int, int]()
    levels = {} if family is None else dict(_levels(family))
    for override in node.iter(qn("w:lvlOverride")):
        start = value(override, "w:startOverride")
        if start:
            starts[int(override.get(qn("w:ilvl")))] = int(start)
        levels.update(_levels(override))
    name = "" if family is None else str(family.get(qn("w:abstractNumId")))
    return List(family=name, levels=levels, starts=starts)


def _levels(node: Any) -> Iterator[tuple[int, Level]]:
    for item in node.iter(qn("w:lvl")):
        depth = int(item.get(qn("w:ilvl")))
        if 0 <= depth < LEVELS:
            start, restart = value(item, "w:start"), value(item, "w:lvlRestart")
            level = Level(
                kind=value(item, "w:numFmt") or "decimal",
                pattern=value(item, "w:lvlText"),
                start=int(start) if start else 1,
                style=value(item, "w:pStyle"),
                suffix=value(item, "w:suff"),
                restart=int(restart) if restart else None,
                is_legal=is_on(item.find(qn("w:isLgl"))),
            )
            yield depth, level


def value(node: Any, tag: str) -> str:
    """Give the value of a child element; nothing when it is not there."""
    found = node.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def is_on(switch: Any) -> bool:
    """Tell whether a switch such as w:vanish is there and not turned off."""
    return switch is not None and switch.get(qn("w:val")) not in OFF


STYLES = 20
ListLevel = tuple[str, int]
"""The number of a list and the depth of a level in it."""
_ends_open = re.compile(r"[^\W_]$")


class Numbering:
    """Count the numbered paragraphs of one document; feed them in their order."""

    def __init__(self, word: Any) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in word.styles.element.iter(qn("w:style"))
        }
        self._usual = ""
        for name, style in self._styles.items():
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in DEFAULT:
                self._usual = name
                break
        self._lists = lists_of(word, self._styles)
        self._counts: dict[ListLevel, int] = defaultdict(int)
        self._begun: set[ListLevel] = set()

    def label_of(self, paragraph: Any) -> str:
        """Count a `w:p` and give the number Word would show in front of it; nothing when it has none."""
        position = self._position(paragraph)
        listed = self._lists.get(position[0]) if position else None
        level = listed.levels.get(position[1]) if listed and position else None
        if position is None or listed is None or level is None or level.kind in UNCOUNTED:
            return ""
        number, depth = position
        key = listed.family, depth
        if depth in listed.starts and position not in self._begun:
            self._begun.add(position)
            self._counts[key] = listed.starts[depth]
        elif key in self._counts:
            self._counts[key] += 1
        else:
            self._counts[key] = listed.levels[depth].start
        self._begin_below(number, listed, depth)
        return self._label(listed, level, depth)

    def _begin_below(self, number: str, listed: List, depth: int) -> None:
        """Let deeper levels begin anew, but those that count on over this one."""
        for deeper in range(depth + 1, LEVELS):
            level = listed.levels.get(deeper)
            if level is None or level.restart is None or level.restart > depth:
                self._counts.pop((listed.family, deeper), None)
                self._begun.discard((number, deeper))

    def _label(self, listed: List, own: Level, deepest: int) -> str:
        pattern = own.pattern
        for depth in range(deepest + 1):
            level = listed.levels.get(depth)
            if level and f"%{depth + 1}" in pattern:
                kind = "decimal" if own.is_legal else level.kind
                count = self._counts.get((listed.family, depth), level.start)
                pattern = pattern.replace(f"%{depth + 1}", written(count, kind))
        is_apart = own.suffix != "nothing" and _ends_open.search(pattern)
        return f"{pattern} " if is_apart else pattern

    def _position(self, paragraph: Any) -> ListLevel | None:
        """Find the list and level of a paragraph: its own, else its style's or one that is based on."""
        number, depth = _numpr(paragraph)
        style = (value(paragraph.pPr, "w:pStyle") if paragraph.pPr is not None else "") or self._usual
        for _ in range(STYLES):
            if number or style not in self._styles:
                break
            number, below = self._of_style(style)
            depth = below if depth is None else depth
            style = value(self._styles[style], "w:basedOn")
        return (number, depth or 0) if number and number != "0" else None

    def _of_style(self, style: str) -> tuple[str, int | None]:
        number, depth = _numpr(self._styles[style])
        listed = self._lists.get(number)
        linked = listed.depth_of(style) if listed else None
        return number, depth if linked is None else linked


def _numpr(element: Any) -> tuple[str, int | None]:
    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbered is None:
        return "", None
    depth = value(numbered, "w:ilvl")
    return value(numbered, "w:numId"), int(depth) if depth else None
