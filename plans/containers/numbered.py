"""Word's automatic numbering: the numbers are not in the text, so they are counted and written out."""

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

from plans.containers.counting import written
from plans.containers.list_levels import LEVELS, UNCOUNTED, Level, List, lists_of, value

STYLES = 20
Place = tuple[str, int]
"""The number of a list and the depth of a level in it."""
_ends_open = re.compile(r"[^\W_]$")


class Numbering:
    """Count the numbered paragraphs of one document; feed them in their order."""

    def __init__(self, word: Any) -> None:
        self._styles = {
            style.get(qn("w:styleId")): style for style in word.styles.element.iter(qn("w:style"))
        }
        self._usual = next((name for name, style in self._styles.items() if _is_usual(style)), "")
        self._lists = lists_of(word, self._styles)
        self._counts: dict[Place, int] = defaultdict(int)
        self._begun: set[Place] = set()

    def label_of(self, paragraph: Any) -> str:
        """Count a `w:p` and give the number Word would show in front of it; nothing when it has none."""
        place = self._place(paragraph)
        listed = self._lists.get(place[0]) if place else None
        level = listed.levels.get(place[1]) if listed and place else None
        if place is None or listed is None or level is None or level.kind in UNCOUNTED:
            return ""
        self._count(place, listed)
        return self._label(listed, level, place[1])

    def _count(self, place: Place, listed: List) -> None:
        number, depth = place
        key = listed.family, depth
        if depth in listed.starts and place not in self._begun:
            self._begun.add(place)
            self._counts[key] = listed.starts[depth]
        elif key in self._counts:
            self._counts[key] += 1
        else:
            self._counts[key] = listed.levels[depth].start
        self._begin_below(number, listed, depth)

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

    def _place(self, paragraph: Any) -> Place | None:
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


def _is_usual(style: Any) -> bool:
    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true", "on")


def _numpr(element: Any) -> tuple[str, int | None]:
    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if numbered is None:
        return "", None
    depth = value(numbered, "w:ilvl")
    return value(numbered, "w:numId"), int(depth) if depth else None
