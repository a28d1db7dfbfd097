"""Brackets of every shape in a text, matched, nested, in one pass."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

PAIRS = {"(": "）", "（": "）", "[": "］", "［": "］", "〔": "〕", "【": "】"}
SAME = {")": "）", "]": "］", "）": "）", "］": "］", "〕": "〕", "】": "】"}
FAR = 1_000
"""Characters: a bracket that closes farther away was never meant as one."""
DEEP = 4
_half = re.compile(f"[{re.escape(''.join((*PAIRS, *SAME)))}]")


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
        place, character = found.start(), found[0]
        if character in PAIRS:
            waiting.append((PAIRS[character], place))
            continue
        opened = _opened(waiting, SAME[character])
        if opened is not None and place - opened < FAR:
            yield opened, place + 1


def _opened(waiting: list[tuple[str, int]], closing: str) -> int | None:
    """Take the nearest open bracket of this shape; those opened after it never closed."""
    for back in range(1, min(len(waiting), DEEP) + 1):
        if waiting[-back][0] == closing:
            place = waiting[-back][1]
            del waiting[-back:]
            return place
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
    parts, place = [], 0
    for span in spans(text):
        if span.depth == 0:
            parts += [text[place : span.start], fill * (span.end - span.start)]
            place = span.end
    return "".join([*parts, text[place:]])
