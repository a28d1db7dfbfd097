"""Finding the few of many tasks whose titles are near another's, without looking at all of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from plans.revisions.likeness import COMPARED, Traits

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
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, pairs in enumerate(self._pairs):
            for run in (*pairs, *_runs(known[place].title, 4)):
                self._places[run].append(place)

    def to(self, traits: Traits) -> list[Traits]:
        """Give the nearest ones, the nearest first."""
        own = frozenset(_runs(traits.title, 2))
        near = ((self._share(own, place, traits), place) for place in self._shortlist(traits.title))
        ranked = sorted((-share, place) for share, place in near if share >= FAR)
        return [self._known[place] for _, place in ranked[:NEAREST]]

    def _share(self, pairs: frozenset[str], place: int, traits: Traits) -> float:
        shorter = min(len(self._known[place].title), len(traits.title))
        return len(pairs & self._pairs[place]) / max(1, shorter)

    def _shortlist(self, title: str) -> Iterable[int]:
        if len(self._known) <= SMALL:
            return range(len(self._known))
        seen: Counter[int] = Counter()
        looked_at = 0
        runs = {**_runs(title, 4), **_runs(title, 2)}
        for places in sorted((self._places.get(run, []) for run in runs), key=len):
            seen.update(places[:SAMPLED])
            looked_at += min(len(places), SAMPLED)
            if looked_at >= LOOKED_AT:
                break
        return [place for place, _ in seen.most_common(SHORTLIST)]


def _runs(title: str, length: int) -> dict[str, None]:
    """Give each run of characters once, in the order of the title: a set has another in every process."""
    compared = title[:COMPARED]
    return dict.fromkeys(compared[at : at + length] for at in range(max(1, len(compared) - length + 1)))
