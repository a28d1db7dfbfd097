"""A document's text as one string in which every place still knows its line."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from plans.text.blocks import Line
from plans.text.script import folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The text, where each of its lines starts, where that line's first visible character is, its number."""

    text: str
    plain: str
    """The same text in simplified characters, place for place: what words are looked for in."""
    starts: tuple[int, ...]
    indents: tuple[int, ...]
    numbers: tuple[int, ...]

    def index(self, place: int) -> int:
        """Give the position, from 0, of the line that holds `place`."""
        return bisect_right(self.starts, place) - 1

    def line(self, place: int) -> int:
        """Give the number of the line that holds `place`."""
        return self.numbers[self.index(place)]

    def opens_line(self, place: int) -> bool:
        """Tell whether nothing but white space stands before `place` on its line."""
        return self.indents[self.index(place)] >= place


def flow(text: str, lines: Sequence[Line]) -> Flow:
    """Index `text`, which has one line for each of `lines`."""
    starts, indents, place = [], [], 0
    for line in text.split("\n"):
        starts.append(place)
        indents.append(place + len(line) - len(line.lstrip()))
        place += len(line) + 1
    return Flow(
        text=text,
        plain=folded(text),
        starts=tuple(starts),
        indents=tuple(indents),
        numbers=tuple(line.number for line in lines),
    )
