# SPDX-License-Identifier: Apache-2.0
"""Which task of a revised plan is which of the ledger: sure pairs, ambiguous matches, splits and mergers.

A revised document renumbers, rewords, merges, splits, drops and adds tasks. What it still contains keeps its
identity and progress; a pair that could be another one is never assumed.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plans.revisions.questions import QuestionKind
from plans.revisions.similarity import (
    Nearest,
    Traits,
    at_most,
    by_chance,
    coverage,
    is_another,
    longest_common,
    similarity,
)

COVERED = 0.65
"""A task of which so much stands in another one may have been merged into it or split off."""
LONGER = 1.3
LEAST = 3
"""A title that is no longer stands in others by chance: 修缮; the units tell whether it is a part."""
Pair = tuple[int, int]
"""The place of a task in the document, and of one in the ledger."""
Both = tuple[Traits, Traits]
"""A task of the document, and one of the ledger."""


def merged_or_split(pairs: Iterable[Both]) -> Mapping[Pair, QuestionKind]:
    """Find documents' tasks that hold several of the ledger, and tasks of the ledger held by several."""
    merged: defaultdict[int, list[Both]] = defaultdict(list)
    split: defaultdict[int, list[Both]] = defaultdict(list)
    for draft, task in pairs:
        if _holds(draft, task):
            merged[draft.index].append((draft, task))
        if _holds(task, draft):
            split[task.index].append((draft, task))
    kinds = dict.fromkeys(_of_several(split.values(), part=0), QuestionKind.SPLIT)
    return kinds | dict.fromkeys(_of_several(merged.values(), part=1), QuestionKind.MERGED)


def is_half(one: Traits, other: Traits) -> bool:
    """Tell whether one of two tasks says most of the other and more."""
    short, long = sorted((one, other), key=lambda item: len(item.title))
    return len(long.title) >= LONGER * len(short.title) and _holds(long, short)


def _of_several(held: Iterable[Sequence[Both]], *, part: int) -> Iterator[Pair]:
    for pairs in held:
        told = [pair for pair in pairs if _is_told(pair, pairs, part)]
        if _are_parts(told):
            yield from ((draft.index, task.index) for draft, task in told)


def _is_told(pair: Both, pairs: Iterable[Both], part: int) -> bool:
    """A short title is a part where the whole says it once more than each longer part does."""
    short, whole = pair[part].title, pair[1 - part].title
    longer = (item[part].title for item in pairs if len(item[part].title) > len(short))
    return len(short) > LEAST or all(whole.count(short) > title.count(short) for title in longer)


def _are_parts(pairs: Sequence[Both]) -> bool:
    """Two tasks that hold most of a third one are parts of it if one of them is clearly shorter."""
    lengths = ((len(draft.title), len(task.title)) for draft, task in pairs)
    return len(pairs) > 1 and any(max(length) >= LONGER * min(length) for length in lengths)


def _holds(whole: Traits, part: Traits) -> bool:
    """Tell whether most of a title stands in another one; of a short one all, and its units there too."""
    if len(part.title) > LEAST:
        return coverage(part.title, whole.title) >= COVERED
    return bool(part.title) and part.title in whole.title and part.units <= whole.units


SURE = 0.84
"""Tasks this alike are the same one, if no other comes near."""
MARGIN = 0.15
"""How far a sure pair must be ahead of every other pair of its two tasks, settled ones included."""
ASKED = 0.55
"""Tasks this alike may be the same one."""
ASKED_WITH_NUMBER = 0.35


@dataclass(frozen=True, kw_only=True, slots=True)
class AmbiguousMatch:
    """A task of the document, and the tasks of the ledger that it may be with their similarity."""

    index: int
    kind: QuestionKind
    candidates: tuple[tuple[int, float], ...]


class CandidatePairs:
    """Every pair that may be one task, among those left over and beside those that are settled."""

    def __init__(
        self,
        drafts: Sequence[Traits],
        tasks: Sequence[Traits],
        rest: Sequence[Traits],
        free: Sequence[Traits],
    ) -> None:
        self._drafts, self._tasks = drafts, tasks
        self._rest = {item.index: item for item in rest}
        self._free = {item.index: item for item in free}
        self._scores = self._scored()
        self._best = _two_best(self._scores, 0), _two_best(self._scores, 1)
        self._parts = merged_or_split((self._rest[new], self._free[old]) for (new, old), _ in self._open())
        self.sure = {new: old for (new, old), score in self._open() if self._is_sure(new, old, score)}

    def ambiguous(self) -> tuple[AmbiguousMatch, ...]:
        """Give the tasks of the document that may be one of the ledger without it being sure."""
        taken = set(self.sure.values())
        found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for (new, old), score in self._open():
            if new not in self.sure and old not in taken and self._may_be(new, old, score):
                found[new].append((old, score))
        return tuple(self._ambiguous_match(index, found[index]) for index in self._rest if index in found)

    def _open(self) -> Iterable[tuple[Pair, float]]:
        """Give the pairs of which neither task is settled."""
        for (new, old), score in self._scores.items():
            if new in self._rest and old in self._free:
                yield (new, old), score

    def _scored(self) -> dict[Pair, float]:
        if not (self._rest and self._free):
            return {}
        numbered = self._of_one_number()
        tasks, drafts = Nearest(self._tasks), Nearest(self._drafts)
        rows = [(new.index, old.index) for new in self._rest.values() for old in tasks.to(new)]
        columns = [(new.index, old.index) for old in self._free.values() for new in drafts.to(old)]
        wanted = dict.fromkeys((*rows, *columns, *numbered))
        return {
            (new, old): similarity(self._drafts[new], self._tasks[old])
            for new, old in wanted
            if (new, old) in numbered or _may_count(self._drafts[new], self._tasks[old])
        }

    def _of_one_number(self) -> set[Pair]:
        """Pair by section and number; where sections begin anew, the number alone says nothing."""
        by_both = {(item.section, item.number): item.index for item in self._free.values()}
        by_number = {item.number: item.index for item in self._free.values()}
        found = (
            (new.index, by_both.get((new.section, new.number), by_number.get(new.number)))
            for new in self._rest.values()
        )
        return {(new, old) for new, old in found if old is not None}

    def _is_sure(self, new: int, old: int, score: float) -> bool:
        if score < SURE or (new, old) in self._parts:
            return False
        rows, columns = self._best
        others = (*rows[new], *columns[old])
        if any(score - value < MARGIN for pair, value in others if pair != (new, old)):
            return False
        draft, task = self._rest[new], self._free[old]
        return not by_chance(draft, task) and not is_another(draft, task)

    def _ambiguous_match(self, index: int, candidates: Iterable[tuple[int, float]]) -> AmbiguousMatch:
        ranked = tuple(sorted(candidates, key=lambda entry: (-entry[1], entry[0])))
        kinds = [self._parts[index, old] for old, _ in ranked if (index, old) in self._parts]
        return AmbiguousMatch(
            index=index, kind=kinds[0] if kinds else QuestionKind.REWORDED, candidates=ranked
        )

    def _may_be(self, new: int, old: int, score: float) -> bool:
        draft, task = self._rest[new], self._free[old]
        enough = ASKED_WITH_NUMBER if draft.number == task.number else ASKED
        return score >= enough or (new, old) in self._parts or is_half(draft, task)


def _may_count(draft: Traits, task: Traits) -> bool:
    """Tell in short time whether a pair can be one task, come near one, or be a part of one."""
    common = longest_common(draft.title, task.title)
    shorter = min(len(draft.title), len(task.title))
    return common >= COVERED * shorter or at_most(draft, task, common) >= ASKED


def _two_best(scores: Mapping[Pair, float], side: int) -> Mapping[int, list[tuple[Pair, float]]]:
    best: defaultdict[int, list[tuple[Pair, float]]] = defaultdict(list)
    for pair, score in scores.items():
        ranked = best[pair[side]]
        ranked.append((pair, score))
        ranked.sort(key=lambda entry: -entry[1])
        del ranked[2:]
    return best


Fixed = Mapping[int, int | None]
"""What a person told: places in the document to places in the ledger, None for a new task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """Sure pairs by their places, and what a person must tell; every other task is new or gone."""

    pairs: Mapping[int, int] = field(default_factory=dict)
    ambiguous: tuple[AmbiguousMatch, ...] = ()

    @property
    def asked(self) -> frozenset[int]:
        """Give the tasks of the ledger that an ambiguous match is about."""
        return frozenset(index for found in self.ambiguous for index, _ in found.candidates)


def match(drafts: Sequence[Traits], tasks: Sequence[Traits], fixed: Fixed | None = None) -> Matching:
    """Pair the tasks of a document with those of the ledger, each at most once."""
    told = dict(fixed or {})
    pairs = {new: old for new, old in told.items() if old is not None}
    new, old = _left(drafts, told), _left(tasks, pairs.values())
    pairs |= _same_titles(new, [item for item in old if not item.is_withdrawn])
    new, old = _left(new, pairs), _left(old, pairs.values())
    pairs |= _come_back(new, old)
    new, old = _left(new, pairs), _left(old, pairs.values())
    candidates = CandidatePairs(drafts, tasks, new, old)
    return Matching(pairs=pairs | candidates.sure, ambiguous=candidates.ambiguous())


def _left(some: Iterable[Traits], settled: Iterable[int]) -> list[Traits]:
    indexes = set(settled)
    return [item for item in some if item.index not in indexes]


def _come_back(new: Sequence[Traits], old: Sequence[Traits]) -> dict[int, int]:
    """Pair what was withdrawn, unless an open task may have been given back its former title."""
    pairs = _same_titles(new, [item for item in old if item.is_withdrawn])
    nearest = Nearest([item for item in old if not item.is_withdrawn])
    returned = [item for item in new if item.index in pairs]
    near = {
        item.index for item in returned for other in nearest.to(item) if similarity(item, other) > 1 - MARGIN
    }
    return {index: known for index, known in pairs.items() if index not in near}


def _same_titles(drafts: Iterable[Traits], tasks: Iterable[Traits]) -> dict[int, int]:
    old = _by_title(tasks)
    pairs: dict[int, int] = {}
    for title, new in _by_title(drafts).items():
        pairs.update(_same_title(new, old.get(title, [])))
    return pairs


def _by_title(known: Iterable[Traits]) -> dict[str, list[Traits]]:
    grouped: defaultdict[str, list[Traits]] = defaultdict(list)
    for traits in known:
        grouped[traits.title].append(traits)
    return grouped


def _same_title(new: Sequence[Traits], old: Sequence[Traits]) -> dict[int, int]:
    """Pair tasks of one title: the only ones, all of them alike, or those that their parts tell apart."""
    if len(new) == len(old) == 1:
        return {} if by_chance(new[0], old[0]) else {new[0].index: old[0].index}
    if Counter(map(_all, new)) == Counter(map(_all, old)):
        pairs = zip(sorted(new, key=_order), sorted(old, key=_order), strict=True)
        return {one.index: other.index for one, other in pairs}
    ours, theirs = Counter(map(_parts, new)), Counter(map(_parts, old))
    known = {_parts(item): item.index for item in old}
    alone = [item for item in new if ours[_parts(item)] == theirs[_parts(item)] == 1]
    return {item.index: known[_parts(item)] for item in alone}


def _all(traits: Traits) -> Hashable:
    return traits.section, traits.number, traits.units, traits.targets


def _order(traits: Traits) -> tuple[str, str, list[str], list[str], int]:
    return traits.section, traits.number, sorted(traits.units), sorted(traits.targets), traits.index


def _parts(traits: Traits) -> Hashable:
    return traits.units, traits.targets
