"""Tasks without numbers, each a block of labelled lines that begins with the same label (任务名称：…)."""

from collections.abc import Sequence

from plans.fields.labels import Field, Mark
from plans.structure.segments import Item, Segments
from plans.text.flow import Flow

LEAST = 2


def recorded(source: Flow, parts: Segments, found: Sequence[Mark]) -> Segments:
    """Give the blocks as tasks, numbered in their order, where fewer tasks have numbers; else `parts`."""
    heads = _heads(source, found)
    if len(heads) < LEAST or len(heads) <= len(parts.items) or not _all_filled(heads, found):
        return parts
    starts = [mark.start for mark in heads]
    ends = [*starts[1:], len(source.text)]
    items = (
        Item(number=str(count), section="", start=start, end=end)
        for count, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )
    return Segments(front=starts[0], items=tuple(items), end=len(source.text))


def _heads(source: Flow, found: Sequence[Mark]) -> list[Mark]:
    """Find the marks that repeat the document's first label, when that one names the task."""
    first = next(iter(found), None)
    if first is None or first.field is not Field.TITLE:
        return []
    word = _word(source, first)
    return [mark for mark in found if _word(source, mark) == word and source.opens_line(mark.start)]


def _word(source: Flow, mark: Mark) -> str:
    return "".join(source.plain[mark.start : mark.end].split()).rstrip(":：")


def _all_filled(heads: Sequence[Mark], found: Sequence[Mark]) -> bool:
    """Tell whether every block has a label besides its first."""
    places = {mark.start: place for place, mark in enumerate(found)}
    ends = [*(places[mark.start] for mark in heads[1:]), len(found)]
    return all(end - places[mark.start] >= LEAST for mark, end in zip(heads, ends, strict=True))
