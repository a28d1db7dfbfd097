"""How alike two tasks are: by their titles, their units and their targets."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from models.kinds import TaskState
from models.views import TaskView
from plans.drafts import TaskDraft

TITLE, UNITS, TARGETS = 0.8, 0.1, 0.1
"""What title, units and targets count for; together 1."""
COMPARED = 400
"""Characters of a title that are compared: comparing takes time with the square of the length."""
NEAREST = 5
FAR = 0.2
"""Titles that share less than this of their pairs of characters are not alike."""
COMMON = 400
"""A pair of characters that more titles than this have in common tells none of them apart."""
_NOISE = re.compile(r"[\s，。、；：,.;:（）()“”\"'‘’《》]+")
_ordinals = re.compile(r"第(?:\d+|[〇一二三四五六七八九十百]+)")
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
    is_withdrawn: bool = False

    @property
    def figures(self) -> tuple[str, ...]:
        """Give the figures in the title, sorted."""
        return tuple(sorted(_figures.findall(self.title)))

    @property
    def ordinals(self) -> tuple[str, ...]:
        """Give which one of many the title says it is: 第2座桥 is never 第6座桥."""
        return tuple(sorted(_ordinals.findall(self.title)))


def of_draft(place: int, draft: TaskDraft, canonical: Canonical) -> Traits:
    """Take the traits of a task of the document."""
    return Traits(
        place=place,
        number=draft.number,
        title=plain(draft.title),
        units=frozenset(canonical(unit.name) for unit in draft.units),
        targets=frozenset(f"{each.op}{each.value}{each.unit}" for each in draft.targets),
    )


def of_task(place: int, task: TaskView, canonical: Canonical) -> Traits:
    """Take the traits of a task of the ledger."""
    return Traits(
        place=place,
        number=task.number,
        title=plain(task.title),
        units=frozenset(canonical(unit.printed) for unit in task.units),
        targets=frozenset(f"{each.op}{each.value}{each.unit}" for each in task.targets),
        is_withdrawn=task.state is TaskState.WITHDRAWN,
    )


def plain(title: str) -> str:
    """Give a title without punctuation and spaces."""
    return _NOISE.sub("", title)


def likeness(one: Traits, other: Traits) -> float:
    """Give how alike two tasks are, 0 to 1."""
    return (
        TITLE * title_likeness(one.title, other.title)
        + UNITS * _shared(one.units, other.units)
        + TARGETS * _shared(one.targets, other.targets)
    )


def title_likeness(one: str, other: str) -> float:
    """Give how alike two plain titles are, 0 to 1."""
    return SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False).ratio()


def coverage(part: str, whole: str) -> float:
    """Give how much of `part` stands in `whole`, in runs of two characters or more, 0 to 1."""
    matcher = SequenceMatcher(None, part[:COMPARED], whole[:COMPARED], autojunk=False)
    found = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return found / max(1, len(part[:COMPARED]))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


class Nearest:
    """Find the few of many tasks whose titles share the most pairs of characters with another's."""

    def __init__(self, known: Sequence[Traits]) -> None:
        self._known = known
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, traits in enumerate(known):
            for pair in _pairs(traits.title):
                self._places[pair].append(place)

    def to(self, traits: Traits) -> list[Traits]:
        """Give the nearest ones, the nearest first."""
        shared: Counter[int] = Counter()
        for pair in _pairs(traits.title):
            places = self._places.get(pair, ())
            shared.update(places if len(places) <= COMMON else ())
        near = {place: self._dice(count, place, traits) for place, count in shared.items()}
        ranked = sorted((-dice, place) for place, dice in near.items() if dice >= FAR)
        return [self._known[place] for _, place in ranked[:NEAREST]]

    def _dice(self, shared: int, place: int, traits: Traits) -> float:
        return shared / max(1, min(len(self._known[place].title), len(traits.title)))


def _pairs(title: str) -> Iterable[str]:
    compared = title[:COMPARED]
    return {compared[at : at + 2] for at in range(max(1, len(compared) - 1))}
