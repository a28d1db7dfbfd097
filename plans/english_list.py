"""English plans written as a list: Action 1: … Lead: … Deadline: …, or 1.1 Publish … (Lead: Roads; by May)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.findings import Finding
from models.kinds import DueKind, Role
from models.text import clean_line
from plans.actions import is_date
from plans.blocks import Line
from plans.dates import NO_DUE, read_due
from plans.drafts import Source, StatusDraft, TaskDraft
from plans.english_parts import Part, has_fields, parts
from plans.fields import due_findings, units
from plans.labels import Field
from plans.milestones import milestones
from plans.names import names
from plans.stretch import is_stretch
from plans.targets import targets

BULLET = r"[\s>*•#–-]{0,8}"
KINDS = (
    r"(?:Action|Recommendation|Task|Measure|Commitment|Initiative|Deliverable|Step|Item)\s+"
    r"(?P<number>[A-Z]{0,3}[.-]?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)\b",
    r"(?P<number>[A-Z]{1,3}[.-]?\d{1,3}(?:\.\d{1,3}){0,3}|\d{1,3}(?:\.\d{1,3}){1,3})(?=[.):\s|*–-])",
    r"(?P<number>\d{1,3})(?=[.):]\s)",
)
"""How a list numbers its items, the surest way first."""
LEAST = 2
"""One item in so many must name somebody."""
_heading = re.compile(
    rf"^(?:#{{1,6}}\s+(?:\d+[.)]?\s+)?|{BULLET}(?:Theme|Priority|Objective|Goal|Part|Pillar|Chapter|Outcome|"
    r"Strand|Section|Aim)\s+\w{1,3}\s*[:.–-]\s*)(?P<text>.{2,120})$"
)
_numbered = re.compile(r"^\d{1,2}[.)]?\s+(?P<text>[A-Z][^.:;]{1,80})$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One item of the list: its number, the heading above it and its lines in one text."""

    number: str
    section: str
    text: str
    line: int
    last_line: int


def read_list(
    lines: Sequence[Line], *, year: int | None, kinds: Sequence[str] = KINDS
) -> tuple[tuple[TaskDraft, ...], list[Finding]]:
    """Read the items of the first way of numbering under which somebody is named for them."""
    for kind in kinds:
        items = list(_items(lines, re.compile(rf"^{BULLET}{kind}{BULLET}[.):|]?\*{{0,2}}\s*(?P<text>.*)$")))
        read = [_read(item, year) for item in items]
        named = [task for task, _ in read if task.units or task.leaders]
        if named and len(named) * LEAST >= len(read):
            return tuple(task for task, _ in read), [each for _, found in read for each in found]
    return (), []


def _items(lines: Sequence[Line], pattern: re.Pattern[str]) -> Iterator[Listed]:
    section, item = "", None
    for line in lines:
        text = line.text.strip()
        head, heading = pattern.match(text), _heading_of(text, item)
        if item and (head or heading):
            yield item
            item = None
        if head:
            item = _opened(head, section, line)
        elif heading:
            section = heading["text"].strip(" *#")
        elif item and text:
            item = replace(item, text=f"{item.text}\n{text}", last_line=line.number)
    if item:
        yield item


def _opened(head: re.Match[str], section: str, line: Line) -> Listed:
    number, place = head["number"], line.number
    return Listed(number=number, section=section, text=head["text"], line=place, last_line=place)


def _heading_of(text: str, above: Listed | None) -> re.Match[str] | None:
    """Theme 1: … is a heading; 2. Wells is one behind an item that is complete, else a step of it."""
    is_between = above is None or has_fields(above.text)
    return _heading.match(text) or (_numbered.match(text) if is_between else None)


def _read(item: Listed, year: int | None) -> tuple[TaskDraft, list[Finding]]:
    found = list(parts(item.text, is_time=_is_time))
    title = _line(found, Field.TITLE)
    phrase = "; ".join(part.text for part in found if part.field is Field.DUE)
    due = read_due(phrase, year=year) if phrase else NO_DUE
    report = _line(found, Field.RESULT)
    task = TaskDraft(
        number=item.number,
        section=item.section,
        title=title,
        leaders=names(_all(found, Field.LEADERS)),
        units=units(
            (part.role or Role.RESPONSIBLE, part.text) for part in found if part.field is Field.UNITS
        ),
        due=due.on,
        due_kind=due.kind,
        stretch=is_stretch(title),
        milestones=milestones(_all(found, Field.TITLE, Field.MILESTONES), year=year),
        targets=targets(_all(found, Field.TITLE, Field.TARGETS)),
        status=StatusDraft(report=report) if report else None,
        source=Source(line=item.line, last_line=item.last_line),
    )
    return task, due_findings(due, phrase, task)


def _all(found: Sequence[Part], *fields: Field) -> str:
    return "\n".join(part.text for part in found if part.field in fields)


def _line(found: Sequence[Part], field: Field) -> str:
    return clean_line(_all(found, field).replace("\n", " "))


def _is_time(text: str) -> bool:
    due = read_due(text, year=2000)
    return is_date(text) or (due.kind not in (DueKind.NONE, DueKind.FIRM) and len(text.split()) <= LEAST)
