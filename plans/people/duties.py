"""Where a text says who does what without a label: in a bracket, or on a line of its own."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plans.fields.labels import Field, Mark
from plans.people.leaders import is_leader
from plans.people.names import is_group, is_office, is_unit, names
from plans.people.roles import is_role_text, parts
from plans.text.brackets import Span, covered
from plans.text.flow import Flow
from plans.time.dates import is_time

_limit = re.compile("前|底|完成|推进|坚持|落实|季度|年内|长期")
_sentence = re.compile(r"[^。\s][^。]*")
_part = re.compile("[^；;]+")
_clause = re.compile(r"[^，,\s][^，,]*")
_word = re.compile("[牵由负办落实施配参与协抓承执领统]")
CLAUSES = 8
LONGEST_LINE = 5_000
"""Characters of a line: a longer one is no paragraph of a plan."""


def duties(source: Flow, brackets: Sequence[Span], found: Sequence[Mark]) -> Iterator[Mark]:
    """Find the role sentences in brackets and on lines; `found` are the labels known already."""
    taken = [(mark.start, mark.close or mark.end) for mark in found]
    for span in brackets:
        if span.depth == 0 and is_role_text(span.inside(source.text)) and not _overlaps(span, taken):
            yield _mark(span.start, span.start + 1, span.end - 1)
    yield from _lines(source)
    if all(mark.field is not Field.DUE for mark in found):
        yield from _times(source, brackets)


def _times(source: Flow, brackets: Sequence[Span]) -> Iterator[Mark]:
    """Where no label gives deadlines, a bracket with nothing but a time does: （8月底前）."""
    for span in brackets:
        words = span.inside(source.plain)
        if (
            span.depth == 0
            and _limit.search(words)
            and not set("，,、；;：:") & set(words)
            and is_time(words)
        ):
            mark = _mark(span.start, span.start + 1, span.end - 1)
            yield replace(mark, field=Field.DUE)


def _mark(start: int, end: int, close: int) -> Mark:
    return Mark(field=Field.UNITS, role=None, start=start, end=end, close=close)


def _overlaps(span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    return any(span.start < start < span.end for start, _ in _near(span, taken))


def _near(span: Span, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    place = bisect_left(taken, (span.start, 0))
    yield from taken[place : place + 1]


def _lines(source: Flow) -> Iterator[Mark]:
    """Take the sentences of a line, or their ends, that do nothing but say who does what."""
    for start, line in zip(source.starts, source.plain.split("\n"), strict=True):
        if _word.search(line) and len(line) < LONGEST_LINE:
            yield from _sentences(source, start, line)


def _sentences(source: Flow, start: int, line: str) -> Iterator[Mark]:
    for found in _sentence.finditer(line):
        for begin, end in _said(found[0]):
            place = start + found.start() + begin
            if source.text[place] not in "(（[〔【":
                yield _mark(place, place, start + found.start() + end)


def _said(words: str) -> Iterator[tuple[int, int]]:
    """Give where a sentence says who: all of it, or the end of each part between semicolons."""
    if _says_who(words):
        yield 0, len(words)
        return
    cover = covered(words)
    for part in _part.finditer(cover):
        place = _begin(words[part.start() : part.end()], cover[part.start() : part.end()])
        if place is not None:
            yield part.start() + place, part.end()


def _begin(words: str, cover: str) -> int | None:
    """Find the first clause from which on a sentence only says who: 建三座桥，县交通局牵头，各镇配合."""
    if not _word.search(words):
        return None
    starts = [found.start() for found in _clause.finditer(cover)][-CLAUSES:]
    return next((start for start in starts if _tells(words[start:])), None)


def _tells(words: str) -> bool:
    """Only names that can be nothing else open a role sentence without 由, and one of them acts."""
    if not is_role_text(words):
        return False
    said = parts(words)
    listed = [name for part in said if part.role for name in names(part.names)]
    first = next(iter(listed), "")
    if is_office(first) or is_leader(first):
        return True
    return is_group(first) and "负责" in words and len(said) == 1


def _says_who(words: str) -> bool:
    return ("牵" in words or words.startswith("由")) and 6 < len(words) < 200 and is_role_text(words)


def owners(source: Flow, brackets: Sequence[Span]) -> Iterator[Mark]:
    """Find the brackets that hold nothing but names of offices: 清理河道（水务科）."""
    for span in brackets:
        listed = names(span.inside(source.text))
        if span.depth == 0 and listed and all(is_unit(name) or is_group(name) for name in listed):
            yield _mark(span.start, span.start + 1, span.end - 1)
