# SPDX-License-Identifier: Apache-2.0
"""What the office decides of one task: changed at once, told in its history, and safe from later imports."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, Grade, Role
from models.queries import log, plans, progress
from models.tables.base import row_id
from plans.drafts import TaskDraft
from plans.revisions.changes import ChangeKind, Proposal
from plans.revisions.decisions import Decided, Decision, decide
from plans.revisions.imports import propose
from tests.builders import MONDAY, bring_in, reading, rich_task, task, tasks_of

pytestmark = pytest.mark.one_database
LATER = MONDAY + timedelta(days=1)
NOVEMBER = date(2026, 11, 30)


def decided(ledger: Ledger, of: str = "3", **wanted: Any) -> tuple[Decided, ...]:
    """Let 张主任 decide something of a task of the plan of 2026."""
    decision = Decision(**{"units": {}, **wanted})
    with ledger.writing() as session:
        row = plans.find_task(session, "2026", of)
        return decide(session, row, decision, now=LATER, by="张主任", reason="会议决定")


def proposed(ledger: Ledger, *drafts: TaskDraft) -> Proposal:
    """Propose a later document."""
    with ledger.reading() as session:
        return propose(session, reading(drafts), on=LATER.date())


def told_of_decisions(proposal: Proposal) -> list[str]:
    """Give the severities of what the proposal tells of decisions."""
    return [item.severity.value for item in proposal.findings if item.code == "office-decision"]


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """Give a ledger with a plan of two tasks, the rich one is number 3."""
    bring_in(ledger, [task(1), rich_task()])
    return ledger


def test_former_and_new_values_are_given_and_logged_with_the_reason(begun: Ledger) -> None:
    """One line of history, and a revision more, so that calendars take it up."""
    revision = tasks_of(begun)["3"].revision
    fields = decided(begun, due=NOVEMBER, grade=Grade.KEY)
    assert fields == (
        Decided(name="due", before="2026-12-31", after="2026-11-30"),
        Decided(name="grade", before="重要", after="重点"),
    )
    view = tasks_of(begun)["3"]
    assert (view.due, view.grade, view.revision) == (NOVEMBER, "重点", revision + 1)
    with begun.reading() as session:
        last = log.of_task(session, row_id(plans.find_task(session, "2026", "3")))[-1]
        told = (last.kind, last.by, last.detail["text"], last.detail["fields"]["due"])
    assert told == (EventKind.TASK_SET, "张主任", "会议决定", ["2026-12-31", "2026-11-30"])


def test_a_named_role_is_replaced_and_the_others_stay(begun: Ledger) -> None:
    """A unit that gets a new role loses the one it had."""
    before = tasks_of(begun)["3"].units
    mover = next(unit for unit in before if unit.role is not Role.LEAD)
    decided(begun, units={Role.LEAD: [mover.name]})
    expected = {unit.name: unit.role for unit in before if unit.role is not Role.LEAD} | {
        mover.name: Role.LEAD
    }
    assert {unit.name: unit.role for unit in tasks_of(begun)["3"].units} == expected


@pytest.mark.parametrize(
    "wanted",
    [
        {"due": NOVEMBER},
        {"title": "修桥并验收"},
        {"number": "8"},
        {"grade": Grade.ORDINARY},
        {"units": {Role.LEAD: ["乙镇"]}},
    ],
    ids=lambda wanted: next(iter(wanted)),
)
def test_the_same_document_once_more_leaves_it_as_decided(begun: Ledger, wanted: dict[str, Any]) -> None:
    """It is told that the decision stays, and importing writes nothing over it."""
    decided(begun, **wanted)
    number = wanted.get("number", "3")
    before = tasks_of(begun)[number]
    proposal = proposed(begun, task(1), rich_task())
    assert proposal.changes_nothing
    assert told_of_decisions(proposal) == ["info"]
    bring_in(begun, [task(1), replace(rich_task(), section="另一部分")], at=LATER + timedelta(days=1))
    after = tasks_of(begun)[number]
    kept = ("number", "title", "due", "grade", "units")
    assert after.section == "另一部分"
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_a_document_that_says_something_new_is_proposed_with_a_warning(begun: Ledger) -> None:
    """Once approved it counts, and the decision is history."""
    decided(begun, due=NOVEMBER)
    later = replace(rich_task(), due=date(2026, 10, 31))
    proposal = proposed(begun, task(1), later)
    (change,) = proposal.of(ChangeKind.CHANGED)
    assert [(field.before, field.after) for field in change.fields] == [("2026-11-30", "2026-10-31")]
    assert told_of_decisions(proposal) == ["warning"]
    bring_in(begun, [task(1), later], at=LATER + timedelta(days=1))
    assert not told_of_decisions(proposed(begun, task(1), later))
    assert proposed(begun, task(1), rich_task()).of(ChangeKind.CHANGED)


def test_a_document_silent_about_the_grade_does_not_contradict_it(begun: Ledger) -> None:
    """Most documents say nothing of it; their import takes no grade away and tells nothing."""
    decided(begun, "1", grade=Grade.KEY)
    proposal = proposed(begun, task(1), rich_task())
    assert proposal.changes_nothing
    assert not told_of_decisions(proposal)


@pytest.mark.parametrize(
    ("wanted", "error", "told"),
    [
        ({"units": {Role.LEAD: ["乙镇政府"]}}, NotFoundError, "no unit"),
        ({"leaders": ["李二"]}, NotFoundError, "no leader"),
        ({"number": "1"}, UsageError, "already"),
        ({"units": {Role.LEAD: ["乙镇"], Role.SUPPORT: ["乙镇"]}}, UsageError, "two roles"),
    ],
    ids=["unit", "leader", "number", "two roles"],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    begun: Ledger, wanted: dict[str, Any], error: type[NotFoundError | UsageError], told: str
) -> None:
    """An unknown name comes with those it reads like."""
    before = tasks_of(begun)
    with pytest.raises(error) as refused:
        decided(begun, **wanted)
    assert told in refused.value.sentence
    if "leaders" in wanted:
        assert refused.value.facts["likely"] == "李一"
    assert tasks_of(begun) == before


def test_a_closed_task_is_not_changed_and_a_decision_has_a_reason(begun: Ledger) -> None:
    """Reopening comes first."""
    with begun.writing() as session:
        row = plans.find_task(session, "2026", "3")
        with pytest.raises(UsageError) as refused:
            decide(session, row, Decision(units={}, due=NOVEMBER), now=LATER, by="张", reason=" ")
        progress.close(session, row, at=LATER, by="张", text="")
    assert "reason" in refused.value.sentence
    with pytest.raises(UsageError):
        decided(begun, due=NOVEMBER)
