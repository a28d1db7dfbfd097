"""Units in a bracket without a word for their role, where the task names nobody else: 【市教育局】修楼。"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from plans.fields.labels import Field, Mark
from plans.people.names import is_group, is_office, names
from plans.structure.segments import Item
from plans.text.brackets import Span, spans
from plans.text.flow import Flow

ENDS = " \t\u3000。.；;"


def with_bare_owners(source: Flow, items: Sequence[Item], found: Sequence[Mark]) -> list[Mark]:
    """Add such brackets, which open a task or close one of its lines, to the labels that were found."""
    brackets = [span for span in spans(source.text) if span.depth == 0]
    starts = [span.start for span in brackets]
    marks = list(found)
    for item in items:
        if not _within(found, item):
            near = brackets[bisect_left(starts, item.start) : bisect_left(starts, item.end)]
            marks += _owners(source, item, near)
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


def _within(found: Sequence[Mark], item: Item) -> bool:
    """Tell whether a label of units stands in a task."""
    begin = bisect_left(found, item.start, key=lambda mark: mark.start)
    end = bisect_left(found, item.end, key=lambda mark: mark.start)
    return any(mark.field is Field.UNITS for mark in found[begin:end])


def _owners(source: Flow, item: Item, brackets: Sequence[Span]) -> Iterator[Mark]:
    for span in brackets:
        listed = names(span.inside(source.text))
        is_placed = not source.text[item.start : span.start].strip() or _closes(source, span, item.end)
        if is_placed and listed and all(is_office(name) or is_group(name) for name in listed):
            yield Mark(field=Field.UNITS, role=None, start=span.start, end=span.start + 1, close=span.end - 1)


def _closes(source: Flow, span: Span, end: int) -> bool:
    return not source.text[span.end : end].partition("\n")[0].strip(ENDS)
