# SPDX-License-Identifier: Apache-2.0
"""A revision that changes one thing of a task: it is noticed, told, written down, and acted upon."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.database import Ledger
from models.kinds import DueKind, Role, TaskState
from models.tables import Message
from plans.drafts import MilestoneDraft, StatusDraft, TargetDraft, TaskDraft, UnitMention
from plans.revisions.changes import ChangeKind, FieldChange, Proposal
from plans.revisions.imports import propose
from scheduler.round import run_round
from tests.builders import (
    MONDAY,
    bring_in,
    late_task,
    office,
    reading,
    register,
    rich_task,
    task,
    tasks_of,
    write_down,
)

pytestmark = pytest.mark.one_database
LATER = MONDAY + timedelta(days=1)
UNITS = (
    UnitMention(name="甲局", role=Role.SUPPORT),
    UnitMention(name="乙镇", role=Role.LEAD),
    UnitMention(name="各部门", role=Role.RESPONSIBLE, is_group=True),
)
STEPS, TITLE = rich_task().milestones, rich_task().title
CHANGED: dict[str, tuple[object, str, str]] = {
    "number": ("7", "3", "7"),
    "section": ("第二部分", "第一部分", "第二部分"),
    "title": (f"{TITLE}，并验收", TITLE, f"{TITLE}，并验收"),
    "leaders": (("王二",), "李一", "王二"),
    "units": (
        UNITS,
        "甲局 (lead)、各部门 (responsible)、乙镇 (support)",
        "乙镇 (lead)、各部门 (responsible)、甲局 (support)",
    ),
    "due": (date(2026, 11, 30), "2026-12-31", "2026-11-30"),
    "due_kind": (DueKind.SOFT, "firm", "soft"),
    "stretch": (True, "False", "True"),
    "grade": ("重点", "重要", "重点"),
    "assessment_dimension": ("生态环境", "民生实事", "生态环境"),
    "milestones": (
        (STEPS[0], MilestoneDraft(by="2026-12-20", text="验收")),
        "2026-11=开工；2026-12-15=验收",
        "2026-11=开工；2026-12-20=验收",
    ),
    "targets": ((TargetDraft(name="桥", op=">=", value="4", unit="座"),), "桥>=3座", "桥>=4座"),
}
"""For each field another value, and what the proposal says was there and will be."""
STATUS = {
    "closed": (StatusDraft(is_closed=True), "False", "True"),
    "percent": (StatusDraft(percent=40), "None", "40"),
    "report": (StatusDraft(report="已开工"), "None", "已开工"),
}
OF_THE_READING = frozenset({"posts", "source", "confidence"})
"""What tells of the document and not of the task; the names of posts stand beside their leaders."""


def revised(ledger: Ledger, draft: TaskDraft) -> Proposal:
    """Propose a plan with that task instead of the one that is there, between two that stay."""
    bring_in(ledger, [task(1), rich_task(), task(4)])
    with ledger.reading() as session:
        return propose(session, reading([task(1), draft, task(4)]), on=LATER.date())


def test_every_field_of_a_task_is_tried_here() -> None:
    """A field that is new must be compared too, or a revision of it would read "unchanged"."""
    assert {each.name for each in fields(TaskDraft)} - OF_THE_READING == CHANGED.keys() | {"status"}
    assert {each.name for each in fields(StatusDraft)} == {"is_closed", "percent", "report", "reported_on"}


@pytest.mark.parametrize("name", CHANGED)
def test_a_revision_of_one_field_is_proposed_as_that_change(ledger: Ledger, name: str) -> None:
    """The task is changed, in that field alone, with both values for the person who approves."""
    value, before, after = CHANGED[name]
    proposal = revised(ledger, replace(rich_task(), **{name: value}))
    (change,) = proposal.of(ChangeKind.CHANGED)
    assert change.fields == (FieldChange(name=name, before=before, after=after),)
    assert not proposal.changes_nothing


@pytest.mark.parametrize("name", STATUS)
def test_what_a_circulated_ledger_tells_is_proposed_as_a_change(ledger: Ledger, name: str) -> None:
    """Closing, percentage and report alike."""
    status, before, after = STATUS[name]
    (change,) = revised(ledger, replace(rich_task(), status=status)).of(ChangeKind.CHANGED)
    assert change.fields == (FieldChange(name=name, before=before, after=after),)


def test_a_task_that_comes_back_is_proposed_as_a_change(ledger: Ledger) -> None:
    """Withdrawn before and in the document again: its state is what changes."""
    bring_in(ledger, [rich_task(), late_task()])
    bring_in(ledger, [late_task()], at=LATER)
    assert tasks_of(ledger)["3"].state is TaskState.WITHDRAWN
    with ledger.reading() as session:
        (change,) = propose(session, reading([rich_task(), late_task()]), on=LATER.date()).of(
            ChangeKind.CHANGED
        )
    assert change.fields == (FieldChange(name="state", before="withdrawn", after="open"),)


@pytest.mark.parametrize("name", CHANGED)
def test_a_revision_of_one_field_is_written_down(ledger: Ledger, name: str) -> None:
    """The ledger says what the document says, and the same document once more changes nothing."""
    draft = replace(rich_task(), **{name: CHANGED[name][0]})
    bring_in(ledger, [task(1), rich_task(), task(4)])
    before = tasks_of(ledger)["3"]
    bring_in(ledger, [task(1), draft, task(4)], at=LATER)
    after = tasks_of(ledger)[draft.number]
    assert (after.uid, after.revision) == (before.uid, before.revision + 1)
    with ledger.reading() as session:
        again = propose(session, reading([task(1), draft, task(4)]), on=LATER.date())
    assert again.changes_nothing


def test_after_another_leader_is_named_the_former_one_hears_nothing(ledger: Ledger) -> None:
    """The copy of the urging goes to who leads the task now."""
    register(ledger)
    register(ledger, "name,kind,mailbox\n王二,leader,wang@office.example\n")
    bring_in(ledger, [late_task()])
    bring_in(ledger, [replace(late_task(), leaders=("王二",))], at=MONDAY)
    run_round(ledger, office(), write_down, now=MONDAY)
    told = recipients(ledger)
    assert {"wang@office.example", "jia@office.example"} <= told
    assert "li@office.example" not in told


def test_after_another_unit_is_named_the_former_one_hears_nothing(ledger: Ledger) -> None:
    """The urging goes to who answers for the task now."""
    register(ledger)
    bring_in(ledger, [late_task()])
    bring_in(ledger, [replace(late_task(), units=(UnitMention(name="乙镇", role=Role.RESPONSIBLE),))])
    run_round(ledger, office(), write_down, now=MONDAY)
    assert "yi@office.example" in recipients(ledger)
    assert "jia@office.example" not in recipients(ledger)


def recipients(ledger: Ledger) -> set[str]:
    """Give to whom messages were written."""
    with ledger.reading() as session:
        return {message.recipient for message in session.exec(select(Message))}
