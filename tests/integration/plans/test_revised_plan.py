# SPDX-License-Identifier: Apache-2.0
"""A revised document: identity and progress stay, and what is not sure is asked first."""

from datetime import timedelta

import pytest

from models.database import Ledger
from models.errors import NotApproved, NotFoundError, UsageError
from models.kinds import TaskState
from models.queries import plans, progress
from plans.drafts import Reading
from plans.revisions.changes import ChangeKind, Proposal
from plans.revisions.imports import apply, propose
from tests.builders import MONDAY, bring_in, reading, task, tasks_of

pytestmark = pytest.mark.one_database

LATER = MONDAY + timedelta(days=1)
BRIDGE, SCHOOL = "改造三座老桥的照明和护栏", "在城北新区开办五所夜校"
BOTH = f"{BRIDGE}，{SCHOOL}"


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """Give a ledger with two tasks, half of each done."""
    bring_in(ledger, [task(1, title=BRIDGE), task(2, title=SCHOOL)])
    for number, percent in (("1", 40), ("2", 60)):
        with ledger.writing() as session:
            row = plans.find_task(session, "2026", number)
            progress.report(session, row, progress.Reported(text="", percent=percent), at=MONDAY, by="test")
    return ledger


def proposed(ledger: Ledger, read: Reading, **answers: str) -> Proposal:
    """Propose with the answers given as n1="2" for task 1 of the document."""
    with ledger.reading() as session:
        return propose(session, read, on=LATER.date(), answers=told(answers))


def told(answers: dict[str, str]) -> dict[str, str]:
    """Turn n1="2" into what the command line says."""
    return {name.removeprefix("n"): answer for name, answer in answers.items()}


def brought_in(ledger: Ledger, read: Reading, **answers: str) -> None:
    """Import with answers."""
    proposal = proposed(ledger, read, **answers)
    with ledger.writing() as session:
        apply(session, proposal, read, now=LATER, by="test", answers=told(answers))


def test_a_question_leaves_its_tasks_alone(begun: Ledger) -> None:
    """Nothing is added or withdrawn that a question is about, and nothing can be written."""
    proposal = proposed(begun, reading([task(1, title=BOTH)]))
    (question,) = proposal.questions
    assert (question.ref, {each.ref for each in question.candidates}) == ("1", {"1", "2"})
    assert (proposal.changes, proposal.changes_nothing) == ((), False)
    with pytest.raises(NotApproved, match="--match 1="):
        brought_in(begun, reading([task(1, title=BOTH)]))
    assert {view.title for view in tasks_of(begun).values()} == {BRIDGE, SCHOOL}


def test_a_merged_task_carries_on_the_one_that_is_told(begun: Ledger) -> None:
    """Its uid and progress go on; the other is withdrawn and keeps its own."""
    before = tasks_of(begun)
    brought_in(begun, reading([task(7, title=BOTH)]), n7="2")
    after = tasks_of(begun)
    assert (after["7"].uid, after["7"].percent) == (before["2"].uid, 60)
    assert (after["1"].uid, after["1"].percent, after["1"].state) == (
        before["1"].uid,
        40,
        TaskState.WITHDRAWN,
    )


def test_a_split_task_goes_on_in_one_of_its_parts(ledger: Ledger) -> None:
    """The other part is a new task without progress."""
    bring_in(ledger, [task(1, title=BOTH)])
    uid = tasks_of(ledger)["1"].uid
    parts = reading([task(1, title=BRIDGE), task(2, title=SCHOOL)])
    assert len(proposed(ledger, parts).questions) == 2
    brought_in(ledger, parts, n2="1")
    after = tasks_of(ledger)
    assert (after["2"].uid, after["1"].uid != uid) == (uid, True)


def test_a_task_told_to_be_new_leaves_the_other_withdrawn_with_a_warning(begun: Ledger) -> None:
    """Progress that nothing carries on is named."""
    proposal = proposed(begun, reading([task(1, title=BOTH)]), n1="new")
    assert [len(proposal.of(kind)) for kind in (ChangeKind.ADDED, ChangeKind.WITHDRAWN)] == [1, 2]
    assert {each.task for each in proposal.findings if each.code == "progress-withdrawn"} == {"1", "2"}


def test_an_answer_may_overrule_a_sure_pair(begun: Ledger) -> None:
    """The person knows better than the titles."""
    before = tasks_of(begun)
    swapped = reading([task(1, title=BRIDGE), task(2, title=SCHOOL)])
    brought_in(begun, swapped, n1="2", n2="1")
    assert tasks_of(begun)["1"].uid == before["2"].uid


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"n9": "1"}, NotFoundError),
        ({"n1": "9"}, NotFoundError),
        ({"n1": "1", "n2": "1"}, UsageError),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    begun: Ledger, answers: dict[str, str], error: type[Exception]
) -> None:
    """Unknown numbers and a task given twice are told."""
    with pytest.raises(error):
        proposed(begun, reading([task(1, title=BRIDGE), task(2, title=SCHOOL)]), **answers)


def test_tasks_read_with_little_confidence_come_first(ledger: Ledger) -> None:
    """The reader's doubt is the proposal's."""
    proposal = proposed(ledger, reading([task(1), task(2)]))
    assert (proposal.changes[0].confidence, proposal.doubtful) == (1.0, ())
