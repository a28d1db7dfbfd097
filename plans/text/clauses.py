# SPDX-License-Identifier: Apache-2.0
"""Sentences, clauses and brackets of a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BRACKETS = {"(": "）", "（": "）", "[": "］", "［": "］", "〔": "〕", "【": "】"}
SAME = {")": "）", "]": "］", "）": "）", "］": "］", "〕": "〕", "】": "】"}
FAR = 1_000
"""Characters: a bracket that closes farther away was never meant as one."""
DEEP = 4
_half = re.compile(f"[{re.escape(''.join((*BRACKETS, *SAME)))}]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A bracket from its opening mark to behind its closing one; `depth` 0 stands in no other bracket."""

    start: int
    end: int
    depth: int

    def inside(self, text: str) -> str:
        """Give what stands between the marks."""
        return text[self.start + 1 : self.end - 1]


def spans(text: str) -> tuple[Span, ...]:
    """Find the matched brackets in the order they open; a half without its other half is none."""
    found = sorted(_pairs(text))
    return tuple(_nested(found))


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    waiting: list[tuple[str, int]] = []
    for found in _half.finditer(text):
        index, character = found.start(), found[0]
        if character in BRACKETS:
            waiting.append((BRACKETS[character], index))
            continue
        opened = _opened(waiting, SAME[character])
        if opened is not None and index - opened < FAR:
            yield opened, index + 1


def _opened(waiting: list[tuple[str, int]], closing: str) -> int | None:
    """Take the nearest open bracket of this shape; those opened after it never closed."""
    for back in range(1, min(len(waiting), DEEP) + 1):
        if waiting[-back][0] == closing:
            index = waiting[-back][1]
            del waiting[-back:]
            return index
    return None


def _nested(pairs: Sequence[tuple[int, int]]) -> Iterator[Span]:
    ends: list[int] = []
    for start, end in pairs:
        while ends and ends[-1] <= start:
            ends.pop()
        yield Span(start=start, end=end, depth=len(ends))
        ends.append(end)


def covered(text: str, fill: str = "□") -> str:
    """Write `fill` over every bracket and what stands in it, so that separators inside do not count."""
    parts, index = [], 0
    for span in spans(text):
        if span.depth == 0:
            parts += [text[index : span.start], fill * (span.end - span.start)]
            index = span.end
    return "".join([*parts, text[index:]])


ENDS = "。；;！!？?"
COMMAS = "，,"
ENCLOSING = {"“": "”", "（": "）", "(": ")", "《": "》", "‘": "’", "「": "」"}
MASK = "□"
_named = re.compile(r"《[^《》]{0,200}》|“[^“”]{0,60}”")
_bracket = re.compile(
    r"(?!(?<=[\u3400-\u9fff])（[^（）\d]{1,2}）(?=[\u3400-\u9fff]))（([^（）]{0,200})）|\(([^()]{0,200})\)"
)


def sentences(text: str) -> list[str]:
    """Cut at full stops and semicolons."""
    return _cut(text, ENDS)


def clauses(sentence: str) -> list[str]:
    """Cut a sentence at its commas."""
    return _cut(sentence, COMMAS)


def _cut(text: str, marks: str) -> list[str]:
    parts, start, open_until = [], 0, ""
    for index, character in enumerate(text):
        if open_until:
            open_until = "" if character == open_until else open_until
        elif character in ENCLOSING:
            open_until = ENCLOSING[character] if ENCLOSING[character] in text[index : index + 200] else ""
        elif character in marks and not _is_decimal(text, index):
            parts.append(text[start:index])
            start = index + 1
    return [part for part in (*parts, text[start:]) if part.strip()]


def _is_decimal(text: str, index: int) -> bool:
    """A comma between digits groups thousands: 1,200."""
    return text[index] == "," and text[index - 1 : index].isdigit() and text[index + 1 : index + 4].isdigit()


def masked(text: str) -> str:
    """Cover the titles of works and quoted names with as many blanks, so that their figures do not count."""
    return _named.sub(lambda found: found[0][0] + MASK * (len(found[0]) - 2) + found[0][-1], text)


def unbracketed(text: str) -> tuple[str, list[str]]:
    """Take the brackets out of a text; gives the text without them and what stood in them.

    A bracket inside a word stays with it: 乡（镇）政府.
    """
    inside = [found[1] or found[2] or "" for found in _bracket.finditer(text)]
    return _bracket.sub("", text), inside
