"""Word's automatic numbering: the numbers are not in the text, so they are counted and written out."""

from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

from plans.containers.runs import paragraph_text

DIGITS = "零一二三四五六七八九"
CHINESE = ("chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting")


class Numbering:
    """Count the numbered paragraphs of one document; feed them in their order."""

    def __init__(self, word: Any) -> None:
        self._levels = _levels(word)
        self._counts: dict[tuple[str, int], int] = defaultdict(int)

    def text_of(self, paragraph: Any) -> str:
        """Give a paragraph's text with its automatic number in front, if it has one."""
        place = _place(paragraph)
        level = self._levels.get(place) if place else None
        text = paragraph_text(paragraph._p)
        if place is None or level is None or not text.strip():
            return text
        self._count(place, level[2])
        return self._label(place, level[1]) + text

    def _count(self, place: tuple[str, int], start: int) -> None:
        number, depth = place
        self._counts[place] = self._counts[place] + 1 if self._counts[place] else start
        for deeper in range(depth + 1, 9):
            self._counts[number, deeper] = 0

    def _label(self, place: tuple[str, int], pattern: str) -> str:
        number, _ = place
        for depth in range(9):
            kind = self._levels.get((number, depth), ("decimal", "", 1))[0]
            value = max(self._counts[number, depth], 1)
            pattern = pattern.replace(f"%{depth + 1}", chinese(value) if kind in CHINESE else str(value))
        return pattern


def chinese(value: int) -> str:
    """Write a number from 1 to 99 as Chinese counts: 一, 十, 十二, 二十."""
    if value >= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def _place(paragraph: Any) -> tuple[str, int] | None:
    found = _own(paragraph) or _of_style(paragraph)
    return found if found and found[0] != "0" else None


def _own(paragraph: Any) -> tuple[str, int] | None:
    properties = paragraph._p.pPr
    return _numpr(properties.numPr if properties is not None else None)


def _of_style(paragraph: Any) -> tuple[str, int] | None:
    properties = paragraph.style.element.pPr if paragraph.style is not None else None
    return _numpr(properties.numPr if properties is not None else None)


def _numpr(numpr: Any) -> tuple[str, int] | None:
    if numpr is None or numpr.numId is None:
        return None
    return str(numpr.numId.val), numpr.ilvl.val if numpr.ilvl is not None else 0


Level = tuple[str, str, int]


def _levels(word: Any) -> dict[tuple[str, int], Level]:
    """Collect format, pattern and first number of every level of every list that counts."""
    part = next(
        (rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/numbering")), None
    )
    if part is None:
        return {}
    root = part.element
    abstract = {node.get(qn("w:abstractNumId")): node for node in root.iter(qn("w:abstractNum"))}
    lists = {
        node.get(qn("w:numId")): abstract.get(_value(node, "w:abstractNumId"))
        for node in root.iter(qn("w:num"))
    }
    return {
        (number, int(level.get(qn("w:ilvl")))): (
            kind,
            _value(level, "w:lvlText"),
            int(_value(level, "w:start") or 1),
        )
        for number, node in lists.items()
        for level in (node.iter(qn("w:lvl")) if node is not None else ())
        if (kind := _value(level, "w:numFmt")) not in ("bullet", "none", "")
    }


def _value(node: Any, tag: str) -> str:
    found = node.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val")) or "")
