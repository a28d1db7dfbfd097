"""Word's automatic numbering: the numbers are not in the text, so they are counted and written out."""

from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

from plans.containers.list_levels import UNCOUNTED, Level, List, lists_of, value
from plans.containers.runs import paragraph_text

DIGITS = "零一二三四五六七八九"
CHINESE = (
    "chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting",
    "taiwaneseCounting", "taiwaneseCountingThousand",
)  # fmt: skip
CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")
LEVELS = 9
STYLES = 20


class Numbering:
    """Count the numbered paragraphs of one document; feed them in their order."""

    def __init__(self, word: Any) -> None:
        self._lists = lists_of(word)
        self._styles = {
            style.get(qn("w:styleId")): style for style in word.styles.element.iter(qn("w:style"))
        }
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        self._begun: set[tuple[str, int]] = set()

    def text_of(self, paragraph: Any, *, is_cell: bool = False) -> str:
        """Give the text of a `w:p` with its automatic number in front; in a cell a number may stand alone."""
        text = paragraph_text(paragraph)
        place = self._place(paragraph)
        if place is None or not (text.strip() or is_cell):
            return text
        number, depth = place
        listed = self._lists.get(number)
        level = listed.levels.get(depth) if listed else None
        if listed is None or level is None or level.kind in UNCOUNTED:
            return text
        self._count(number, listed, depth)
        return self._label(listed, level) + text

    def _count(self, number: str, listed: List, depth: int) -> None:
        key = listed.family, depth
        if depth in listed.starts and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            self._counts[key] = listed.starts[depth]
        else:
            self._counts[key] = self._counts[key] + 1 if self._counts[key] else listed.levels[depth].start
        for deeper in range(depth + 1, LEVELS):
            self._counts[listed.family, deeper] = 0

    def _label(self, listed: List, own: Level) -> str:
        pattern = own.pattern
        for depth, level in listed.levels.items():
            count = self._counts[listed.family, depth] or level.start
            pattern = pattern.replace(f"%{depth + 1}", written(max(count, 0), level.kind))
        return pattern

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """Find the list and level of a paragraph: its own, else its style's or one that is based on."""
        found = _numpr(paragraph)
        style = value(paragraph.pPr, "w:pStyle") if paragraph.pPr is not None else ""
        for _ in range(STYLES):
            if found or not style or style not in self._styles:
                break
            found = self._of_style(style)
            style = value(self._styles[style], "w:basedOn")
        return found if found and found[0] != "0" else None

    def _of_style(self, style: str) -> tuple[str, int] | None:
        found = _numpr(self._styles[style])
        listed = self._lists.get(found[0]) if found else None
        return (found[0], listed.depth_of(style) or found[1]) if found and listed else found


def written(count: int, kind: str) -> str:
    """Write a number the way a list shows it."""
    if kind in CHINESE:
        return chinese(count)
    if kind in CIRCLED and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if kind in ("upperLetter", "lowerLetter") and 1 <= count <= 26:
        return chr(ord("A" if kind == "upperLetter" else "a") + count - 1)
    return str(count)


def chinese(value: int) -> str:
    """Write a number from 1 to 99 as Chinese counts: 一, 十, 十二, 二十."""
    if value >= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def _numpr(element: Any) -> tuple[str, int] | None:
    numbered = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    number = "" if numbered is None else value(numbered, "w:numId")
    return (number, int(value(numbered, "w:ilvl") or 0)) if number else None
