"""What a Word file says of its lists: the format, pattern and start of each level."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from plans.containers.markup import xml_root

UNCOUNTED = ("bullet", "none", "")
LEVELS = 9
OFF = ("0", "false", "off")


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One level of a list: what its numbers look like and the first of them."""

    kind: str
    pattern: str
    start: int
    style: str = ""
    suffix: str = ""
    restart: int | None = None
    """The number of the level whose next number lets this one begin anew; 0: it never does."""
    is_legal: bool = False
    """All its numbers are shown in Arabic figures."""


@dataclass(frozen=True, kw_only=True, slots=True)
class List:
    """One list; lists of one `family` count on from each other, unless one starts anew."""

    family: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = field(default_factory=dict)

    def depth_of(self, style: str) -> int | None:
        """Give the level that a paragraph style stands for."""
        return next((depth for depth, level in self.levels.items() if level.style == style), None)


def lists_of(word: Any, styles: Mapping[str, Any]) -> dict[str, List]:
    """Collect the lists of a document by their number; `styles` are its styles by their names."""
    root = _root(word)
    if root is None:
        return {}
    families = {node.get(qn("w:abstractNumId")): node for node in root.iter(qn("w:abstractNum"))}
    numbers = {node.get(qn("w:numId")): node for node in root.iter(qn("w:num"))}
    return {number: _list(node, _family(node, families, numbers, styles)) for number, node in numbers.items()}


def _root(word: Any) -> Any:
    rels = (rel for rel in word.part.rels.values() if rel.reltype.endswith("/numbering"))
    part = next((rel.target_part for rel in rels if not rel.is_external), None)
    return None if part is None else xml_root(part.blob)


def _family(node: Any, families: Mapping[str, Any], numbers: Mapping[str, Any], styles: Any) -> Any:
    """Find the definition of a list, also where it is that of a list style."""
    found = families.get(value(node, "w:abstractNumId"))
    style = styles.get(value(found, "w:numStyleLink")) if found is not None else None
    number = None if style is None else style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    other = None if number is None else numbers.get(value(number, "w:numId"))
    linked = None if other is None else families.get(value(other, "w:abstractNumId"))
    return found if linked is None else linked


def _list(node: Any, family: Any) -> List:
    starts = dict[int, int]()
    levels = {} if family is None else dict(_levels(family))
    for override in node.iter(qn("w:lvlOverride")):
        start = value(override, "w:startOverride")
        if start:
            starts[int(override.get(qn("w:ilvl")))] = int(start)
        levels.update(_levels(override))
    name = "" if family is None else str(family.get(qn("w:abstractNumId")))
    return List(family=name, levels=levels, starts=starts)


def _levels(node: Any) -> Iterator[tuple[int, Level]]:
    for each in node.iter(qn("w:lvl")):
        depth = int(each.get(qn("w:ilvl")))
        if 0 <= depth < LEVELS:
            yield depth, _level(each)


def _level(node: Any) -> Level:
    start, restart = value(node, "w:start"), value(node, "w:lvlRestart")
    return Level(
        kind=value(node, "w:numFmt") or "decimal",
        pattern=value(node, "w:lvlText"),
        start=int(start) if start else 1,
        style=value(node, "w:pStyle"),
        suffix=value(node, "w:suff"),
        restart=int(restart) if restart else None,
        is_legal=is_on(node.find(qn("w:isLgl"))),
    )


def value(node: Any, tag: str) -> str:
    """Give the value of a child element; nothing when it is not there."""
    found = node.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def is_on(switch: Any) -> bool:
    """Tell whether a switch such as w:vanish is there and not turned off."""
    return switch is not None and switch.get(qn("w:val")) not in OFF
