"""Which task of the ledger a task of the document is: told where it is sure, asked where it is not.

A revised document renumbers, rewords, merges, splits, drops and adds tasks. What it still contains keeps its
identity and progress; a pair that could be another one is never assumed.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plans.likeness import Nearest, Traits, coverage, likeness
from plans.questions import QuestionKind

SURE = 0.84
"""Tasks this alike are the same one, if no other comes near."""
MARGIN = 0.15
"""How far a sure pair must be ahead of every other pair of its two tasks, settled ones included."""
ASKED = 0.55
"""Tasks this alike may be the same one."""
ASKED_WITH_NUMBER = 0.35
COVERED = 0.65
"""A task of which so much stands in another one may have been merged into it or split off."""
LONGER = 1.3
SHORT = 12
"""Titles shorter than this are alike by chance: 开展日常巡查."""
Fixed = Mapping[int, int | None]
"""What a person told: places in the document to places in the ledger, None for a new task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A task of the document, and the tasks of the ledger that it may be with their likeness."""

    place: int
    kind: QuestionKind
    candidates: tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """Sure pairs by their places, and what a person must tell; every other task is new or gone."""

    pairs: Mapping[int, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def asked(self) -> frozenset[int]:
        """Give the tasks of the ledger that some doubt is about."""
        return frozenset(place for doubt in self.doubts for place, _ in doubt.candidates)


def match(drafts: Sequence[Traits], tasks: Sequence[Traits], fixed: Fixed | None = None) -> Matching:
    """Pair the tasks of a document with those of the ledger, each at most once."""
    pairs = {new: old for new, old in (fixed or {}).items() if old is not None}
    told = set(fixed or ())
    for withdrawn in (False, True):
        new = [each for each in drafts if each.place not in pairs and each.place not in told]
        taken = set(pairs.values())
        old = [each for each in tasks if each.place not in taken and each.is_withdrawn is withdrawn]
        pairs |= _same_titles(new, old)
    rest = [each for each in drafts if each.place not in pairs and each.place not in told]
    taken = set(pairs.values())
    near = _Near(drafts, tasks, rest, [each for each in tasks if each.place not in taken])
    return Matching(pairs=pairs | near.sure, doubts=near.doubts())


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
        return {} if _by_chance(new[0], old[0]) else {new[0].place: old[0].place}
    if Counter(map(_all, new)) == Counter(map(_all, old)):
        return _zipped(sorted(new, key=_order), sorted(old, key=_order))
    return _told_apart(new, old)


def _told_apart(new: Sequence[Traits], old: Sequence[Traits]) -> dict[int, int]:
    ours, theirs = Counter(map(_parts, new)), {_parts(each): each for each in old}
    alone = [each for each in new if ours[_parts(each)] == 1]
    counts = Counter(map(_parts, old))
    return {each.place: theirs[_parts(each)].place for each in alone if counts[_parts(each)] == 1}


def _zipped(new: Sequence[Traits], old: Sequence[Traits]) -> dict[int, int]:
    return {one.place: other.place for one, other in zip(new, old, strict=True)}


def _all(traits: Traits) -> Hashable:
    return traits.number, traits.units, traits.targets


def _order(traits: Traits) -> tuple[str, list[str], list[str], int]:
    return traits.number, sorted(traits.units), sorted(traits.targets), traits.place


def _parts(traits: Traits) -> Hashable:
    return traits.units, traits.targets


def _by_chance(new: Traits, old: Traits) -> bool:
    """A short title, another number and quite other units: perhaps another task that is called the same."""
    others = bool(new.units and old.units) and not new.units & old.units
    return len(new.title) < SHORT and new.number != old.number and others


def _counts_another(new: Traits, old: Traits) -> bool:
    """Other figures under another number, or another one of many: perhaps the next of a row of tasks."""
    return new.ordinals != old.ordinals or (new.number != old.number and new.figures != old.figures)


class _Near:
    """The tasks whose titles changed, beside those of the ledger that nothing was paired with yet."""

    def __init__(
        self,
        drafts: Sequence[Traits],
        tasks: Sequence[Traits],
        rest: Sequence[Traits],
        free: Sequence[Traits],
    ) -> None:
        self._rest = rest
        self._free = {each.place: each for each in free}
        self._scores: dict[tuple[int, int], float] = {}
        self._rows = self._neighbours(rest, tasks) if free else {}
        self._columns = self._neighbours(free, drafts) if rest else {}
        self._score(drafts, tasks)
        self._parts = self._merged_or_split()
        self.sure = self._sure()

    def doubts(self) -> tuple[Doubt, ...]:
        """Give the tasks of the document that may be one of the ledger without it being sure."""
        taken = set(self.sure.values())
        found = (self._doubt(each, taken) for each in self._rest if each.place not in self.sure)
        return tuple(doubt for doubt in found if doubt)

    def _neighbours(self, some: Sequence[Traits], others: Sequence[Traits]) -> dict[int, list[int]]:
        nearest = Nearest(others)
        return {each.place: [other.place for other in nearest.to(each)] for each in some}

    def _score(self, drafts: Sequence[Traits], tasks: Sequence[Traits]) -> None:
        numbered = {each.number: each.place for each in self._free.values()} if self._rest else {}
        wanted = {(new, old) for new, row in self._rows.items() for old in row}
        wanted |= {(new, old) for old, column in self._columns.items() for new in column}
        wanted |= {(each.place, numbered[each.number]) for each in self._rest if each.number in numbered}
        self._scores = {(new, old): likeness(drafts[new], tasks[old]) for new, old in wanted}
        self._best = _two_best(self._scores, 0), _two_best(self._scores, 1)

    def _sure(self) -> dict[int, int]:
        drafts = {each.place: each for each in self._rest}
        return {
            new: old
            for (new, old), score in self._scores.items()
            if new in drafts and old in self._free and score >= SURE
            if self._is_ahead(new, old, score) and (new, old) not in self._parts
            if not _by_chance(drafts[new], self._free[old])
            if not _counts_another(drafts[new], self._free[old])
        }

    def _is_ahead(self, new: int, old: int, score: float) -> bool:
        rows, columns = self._best
        rivals = (*rows[new], *columns[old])
        others = [value for pair, value in rivals if pair != (new, old)]
        return all(score - value >= MARGIN for value in others)

    def _merged_or_split(self) -> dict[tuple[int, int], QuestionKind]:
        """Find documents' tasks that hold several of the ledger, and tasks of the ledger held by several."""
        merged, split = defaultdict(list), defaultdict(list)
        drafts = {each.place: each for each in self._rest}
        for new, old in self._scores:
            if new in drafts and old in self._free:
                if _holds(drafts[new].title, self._free[old].title):
                    merged[new].append((new, old))
                if _holds(self._free[old].title, drafts[new].title):
                    split[old].append((new, old))
        found = {pair: QuestionKind.SPLIT for pairs in split.values() if len(pairs) > 1 for pair in pairs}
        return found | {
            pair: QuestionKind.MERGED for pairs in merged.values() if len(pairs) > 1 for pair in pairs
        }

    def _doubt(self, draft: Traits, taken: set[int]) -> Doubt | None:
        near = {old for new, old in self._scores if new == draft.place and old in self._free} - taken
        found = [(old, self._scores[draft.place, old]) for old in near if self._may_be(draft, old)]
        if not found:
            return None
        kinds = [self._parts[draft.place, old] for old, _ in found if (draft.place, old) in self._parts]
        return Doubt(
            place=draft.place,
            kind=kinds[0] if kinds else QuestionKind.REWORDED,
            candidates=tuple(sorted(found, key=lambda entry: (-entry[1], entry[0]))),
        )

    def _may_be(self, draft: Traits, old: int) -> bool:
        task, score = self._free[old], self._scores[draft.place, old]
        enough = ASKED_WITH_NUMBER if draft.number == task.number else ASKED
        return score >= enough or (draft.place, old) in self._parts or _is_half(draft.title, task.title)


def _two_best(
    scores: Mapping[tuple[int, int], float], side: int
) -> Mapping[int, list[tuple[tuple[int, int], float]]]:
    best: defaultdict[int, list[tuple[tuple[int, int], float]]] = defaultdict(list)
    for pair, score in scores.items():
        ranked = best[pair[side]]
        ranked.append((pair, score))
        ranked.sort(key=lambda entry: -entry[1])
        del ranked[2:]
    return best


def _holds(whole: str, part: str) -> bool:
    return len(whole) >= LONGER * len(part) and len(part) > 3 and coverage(part, whole) >= COVERED


def _is_half(one: str, other: str) -> bool:
    """Tell whether one of two titles says most of the other and more."""
    return _holds(one, other) or _holds(other, one)
