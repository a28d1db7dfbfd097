# SPDX-License-Identifier: Apache-2.0
"""How alike two tasks are: words, candidates, rewritten titles."""

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
_NOISE = re.compile(r"[\s，。、；：,.;:（）()“”\"'‘’《》]+")
_ordinals = re.compile(r"第(?:\d+|[〇一二三四五六七八九十百]+)|(?:\d+|[〇一二三四五六七八九十百]+)[期号]")
_figures = re.compile(r"\d+(?:\.\d+)?")
Canonical = Callable[[str], str]
"""Give the registered name of a unit for any of its names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Traits:
    """What a task is known by, whether in a document or in the ledger; `index` is its place there."""

    index: int
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


def of_draft(index: int, draft: TaskDraft, canonical: Canonical) -> Traits:
    """Take the traits of a task of the document."""
    return Traits(
        index=index,
        number=draft.number,
        title=plain(draft.title),
        units=frozenset(canonical(unit.name) for unit in draft.units),
        targets=frozenset(f"{target.op}{target.value}{target.unit}" for target in draft.targets),
        section=plain(draft.section),
    )


def of_task(index: int, task: TaskView, canonical: Canonical) -> Traits:
    """Take the traits of a task of the ledger."""
    return Traits(
        index=index,
        number=task.number,
        title=plain(task.title),
        units=frozenset(canonical(unit.printed) for unit in task.units),
        targets=frozenset(f"{target.op}{target.value}{target.unit}" for target in task.targets),
        section=plain(task.section),
        is_withdrawn=task.state is TaskState.WITHDRAWN,
    )


def plain(title: str) -> str:
    """Give a title without punctuation and spaces."""
    return _NOISE.sub("", title)


def similarity(one: Traits, other: Traits) -> float:
    """Give how alike two tasks are, 0 to 1."""
    return TITLE * title_similarity(one.title, other.title) + _beside_title(one, other)


def at_most(one: Traits, other: Traits, common: int) -> float:
    """Give a bound that `similarity` never exceeds; `common` is the `longest_common` of the titles."""
    lengths = len(one.title[:COMPARED]) + len(other.title[:COMPARED])
    title = 2 * common / lengths if lengths else 1.0
    return TITLE * title + _beside_title(one, other)


def title_similarity(one: str, other: str) -> float:
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
    masks: dict[str, int] = {}
    for index, character in enumerate(one):
        masks[character] = masks.get(character, 0) | 1 << index
    whole = rest = (1 << len(one)) - 1
    for character in other:
        found = rest & masks.get(character, 0)
        rest = (rest + found) | (rest - found)
    return len(one) - (rest & whole).bit_count()


def _beside_title(one: Traits, other: Traits) -> float:
    return UNITS * _shared(one.units, other.units) + TARGETS * _shared(one.targets, other.targets)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


NEAREST = 5
FAR = 0.2
"""Titles that share less than this of their pairs of characters are not alike."""
SMALL = 64
"""A plan that has no more tasks is compared as a whole."""
SHORTLIST = 24
"""Of a larger one so many are compared: those that share the most of what was looked up."""
SAMPLED = 64
"""Of the titles that hold one pair of characters so many are looked at: a common pair tells little."""
LOOKED_AT = 600
"""So many places are looked up for one title, those of its rarest pairs first."""


class Nearest:
    """Find the few of many tasks whose titles share the most pairs of characters with another's.

    The cost of one search does not grow with the number of tasks.
    """

    def __init__(self, known: Sequence[Traits]) -> None:
        self._known = known
        self._pairs = [frozenset(_runs(traits.title, 2)) for traits in known]
        self._indexes: defaultdict[str, list[int]] = defaultdict(list)
        for index, pairs in enumerate(self._pairs):
            for run in (*pairs, *_runs(known[index].title, 4)):
                self._indexes[run].append(index)

    def to(self, traits: Traits) -> list[Traits]:
        """Give the nearest ones, the nearest first."""
        own = frozenset(_runs(traits.title, 2))
        near = list[tuple[float, int]]()
        for index in self._shortlist(traits.title):
            shorter = min(len(self._known[index].title), len(traits.title))
            share = len(own & self._pairs[index]) / max(1, shorter)
            if share >= FAR:
                near.append((-share, index))
        return [self._known[index] for _, index in sorted(near)[:NEAREST]]

    def _shortlist(self, title: str) -> Iterable[int]:
        if len(self._known) <= SMALL:
            return range(len(self._known))
        seen: Counter[int] = Counter()
        looked_at = 0
        runs = {**_runs(title, 4), **_runs(title, 2)}
        for indexes in sorted((self._indexes.get(run, []) for run in runs), key=len):
            seen.update(indexes[:SAMPLED])
            looked_at += min(len(indexes), SAMPLED)
            if looked_at >= LOOKED_AT:
                break
        return [index for index, _ in seen.most_common(SHORTLIST)]


def _runs(title: str, length: int) -> dict[str, None]:
    """Give each run of characters once, in the order of the title: a set has another in every process."""
    compared = title[:COMPARED]
    return dict.fromkeys(compared[at : at + length] for at in range(max(1, len(compared) - length + 1)))


SHORT = 12
"""Titles shorter than this are alike by chance: 开展日常巡查."""
NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
CONTRASTS = (
    frozenset("东西南北中"),
    frozenset("上中下"),
    frozenset("左右"),
    frozenset("前中后"),
    frozenset("内外"),
    frozenset("新老旧"),
    frozenset("甲乙丙丁戊己庚辛"),
    frozenset("ABCDEFGHabcdefgh"),
)
"""Characters that tell the tasks of one pattern apart: 城东水厂 is never 城西水厂."""


def by_chance(new: Traits, old: Traits) -> bool:
    """A short title, another number and quite other units: perhaps another task that is called the same."""
    others = bool(new.units and old.units) and not new.units & old.units
    return len(new.title) < SHORT and new.number != old.number and others


def is_another(new: Traits, old: Traits) -> bool:
    """Tell whether it may be the next task of a row rather than this one reworded.

    What tells the tasks of a row apart is never reworded; under another number a figure is not either,
    nor is a word that another one stands for.
    """
    replaced = _replaced(new.title, old.title)
    if new.ordinals != old.ordinals or any(map(_is_contrast, replaced)):
        return True
    return new.number != old.number and (new.figures != old.figures or any(map(_is_other_word, replaced)))


def _replaced(one: str, other: str) -> list[tuple[str, str]]:
    matcher = SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return [
        (one[start:end], other[first:last])
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind == "replace"
    ]


def _is_contrast(replaced: tuple[str, str]) -> bool:
    one, other = map(set, replaced)
    return any(one & group and other & group for group in CONTRASTS)


def _is_other_word(replaced: tuple[str, str]) -> bool:
    one, other = replaced
    return min(len(one), len(other)) > 1 or bool(NUMERALS & set(one) and NUMERALS & set(other))
