"""How alike two tasks are: by their titles, their units and their targets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.kinds import TaskState
from models.views import TaskView
from plans.drafts import TaskDraft

TITLE, UNITS, TARGETS = 0.8, 0.1, 0.1
"""What title, units and targets count for; together 1."""
COMPARED = 400
"""Characters of a title that are compared: comparing takes time with the square of the length."""
_NOISE = re.compile(r"[\s，。、；：,.;:（）()“”\"'‘’《》]+")
_ordinals = re.compile(r"第(?:\d+|[〇一二三四五六七八九十百]+)|(?:\d+|[〇一二三四五六七八九十百]+)[期号]")
_figures = re.compile(r"\d+(?:\.\d+)?")
Canonical = Callable[[str], str]
"""Give the registered name of a unit for any of its names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a task is known by, whether in a document or in the ledger; `place` is its place there."""

    place: int
    number: str
    title: str
    units: frozenset[str]
    targets: frozenset[str]
    section: str = ""
    is_withdrawn: bool = False

    @property
    def figures(self) -> tuple[str, ...]:
        """Give the figures in the title, sorted."""
        return tuple(sorted(_figures.findall(self.title)))

    @property
    def ordinals(self) -> tuple[str, ...]:
        """Give which one of many the title says it is: 第2座桥 is never 第6座桥, 一期 never 二期."""
        return tuple(sorted(_ordinals.findall(self.title)))


def of_draft(place: int, draft: TaskDraft, canonical: Canonical) -> Traits:
    """Take the traits of a task of the document."""
    return Traits(
        place=place,
        number=draft.number,
        title=plain(draft.title),
        units=frozenset(canonical(unit.name) for unit in draft.units),
        targets=frozenset(f"{each.op}{each.value}{each.unit}" for each in draft.targets),
        section=plain(draft.section),
    )


def of_task(place: int, task: TaskView, canonical: Canonical) -> Traits:
    """Take the traits of a task of the ledger."""
    return Traits(
        place=place,
        number=task.number,
        title=plain(task.title),
        units=frozenset(canonical(unit.printed) for unit in task.units),
        targets=frozenset(f"{each.op}{each.value}{each.unit}" for each in task.targets),
        section=plain(task.section),
        is_withdrawn=task.state is TaskState.WITHDRAWN,
    )


def plain(title: str) -> str:
    """Give a title without punctuation and spaces."""
    return _NOISE.sub("", title)


def likeness(one: Traits, other: Traits) -> float:
    """Give how alike two tasks are, 0 to 1."""
    return TITLE * title_likeness(one.title, other.title) + _beside_title(one, other)


def at_most(one: Traits, other: Traits, common: int) -> float:
    """Give a bound that `likeness` never exceeds; `common` is the `longest_common` of the titles."""
    lengths = len(one.title[:COMPARED]) + len(other.title[:COMPARED])
    title = 2 * common / lengths if lengths else 1.0
    return TITLE * title + _beside_title(one, other)


def title_likeness(one: str, other: str) -> float:
    """Give how alike two plain titles are, 0 to 1."""
    return SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False).ratio()


def coverage(part: str, whole: str) -> float:
    """Give how much of `part` stands in `whole`, in runs of two characters or more, 0 to 1."""
    matcher = SequenceMatcher(None, part[:COMPARED], whole[:COMPARED], autojunk=False)
    found = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return found / max(1, len(part[:COMPARED]))


def longest_common(one: str, other: str) -> int:
    """Count the characters of the longest common subsequence (Hyyrö 2004, one bit a character)."""
    one, other = one[:COMPARED], other[:COMPARED]
    places: dict[str, int] = {}
    for place, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << place
    whole = rest = (1 << len(one)) - 1
    for character in other:
        found = rest & places.get(character, 0)
        rest = (rest + found) | (rest - found)
    return len(one) - (rest & whole).bit_count()


def _beside_title(one: Traits, other: Traits) -> float:
    return UNITS * _shared(one.units, other.units) + TARGETS * _shared(one.targets, other.targets)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
