"""Which tasks hold others: several of the ledger merged into one, or one of them split into several."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from plans.revisions.likeness import Traits, coverage
from plans.revisions.questions import QuestionKind

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
            merged[draft.place].append((draft, task))
        if _holds(task, draft):
            split[task.place].append((draft, task))
    kinds = dict.fromkeys(_of_several(split.values(), part=0), QuestionKind.SPLIT)
    return kinds | dict.fromkeys(_of_several(merged.values(), part=1), QuestionKind.MERGED)


def is_half(one: Traits, other: Traits) -> bool:
    """Tell whether one of two tasks says most of the other and more."""
    short, long = sorted((one, other), key=lambda each: len(each.title))
    return len(long.title) >= LONGER * len(short.title) and _holds(long, short)


def _of_several(held: Iterable[Sequence[Both]], *, part: int) -> Iterator[Pair]:
    for pairs in held:
        told = [each for each in pairs if _is_told(each, pairs, part)]
        if _are_parts(told):
            yield from ((draft.place, task.place) for draft, task in told)


def _is_told(pair: Both, pairs: Iterable[Both], part: int) -> bool:
    """A short title is a part where the whole says it once more than each longer part does."""
    short, whole = pair[part].title, pair[1 - part].title
    longer = (each[part].title for each in pairs if len(each[part].title) > len(short))
    return len(short) > LEAST or all(whole.count(short) > title.count(short) for title in longer)


def _are_parts(pairs: Sequence[Both]) -> bool:
    """Two tasks that hold most of a third one are parts of it if one of them is clearly shorter."""
    lengths = ((len(draft.title), len(task.title)) for draft, task in pairs)
    return len(pairs) > 1 and any(max(each) >= LONGER * min(each) for each in lengths)


def _holds(whole: Traits, part: Traits) -> bool:
    """Tell whether most of a title stands in another one; of a short one all, and its units there too."""
    if len(part.title) > LEAST:
        return coverage(part.title, whole.title) >= COVERED
    return bool(part.title) and part.title in whole.title and part.units <= whole.units
