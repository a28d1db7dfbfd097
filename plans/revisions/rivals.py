"""The tasks whose titles changed, beside those of the ledger that nothing was paired with yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plans.revisions.likeness import Traits, at_most, likeness, longest_common
from plans.revisions.nearest import Nearest
from plans.revisions.parts import COVERED, Pair, is_half, merged_or_split
from plans.revisions.questions import QuestionKind
from plans.revisions.rewording import by_chance, is_another

SURE = 0.84
"""Tasks this alike are the same one, if no other comes near."""
MARGIN = 0.15
"""How far a sure pair must be ahead of every other pair of its two tasks, settled ones included."""
ASKED = 0.55
"""Tasks this alike may be the same one."""
ASKED_WITH_NUMBER = 0.35


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """A task of the document, and the tasks of the ledger that it may be with their likeness."""

    place: int
    kind: QuestionKind
    candidates: tuple[tuple[int, float], ...]


class Rivals:
    """Every pair that may be one task, among those left over and beside those that are settled."""

    def __init__(
        self,
        drafts: Sequence[Traits],
        tasks: Sequence[Traits],
        rest: Sequence[Traits],
        free: Sequence[Traits],
    ) -> None:
        self._drafts, self._tasks = drafts, tasks
        self._rest = {each.place: each for each in rest}
        self._free = {each.place: each for each in free}
        self._scores = self._scored()
        self._best = _two_best(self._scores, 0), _two_best(self._scores, 1)
        self._parts = merged_or_split((self._rest[new], self._free[old]) for (new, old), _ in self._open())
        self.sure = {new: old for (new, old), score in self._open() if self._is_sure(new, old, score)}

    def doubts(self) -> tuple[Doubt, ...]:
        """Give the tasks of the document that may be one of the ledger without it being sure."""
        taken = set(self.sure.values())
        found: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
        for (new, old), score in self._open():
            if new not in self.sure and old not in taken and self._may_be(new, old, score):
                found[new].append((old, score))
        return tuple(self._doubt(place, found[place]) for place in self._rest if place in found)

    def _open(self) -> Iterable[tuple[Pair, float]]:
        """Give the pairs of which neither task is settled."""
        for (new, old), score in self._scores.items():
            if new in self._rest and old in self._free:
                yield (new, old), score

    def _scored(self) -> dict[Pair, float]:
        if not (self._rest and self._free):
            return {}
        numbered = self._of_one_number()
        wanted = dict.fromkeys((*self._rows(), *self._columns(), *numbered))
        return {
            (new, old): likeness(self._drafts[new], self._tasks[old])
            for new, old in wanted
            if (new, old) in numbered or _may_count(self._drafts[new], self._tasks[old])
        }

    def _rows(self) -> Iterable[Pair]:
        nearest = Nearest(self._tasks)
        return ((new.place, old.place) for new in self._rest.values() for old in nearest.to(new))

    def _columns(self) -> Iterable[Pair]:
        nearest = Nearest(self._drafts)
        return ((new.place, old.place) for old in self._free.values() for new in nearest.to(old))

    def _of_one_number(self) -> set[Pair]:
        """Pair by section and number; where sections begin anew, the number alone says nothing."""
        by_both = {(each.section, each.number): each.place for each in self._free.values()}
        by_number = {each.number: each.place for each in self._free.values()}
        found = (
            (new.place, by_both.get((new.section, new.number), by_number.get(new.number)))
            for new in self._rest.values()
        )
        return {(new, old) for new, old in found if old is not None}

    def _is_sure(self, new: int, old: int, score: float) -> bool:
        draft, task = self._rest[new], self._free[old]
        is_alone = score >= SURE and self._is_ahead(new, old, score) and (new, old) not in self._parts
        return is_alone and not by_chance(draft, task) and not is_another(draft, task)

    def _is_ahead(self, new: int, old: int, score: float) -> bool:
        rows, columns = self._best
        rivals = (*rows[new], *columns[old])
        return all(score - value >= MARGIN for pair, value in rivals if pair != (new, old))

    def _doubt(self, place: int, candidates: Iterable[tuple[int, float]]) -> Doubt:
        ranked = tuple(sorted(candidates, key=lambda entry: (-entry[1], entry[0])))
        kinds = [self._parts[place, old] for old, _ in ranked if (place, old) in self._parts]
        return Doubt(place=place, kind=kinds[0] if kinds else QuestionKind.REWORDED, candidates=ranked)

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
