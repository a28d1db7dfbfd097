"""The parts of one item of an English list: its words, and what stands behind each label in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.kinds import Role
from plans.fields.labels import LATIN, Field

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
class Part:
    """What one label announces in an item."""

    field: Field
    role: Role | None
    text: str


def has_fields(text: str) -> bool:
    """Tell whether an item names an owner or another field."""
    return bool(_labels.search(text) or _bracket.search(text))


def parts(text: str, *, is_time: IsTime) -> Iterator[Part]:
    """Cut an item at its labels; without any, a bracket at its end may name owner and day."""
    found = list(_labels.finditer(text))
    ends = [*(label.start() for label in found), len(text)]
    yield from _title(text[: ends[0]], is_time if not found else None)
    for label, end in zip(found, ends[1:], strict=True):
        field, role = MEANINGS[label[1].lower()]
        value, rest = _in_bracket(text[label.end() : end])
        yield from _valued(field, role, value.strip(_edges), is_time)
        if rest.strip(_edges):
            yield Part(field=Field.TITLE, role=None, text=_whole(rest))


def _title(text: str, is_time: IsTime | None) -> Iterator[Part]:
    bracket = _bracket.search(text) if is_time else None
    if bracket and is_time and is_time(bracket["when"]):
        yield Part(field=Field.UNITS, role=Role.RESPONSIBLE, text=bracket["who"])
        yield Part(field=Field.DUE, role=None, text=bracket["when"])
        text = text[: bracket.start()]
    yield Part(field=Field.TITLE, role=None, text=_whole(text))


def _in_bracket(text: str) -> tuple[str, str]:
    """End a value where the bracket closes that holds its label; behind it the item goes on."""
    depth = 0
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return text[:place], text[place + 1 :]
    return text, ""


def _whole(text: str) -> str:
    """Take off separators and a bracket that only opens, but keep the full stop that ends a title."""
    text = text.strip(" \t\n;,|*–-")
    return text.rstrip(" ([") if text.count("(") > text.count(")") or text.endswith("[") else text


def _valued(field: Field, role: Role | None, text: str, is_time: IsTime) -> Iterator[Part]:
    """A time behind the names of the owners is the deadline: Lead: Housing; by March 2025."""
    if field is Field.UNITS:
        listed = re.split(r"[;,\n]\s*", text)
        while len(listed) > 1 and is_time(listed[-1]):
            yield Part(field=Field.DUE, role=None, text=listed.pop())
            text = text[: max(text.rfind(mark) for mark in ";,\n")].strip(_edges)
    yield Part(field=field, role=role, text=text)
