# SPDX-License-Identifier: Apache-2.0
"""What only a person can tell of a revised document: which task of the ledger a task of it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from models.errors import NotFoundError, UsageError
from models.views import TaskView
from plans.drafts import TaskDraft

NEW = "new"
"""The answer that a task of the document is none of the ledger."""
Answers = Mapping[str, str]
"""What a person told: the task of the document by its reference, the ledger's by its own, or `new`."""
Item = TypeVar("Item", TaskDraft, TaskView)


class QuestionKind(StrEnum):
    """What the task of the document looks like."""

    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A task of the ledger that may be meant, with its similarity from 0 to 1."""

    ref: str
    task: TaskView
    similarity: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Which of the candidates is this task of the document, or is it a new one?"""

    ref: str
    draft: TaskDraft
    kind: QuestionKind
    candidates: tuple[Candidate, ...]

    @property
    def margin(self) -> float:
        """Give how far the best candidate is ahead of the next one: small is doubtful."""
        best, *rest = sorted((candidate.similarity for candidate in self.candidates), reverse=True)
        return best - (rest[0] if rest else 0.0)


def references(items: Sequence[Item], mark: Callable[[Item], object]) -> list[str]:
    """Give what a person calls each item: its number, with `@` and a mark when it stands there twice."""
    counts = Counter(item.number for item in items)
    return [item.number if counts[item.number] == 1 else f"{item.number}@{mark(item)}" for item in items]


def draft_references(drafts: Sequence[TaskDraft]) -> list[str]:
    """Give what a person calls each task of the document: 12, or 12@35 for the one that begins in line 35."""
    return references(drafts, lambda draft: draft.source.line)


def task_references(tasks: Sequence[TaskView]) -> list[str]:
    """Give what a person calls each task of the ledger: 12, or 12@3fa9c2 by its uid."""
    return references(tasks, lambda task: task.uid[:6])


def settled(answers: Answers, new: Sequence[str], old: Sequence[str]) -> dict[int, int | None]:
    """Turn answers into places, None for a new task; errors name what is not there or given twice."""
    _require_once(answer for answer in answers.values() if answer != NEW)
    return {
        _place(new, ref, "The document has no task {ref}."): None
        if answer == NEW
        else _place(old, answer, "The plan in the ledger has no task {ref}.")
        for ref, answer in answers.items()
    }


def _require_once(given: Iterable[str]) -> None:
    twice = [ref for ref, count in Counter(given).items() if count > 1]
    if twice:
        raise UsageError(
            "Task {ref} of the ledger is given to two tasks of the document.",
            cure="Give it to the one that carries it on, and answer the other with new.",
            ref=twice[0],
        )


def _place(known: Sequence[str], ref: str, sentence: str) -> int:
    if ref not in known:
        likely = ", ".join(item for item in known if item.partition("@")[0] == ref) or "–"
        raise NotFoundError(
            sentence,
            cure="Write it as the questions do; of that number there are: {likely}.",
            ref=ref,
            likely=likely,
        )
    return known.index(ref)
