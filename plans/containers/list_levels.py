"""What a Word file says of its lists: the format, pattern and start of each level."""

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

UNCOUNTED = ("bullet", "none", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One level of a list: what its numbers look like and the first of them."""

    kind: str
    pattern: str
    start: int
    style: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class List:
    """One list; lists of one `family` count on from each other, unless one starts anew."""

    family: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)

    def depth_of(self, style: str) -> int:
        """Give the level that a paragraph style stands for."""
        return next((depth for depth, level in self.levels.items() if level.style == style), 0)


def lists_of(word: Any) -> dict[str, List]:
    """Collect the lists of a document by their number."""
    parts = (rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith("/numbering"))
    part = next(parts, None)
    if part is None:
        return {}
    families = {
        node.get(qn("w:abstractNumId")): _levels(node) for node in part.element.iter(qn("w:abstractNum"))
    }
    return {node.get(qn("w:numId")): _list(node, families) for node in part.element.iter(qn("w:num"))}


def _list(node: Any, families: dict[str, dict[int, Level]]) -> List:
    family = value(node, "w:abstractNumId")
    starts, levels = dict[int, int](), dict(families.get(family, {}))
    for override in node.iter(qn("w:lvlOverride")):
        start = value(override, "w:startOverride")
        if start:
            starts[int(override.get(qn("w:ilvl")))] = int(start)
        levels.update(_levels(override))
    return List(family=family, levels=levels, starts=starts)


def _levels(node: Any) -> dict[int, Level]:
    return {int(each.get(qn("w:ilvl"))): _level(each) for each in node.iter(qn("w:lvl"))}


def _level(node: Any) -> Level:
    return Level(
        kind=value(node, "w:numFmt"),
        pattern=value(node, "w:lvlText"),
        start=int(value(node, "w:start") or 1),
        style=value(node, "w:pStyle"),
    )


def value(node: Any, tag: str) -> str:
    """Give the value of a child element; nothing when it is not there."""
    found = node.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val")) or "")
