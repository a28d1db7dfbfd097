"""Headings, numbered or not, with who does the tasks below, or when: 【市住建局】, 一、市教育局, 三月."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plans.structure.dated_headings import is_span
from plans.structure.headings import WIDEST, is_marked, leaders_of, units_of
from plans.structure.numbering import BRACKET, CHAPTER, Mark, marks
from plans.text.flow import Flow

_colon = re.compile("[:：]")
BARE = r"[ \t\u3000\xa0]*"
_numbered = re.compile(rf"{BARE}(?:[(（]?\d{{1,4}}[.．、)）]|[(（][一二三四五六七八九十]{{1,3}}[)）]|[①-⑳])")


def owner_headings(source: Flow) -> tuple[tuple[Mark, int], ...]:
    """Find them with their level: 1, or 2 for （一）; a number is there only where it is printed."""
    numbered = [
        (replace(mark, is_owner=True), level)
        for level, style in ((1, CHAPTER), (2, BRACKET))
        for mark in marks(source, style)
        if mark.opens_line and _names(_line(source, mark.end))
    ]
    return (*numbered, *((mark, 1) for mark in _unnumbered(source)))


def _line(source: Flow, start: int) -> str:
    end = source.text.find("\n", start, start + WIDEST * 2)
    return source.text[start:end] if end >= 0 else ""


def _names(line: str) -> bool:
    return bool(units_of(line) or leaders_of(line)) or is_span(line)


def _unnumbered(source: Flow) -> Iterator[Mark]:
    """A line of names heads tasks where its form says so, and where such a line opens the first of them."""
    lines = source.text.split("\n")
    told = [place for place, line in enumerate(lines) if _heads(lines, place)]
    first = next((place for place, line in enumerate(lines) if _numbered.match(line)), len(lines))
    are_bare = any(_above(lines, place) == first for place in told)
    for place in told:
        if are_bare or is_marked(lines[place]):
            start = source.indents[place]
            yield Mark(
                value=0, label="", start=start, end=start, opens_line=True, is_sure=True, is_owner=True
            )


def _heads(lines: Sequence[str], place: int) -> bool:
    """Tell whether a line is nothing but names, and a numbered line follows."""
    line = lines[place]
    words = line.strip(" \t\u3000:：")
    if len(words) > WIDEST or (len(words) < 3 and not is_span(words)):
        return False
    if _colon.search(words) or _numbered.match(line):
        return False
    below = _above(lines, place)
    return below < len(lines) and bool(_numbered.match(lines[below])) and _names(line)


def _above(lines: Sequence[str], place: int) -> int:
    """Give the next line that is not blank."""
    return next((below for below in range(place + 1, len(lines)) if lines[below].strip()), len(lines))
