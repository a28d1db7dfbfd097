# SPDX-License-Identifier: Apache-2.0
"""How a person names the tasks of a document and of the ledger, and what is said of an answer that is "
"wrong."""

import pytest

from models.errors import NotFoundError, UsageError
from plans.drafts import Source
from plans.revisions.questions import (
    NEW,
    Candidate,
    Question,
    QuestionKind,
    draft_references,
    settled,
    task_references,
)
from tests.builders import task, task_view

DRAFTS = [
    task(int(number), source=Source(line=line)) for number, line in (("1", 3), ("2", 5), ("2", 35), ("3", 40))
]


def question(*similarities: float) -> Question:
    candidates = tuple(
        Candidate(ref=str(index), task=task_view(index), similarity=similarity)
        for index, similarity in enumerate(similarities, 1)
    )
    return Question(ref="1", draft=DRAFTS[0], kind=QuestionKind.REWORDED, candidates=candidates)


def test_a_task_is_named_by_its_number_and_its_line_where_the_number_stands_twice() -> None:
    """12, or 12@35 for the one that begins in line 35."""
    assert draft_references(DRAFTS) == ["1", "2@5", "2@35", "3"]


def test_a_task_of_the_ledger_is_named_by_its_number_and_the_beginning_of_its_identifier() -> None:
    """Six characters tell those of one number apart."""
    tasks = [
        task_view(1, number="1", uid="3fa9c2aa-b"),
        task_view(2, number="1", uid="77b1e0cc-d"),
        task_view(3),
    ]
    assert task_references(tasks) == ["1@3fa9c2", "1@77b1e0", "3"]


def test_answers_settle_tasks_by_their_places() -> None:
    """One of the ledger for each, or none for a new one; several may be new."""
    answers = {"1": "1@77b1e0", "2@35": NEW, "3": NEW, "2@5": "3"}
    assert settled(answers, draft_references(DRAFTS), ["1@3fa9c2", "1@77b1e0", "3"]) == {
        0: 1,
        2: None,
        3: None,
        1: 2,
    }
    assert settled({"1": "new"}, ["1"], ["1"]) == {0: None}
    assert settled({}, [], []) == {}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"9": "3"},
            "The document has no task 9. Write it as the questions do; of that number there are: –.",
        ),
        (
            {"2": "3"},
            "The document has no task 2. Write it as the questions do; of that number there are: 2@5, 2@35.",
        ),
        (
            {"1": "1"},
            "The plan in the ledger has no task 1. "
            "Write it as the questions do; of that number there are: 1@3fa9c2, 1@77b1e0.",
        ),
    ],
)
def test_an_answer_about_a_task_that_is_not_there_is_told_what_is(answers: dict[str, str], told: str) -> None:
    """With the references that its number has."""
    with pytest.raises(NotFoundError) as caught:
        settled(answers, draft_references(DRAFTS), ["1@3fa9c2", "1@77b1e0", "3"])
    assert str(caught.value) == told


def test_a_task_of_the_ledger_is_carried_on_by_one_task_only() -> None:
    """Whoever gives it twice is told which."""
    with pytest.raises(UsageError) as caught:
        settled({"1": "3", "3": "3", "2@5": NEW, "2@35": NEW}, draft_references(DRAFTS), ["3"])
    assert str(caught.value) == (
        "Task 3 of the ledger is given to two tasks of the document. "
        "Give it to the one that carries it on, and answer the other with new."
    )


@pytest.mark.parametrize(
    ("similarities", "margin"), [((0.9, 0.6), 0.3), ((0.6, 0.5, 0.9), 0.3), ((0.7,), 0.7), ((0.8, 0.8), 0.0)]
)
def test_the_margin_of_a_question_is_how_far_its_best_candidate_is_ahead(
    similarities: tuple[float, ...], margin: float
) -> None:
    """In whatever order they stand; the most doubtful question is asked first."""
    assert question(*similarities).margin == pytest.approx(margin)
