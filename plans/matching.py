"""Which task of the ledger a task of the document is: by number and by likeness of title.

A revised document renumbers, rewords, drops and adds tasks; whatever it still contains keeps its identity.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

from models.views import TaskView
from plans.drafts import TaskDraft

ENOUGH = 0.6
"""Titles this alike are the same task, whatever its number."""
ENOUGH_WITH_NUMBER = 0.4
"""Titles this alike are the same task when the number is the same too."""
Key = TypeVar("Key", bound=Hashable)
_NOISE = re.compile(r"[\s，。、；：,.;:（）()“”\"'‘’《》]+")


def match(drafts: Sequence[TaskDraft], tasks: Sequence[TaskView]) -> dict[int, TaskView]:
    """Pair drafts (by index) with tasks of the ledger, each at most once; the rest is new or gone."""
    pairs = _same_text(drafts, tasks)
    rest = [index for index in range(len(drafts)) if index not in pairs]
    taken = {task.id for task in pairs.values()}
    free = [task for task in tasks if task.id not in taken]
    return pairs | _alike(drafts, rest, free)


def likeness(one: str, other: str) -> float:
    """Give how alike two titles are, 0 to 1, punctuation and spaces left out."""
    matcher = SequenceMatcher(None, plain(one), plain(other), autojunk=False)
    return 0.0 if matcher.real_quick_ratio() < ENOUGH_WITH_NUMBER else matcher.ratio()


def plain(title: str) -> str:
    """Give a title without punctuation and spaces."""
    return _NOISE.sub("", title)


def _same_text(drafts: Sequence[TaskDraft], tasks: Sequence[TaskView]) -> dict[int, TaskView]:
    by_number = {(task.number, plain(task.title)): task for task in tasks}
    pairs = _take(enumerate((draft.number, plain(draft.title)) for draft in drafts), by_number)
    taken = {task.id for task in pairs.values()}
    by_title = {plain(task.title): task for task in tasks if task.id not in taken}
    rest = ((index, plain(draft.title)) for index, draft in enumerate(drafts) if index not in pairs)
    return pairs | _take(rest, by_title)


def _take(wanted: Iterable[tuple[int, Key]], known: dict[Key, TaskView]) -> dict[int, TaskView]:
    return {index: known.pop(key) for index, key in wanted if key in known}


def _alike(drafts: Sequence[TaskDraft], rest: Sequence[int], free: Sequence[TaskView]) -> dict[int, TaskView]:
    scored = sorted(_scores(drafts, rest, free), key=lambda entry: (-entry[0], entry[1], entry[2].id))
    pairs: dict[int, TaskView] = {}
    taken: set[int] = set()
    for _score, index, task in scored:
        if index not in pairs and task.id not in taken:
            pairs[index] = task
            taken.add(task.id)
    return pairs


def _scores(
    drafts: Sequence[TaskDraft], rest: Sequence[int], free: Sequence[TaskView]
) -> Iterable[tuple[float, int, TaskView]]:
    for index in rest:
        for task in free:
            same_number = drafts[index].number == task.number
            score = likeness(drafts[index].title, task.title)
            if score >= (ENOUGH_WITH_NUMBER if same_number else ENOUGH):
                yield score + (0.1 if same_number else 0.0), index, task
