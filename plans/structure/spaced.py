# SPDX-License-Identifier: Apache-2.0
"""Lists without labels: behind a task's text, or below it, stand units and times, spaces apart."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from plans.fields.labels import LabelMark
from plans.fields.task_fields import Field
from plans.people.leaders import is_person
from plans.people.names import is_group, is_office, is_post, is_unit, names
from plans.structure.numbering import starts_item
from plans.text.blocks import Flow
from plans.time.dates import is_time

LEAST = 3
"""Characters of a task's own words."""
LONGEST = 400
"""Characters of a line that may be such a list."""
_field = re.compile(r"[^ \t\u3000\xa0]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cell:
    """One piece of a line between spaces, and what it holds."""

    field: Field
    start: int
    end: int


def columns(source: Flow, headed: Set[int]) -> Iterator[LabelMark]:
    """Mark the units, leaders and times that end numbered lines; `headed` are the lines of headings."""
    begun = goes_on = False
    for index, (start, line) in enumerate(zip(source.starts, source.text.split("\n"), strict=True)):
        own = starts_item(line)
        begun = begun or own
        can_hold = begun and index not in headed and len(line) <= LONGEST
        cells = _ending(line, is_first=own) if can_hold else []
        goes_on = any(cell.field is Field.UNITS for cell in cells) or (goes_on and bool(cells) and not own)
        if goes_on:
            yield from _marks(start, cells)


def _marks(start: int, cells: list[_Cell]) -> Iterator[LabelMark]:
    """Mark each piece, leaders that stand together once: a space may part a post from a name."""
    for cell, before in zip(cells, (None, *cells), strict=False):
        if before and cell.field is before.field is Field.LEADERS:
            continue
        yield LabelMark(field=cell.field, role=None, start=start + cell.start, end=start + cell.start)


def _ending(line: str, *, is_first: bool) -> list[_Cell]:
    """Walk back from the end of a line while its pieces are names or times; the task's words stop it."""
    found: list[_Cell] = []
    pieces = list(_field.finditer(line))
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        before = pieces[index - 1] if index else None
        is_apart = (
            before is None or piece.start() - before.end() > 1 or "\t" in line[before.end() : piece.start()]
        )
        field = _held(piece[0], may_name=is_apart or (before is not None and is_post(before[0])))
        if field is None:
            break
        found.insert(0, _Cell(field=field, start=piece.start(), end=piece.end()))
    words = line[: found[0].start].strip() if found else line
    if is_first:
        return found if len(words) > LEAST else []
    return found if len(found) == len(pieces) else []


def _held(text: str, *, may_name: bool) -> Field | None:
    """Tell what a piece holds; a bare name needs a wide gap or a post before it."""
    listed = names(text)
    if is_time(text):
        return Field.DUE
    if listed and all(is_office(name) or is_group(name) or _is_list(name, listed) for name in listed):
        return Field.UNITS
    if listed and all(is_post(name) or (may_name and is_person(name)) for name in listed):
        return Field.LEADERS
    return None


def _is_list(name: str, listed: tuple[str, ...]) -> bool:
    """In a list of several units a town or a station is one of them."""
    return len(listed) > 1 and is_unit(name)
