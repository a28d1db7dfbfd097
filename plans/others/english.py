# SPDX-License-Identifier: Apache-2.0
"""Plans written as English lists."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.findings import Finding
from models.kinds import DueKind, Role
from models.text import clean_line
from plans.drafts import Source, StatusDraft, TaskDraft
from plans.fields.labels import LATIN
from plans.fields.task_fields import Field, read_texts
from plans.fields.values import LONG, due_findings, units
from plans.figures.targets import targets
from plans.others.actions import is_date
from plans.people.names import names
from plans.text.blocks import Line
from plans.text.script import is_stretch
from plans.time.dates import NO_DUE, read_due
from plans.time.milestones import milestones

OWN = {
    Field.RESULT: "response|government response|management response|rag|rag status|current position",
    Field.DUE: "completion|due by|when|timing|timescales|target completion date",
    Field.TARGETS: "success measure|success measures|measure of success|target|targets|kpi|kpis",
    Field.MILESTONES: "milestone",
    Field.TITLE: "action|what",
}
"""Labels that only a list may have: as words of a sentence they are too common."""
MEANINGS = {word: (field, None) for field, listed in OWN.items() for word in listed.split("|")} | LATIN
_labels = re.compile(
    r"(?:^|(?<=[\n(\[|;])|(?<=[.,;] )|(?<=[–-] ))\s{0,4}(?:\*{2}|[*•–-]\s)?("
    + "|".join(re.escape(word) for word in sorted(MEANINGS, key=len, reverse=True))
    + r")\*{0,2}\s?:\*{0,2}\s*",
    re.I,
)
_bracket = re.compile(r"\s*\((?P<who>[A-Z][^()]{1,80}?)[,;]\s*(?P<when>[^(),;]{3,40})\)\s*\.?$")
_edges = " \t\n.;,|()[]*–-"
IsTime = Callable[[str], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledPart:
    """What one label announces in an item."""

    field: Field
    role: Role | None
    text: str


def has_fields(text: str) -> bool:
    """Tell whether an item names an owner or another field."""
    return bool(_labels.search(text) or _bracket.search(text))


def parts(text: str, *, is_time: IsTime) -> Iterator[LabelledPart]:
    """Cut an item at its labels; without any, a bracket at its end may name owner and day."""
    found = list(_labels.finditer(text))
    ends = [*(label.start() for label in found), len(text)]
    yield from _title(text[: ends[0]], is_time if not found else None)
    for label, end in zip(found, ends[1:], strict=True):
        field, role = MEANINGS[label[1].lower()]
        value, rest = _in_bracket(text[label.end() : end])
        yield from _valued(field, role, value.strip(_edges), is_time)
        if rest.strip(_edges):
            yield LabelledPart(field=Field.TITLE, role=None, text=_whole(rest))


def _title(text: str, is_time: IsTime | None) -> Iterator[LabelledPart]:
    bracket = _bracket.search(text) if is_time else None
    if bracket and is_time and is_time(bracket["when"]):
        yield LabelledPart(field=Field.UNITS, role=Role.RESPONSIBLE, text=bracket["who"])
        yield LabelledPart(field=Field.DUE, role=None, text=bracket["when"])
        text = text[: bracket.start()]
    yield LabelledPart(field=Field.TITLE, role=None, text=_whole(text))


def _in_bracket(text: str) -> tuple[str, str]:
    """End a value where the bracket closes that holds its label; behind it the item goes on."""
    depth = 0
    for index, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return text[:index], text[index + 1 :]
    return text, ""


def _whole(text: str) -> str:
    """Take off separators and a bracket that only opens, but keep the full stop that ends a title."""
    text = text.strip(" \t\n;,|*–-")
    return text.rstrip(" ([") if text.count("(") > text.count(")") or text.endswith("[") else text


def _valued(field: Field, role: Role | None, text: str, is_time: IsTime) -> Iterator[LabelledPart]:
    """A time behind the names of the owners is the deadline: Lead: Housing; by March 2025."""
    if field is Field.UNITS:
        listed = re.split(r"[;,\n]\s*", text)
        while len(listed) > 1 and is_time(listed[-1]):
            yield LabelledPart(field=Field.DUE, role=None, text=listed.pop())
            text = text[: max(text.rfind(mark) for mark in ";,\n")].strip(_edges)
    yield LabelledPart(field=field, role=role, text=text)


BULLET = r"[\s>*•#–-]{0,8}"
KINDS = (
    r"(?:Action|Recommendation|Task|Measure|Commitment|Initiative|Deliverable|Step|Item)\s+"
    r"(?P<number>[A-Z]{0,3}[.-]?\d{1,4}(?:\.\d{1,3}){0,3}[a-z]?)\b",
    r"(?P<number>[A-Z]{1,3}[.-]?\d{1,3}(?:\.\d{1,3}){0,3}|\d{1,3}(?:\.\d{1,3}){1,3})(?=[.):\s|*–-])",
    r"(?P<number>\d{1,3})(?=[.):]\s)",
)
"""How a list numbers its items, the surest way first."""
LEAST = 2
"""One item in so many must name somebody."""
NEAR = 20
"""Lines of an item in which its owner is looked for."""
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
            return tuple(task for task, _ in read), [item for _, found in read for item in found]
    return (), []


def _items(lines: Sequence[Line], pattern: re.Pattern[str]) -> Iterator[Listed]:
    section, head, own = "", None, list[Line]()
    for line in lines:
        text = line.text.strip()
        begins = pattern.match(text)
        heading = None if begins else _heading_of(text, own)
        if head and (begins or heading):
            yield _closed(head, section, own)
        if begins or heading:
            section = heading["text"].strip(" *#") if heading else section
            head, own = begins, [replace(line, text=begins["text"])] if begins else []
        elif head and text:
            own.append(line)
    if head:
        yield _closed(head, section, own)


def _closed(head: re.Match[str], section: str, own: Sequence[Line]) -> Listed:
    text = "\n".join(line.text.strip() for line in own)
    return Listed(
        number=head["number"], section=section, text=text, line=own[0].number, last_line=own[-1].number
    )


def _heading_of(text: str, above: Sequence[Line]) -> re.Match[str] | None:
    """Theme 1: … is a heading; 2. Wells is one behind an item that is complete, else a step of it."""
    numbered = _numbered.match(text)
    if numbered and above and not has_fields("\n".join(line.text for line in above[-NEAR:])):
        return None
    return _heading.match(text) or numbered


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
        **read_texts(lambda words: _line(found, words.field) if words.field else ""),
        source=Source(line=item.line, last_line=item.last_line),
    )
    return task, due_findings(due, phrase, task)


def _all(found: Sequence[LabelledPart], *fields: Field) -> str:
    return "\n".join(part.text for part in found if part.field in fields)[:LONG]


def _line(found: Sequence[LabelledPart], field: Field) -> str:
    return clean_line(_all(found, field).replace("\n", " "))


def _is_time(text: str) -> bool:
    due = read_due(text, year=2000)
    return is_date(text) or (due.kind not in (DueKind.NONE, DueKind.FIRM) and len(text.split()) <= LEAST)
