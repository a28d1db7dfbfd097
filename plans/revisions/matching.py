"""Which task of the ledger a task of the document is: told where it is sure, asked where it is not.

A revised document renumbers, rewords, merges, splits, drops and adds tasks. What it still contains keeps its
identity and progress; a pair that could be another one is never assumed.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plans.revisions.likeness import Traits, likeness
from plans.revisions.nearest import Nearest
from plans.revisions.rewording import by_chance
from plans.revisions.rivals import MARGIN, Doubt, Rivals

Fixed = Mapping[int, int | None]
"""What a person told: places in the document to places in the ledger, None for a new task."""


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
    told = dict(fixed or {})
    pairs = {new: old for new, old in told.items() if old is not None}
    new, old = _left(drafts, told), _left(tasks, pairs.values())
    pairs |= _same_titles(new, [each for each in old if not each.is_withdrawn])
    new, old = _left(new, pairs), _left(old, pairs.values())
    pairs |= _come_back(new, old)
    new, old = _left(new, pairs), _left(old, pairs.values())
    rivals = Rivals(drafts, tasks, new, old)
    return Matching(pairs=pairs | rivals.sure, doubts=rivals.doubts())


def _left(some: Iterable[Traits], settled: Iterable[int]) -> list[Traits]:
    places = set(settled)
    return [each for each in some if each.place not in places]


def _come_back(new: Sequence[Traits], old: Sequence[Traits]) -> dict[int, int]:
    """Pair what was withdrawn, unless an open task may have been given back its former title."""
    pairs = _same_titles(new, [each for each in old if each.is_withdrawn])
    nearest = Nearest([each for each in old if not each.is_withdrawn])
    returned = [each for each in new if each.place in pairs]
    near = {each.place for each in returned for other in nearest.to(each) if _comes_near(each, other)}
    return {place: known for place, known in pairs.items() if place not in near}


def _comes_near(draft: Traits, task: Traits) -> bool:
    return likeness(draft, task) > 1 - MARGIN


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
        return {} if by_chance(new[0], old[0]) else {new[0].place: old[0].place}
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
    return traits.section, traits.number, traits.units, traits.targets


def _order(traits: Traits) -> tuple[str, str, list[str], list[str], int]:
    return traits.section, traits.number, sorted(traits.units), sorted(traits.targets), traits.place


def _parts(traits: Traits) -> Hashable:
    return traits.units, traits.targets
