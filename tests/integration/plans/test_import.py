# SPDX-License-Identifier: Apache-2.0
"""Importing a plan: a proposal first, one whole when approved, identity kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.database import Ledger
from models.errors import InputError, LedgerError
from models.kinds import EventKind, Role, TaskState
from models.queries import feeds, log, mailboxes, plans, progress
from models.tables import Event, Message, Milestone
from plans.drafts import StatusDraft, TaskDraft, UnitMention
from plans.revisions.changes import ChangeKind
from plans.revisions.imports import apply, propose
from tests.builders import MONDAY, bring_in, late_task, reading, register, rich_task, task, tasks_of

pytestmark = pytest.mark.one_database

LATER = MONDAY + timedelta(days=1)


def test_everything_a_document_says_is_in_the_ledger(ledger: Ledger) -> None:
    """Titles, units with roles, leaders, dates, milestones and targets come back as they went in."""
    bring_in(ledger, [rich_task()])
    view = tasks_of(ledger)["3"]
    assert [(unit.name, unit.role, unit.is_group) for unit in view.units] == [
        ("甲局", Role.LEAD, False),
        ("乙镇", Role.SUPPORT, False),
        ("各部门", Role.RESPONSIBLE, True),
    ]
    assert [leader.name for leader in view.leaders] == ["李一"]
    assert [(step.by, step.by_text) for step in view.milestones] == [
        (date(2026, 11, 30), "2026-11"),
        (date(2026, 12, 15), "2026-12-15"),
    ]
    assert [(goal.name, goal.op, goal.value, goal.unit) for goal in view.targets] == [("桥", ">=", "3", "座")]
    assert (view.due, view.state, view.plan_start) == (date(2026, 12, 31), TaskState.OPEN, date(2026, 3, 1))


def test_the_same_document_twice_changes_nothing(ledger: Ledger) -> None:
    """A second import proposes nothing and logs nothing."""
    bring_in(ledger, [late_task(), task(2), rich_task()])
    with ledger.reading() as session:
        before = log.newest(session)
    again = bring_in(ledger, [late_task(), task(2), rich_task()], at=LATER)
    with ledger.reading() as session:
        assert (again.changes_nothing, log.newest(session)) == (True, before)


def test_a_proposal_writes_nothing(ledger: Ledger) -> None:
    """Looking at what an import would do leaves the ledger as it was."""
    with ledger.reading() as session:
        proposal = propose(session, reading([task(1)]), on=MONDAY.date())
        assert len(proposal.of(ChangeKind.ADDED)) == 1
    assert tasks_of(ledger) == {}


def test_a_renumbered_and_reworded_task_keeps_identity_and_progress(ledger: Ledger) -> None:
    """What the revised document still contains keeps its uid, its percent and its reached milestones."""
    bring_in(ledger, [task(1), rich_task(), task(4)])
    before = tasks_of(ledger)["3"]
    with ledger.writing() as session:
        row = plans.find_task(session, "2026", "3")
        said = progress.Reported(
            text="一半", percent=50, milestone=session.get(Milestone, before.milestones[0].id)
        )
        progress.report(session, row, said, at=MONDAY, by="test")
    reworded = replace(
        rich_task(), number="9", title=rich_task().title + "，并验收", units=rich_task().units[:1]
    )
    proposal = bring_in(ledger, [task(1), reworded, task(4)], at=LATER)
    after = tasks_of(ledger)["9"]
    assert [len(proposal.of(kind)) for kind in ChangeKind] == [0, 1, 0, 2]
    assert (after.uid, after.percent) == (before.uid, 50)
    assert [step.uid for step in after.milestones] == [step.uid for step in before.milestones]
    assert after.milestones[0].done_on == MONDAY.date()
    assert after.revision > before.revision
    assert after.updated_at > before.updated_at


def test_tasks_that_swap_numbers_do_not_swap_identity(ledger: Ledger) -> None:
    """Likeness of the title counts for more than the number."""
    bring_in(ledger, [task(1, title="改造三座老桥的照明"), task(2, title="开办五所夜校")])
    before = {view.title: view.uid for view in tasks_of(ledger).values()}
    bring_in(ledger, [task(1, title="开办五所夜校"), task(2, title="改造三座老桥的照明")], at=LATER)
    assert {view.title: view.uid for view in tasks_of(ledger).values()} == before


def test_a_task_the_document_dropped_is_withdrawn_and_may_come_back(ledger: Ledger) -> None:
    """Withdrawn is not deleted: the same task returns under the same uid."""
    bring_in(ledger, [task(1), task(2)])
    uid = tasks_of(ledger)["2"].uid
    bring_in(ledger, [task(1)], at=LATER)
    assert tasks_of(ledger)["2"].state is TaskState.WITHDRAWN
    bring_in(ledger, [task(1), task(2)], at=LATER + timedelta(days=1))
    returned = tasks_of(ledger)["2"]
    assert (returned.uid, returned.state) == (uid, TaskState.OPEN)


def test_a_new_deadline_keeps_the_original_beside_it(ledger: Ledger) -> None:
    """The first deadline is never overwritten."""
    bring_in(ledger, [task(1)])
    bring_in(ledger, [task(1, due=date(2027, 3, 31))], at=LATER)
    view = tasks_of(ledger)["1"]
    assert (view.due, view.original_due) == (date(2027, 3, 31), date(2026, 12, 31))


def test_every_change_is_a_line_in_the_log(ledger: Ledger) -> None:
    """The log tells what was added, what changed from what to what, and what was withdrawn."""
    bring_in(ledger, [task(1), task(2)])
    bring_in(ledger, [task(1, due=date(2026, 12, 1))], at=LATER)
    with ledger.reading() as session:
        events = session.exec(select(Event).order_by(Event.id)).all()
    told = [(event.kind, event.detail.get("due")) for event in events if event.at == LATER and event.task_id]
    assert told == [
        (EventKind.TASK_CHANGED, ["2026-12-31", "2026-12-01"]),
        (EventKind.TASK_WITHDRAWN, None),
    ]


def test_a_ledger_that_moved_on_refuses_the_old_proposal(ledger: Ledger) -> None:
    """What a person approved is what is written, or nothing is."""
    read = reading([task(1)])
    with ledger.reading() as session:
        seen = propose(session, read, on=MONDAY.date())
    bring_in(ledger, [task(2)])
    with pytest.raises(LedgerError, match="Run the import again"), ledger.writing() as session:
        apply(session, seen, read, now=MONDAY, by="test")
    assert set(tasks_of(ledger)) == {"2"}


def test_a_document_without_a_year_is_not_imported(ledger: Ledger) -> None:
    """The cure names the option."""
    with pytest.raises(InputError, match="--year"), ledger.reading() as session:
        propose(session, reading([task(1)], year=None), on=MONDAY.date())


def test_a_document_without_a_task_is_not_imported(ledger: Ledger) -> None:
    """An empty reading never withdraws a whole plan."""
    bring_in(ledger, [task(1)])
    with pytest.raises(InputError, match="nothing to import"), ledger.reading() as session:
        propose(session, reading([]), on=MONDAY.date())


def test_an_unknown_unit_is_added_without_a_mailbox_and_told(ledger: Ledger) -> None:
    """Nobody is guessed: the unit waits for its mailbox."""
    proposal = bring_in(ledger, [task(1, units=(UnitMention(name="丙所", role=Role.RESPONSIBLE),))])
    assert proposal.new_units == ("丙所",)
    assert [finding.code for finding in proposal.findings] == ["unknown-unit"]
    with ledger.reading() as session:
        assert mailboxes.by_owner(session) == {}


def test_a_unit_is_known_by_its_aliases(ledger: Ledger) -> None:
    """A plan may use any name of a unit; no second unit comes of it and nothing changes by it."""
    register(ledger)
    bring_in(ledger, [task(1)])
    named = task(1, units=(UnitMention(name="老甲局", role=Role.RESPONSIBLE),))
    assert bring_in(ledger, [named], at=LATER).changes_nothing
    assert [unit.name for unit in tasks_of(ledger)["1"].units] == ["甲局"]


def test_every_unit_leader_and_the_office_get_a_feed(ledger: Ledger) -> None:
    """Feeds are there as soon as there are tasks to show; group words have none."""
    bring_in(ledger, [rich_task()])
    with ledger.reading() as session:
        owners = sorted(feed.name for feed in feeds.views(session))
    assert owners == ["", "乙镇", "李一", "甲局"]


def status(**facts: object) -> TaskDraft:
    """Build a task with status columns."""
    return task(1, status=StatusDraft(**facts))


def test_a_ledger_file_with_status_columns_records_progress(ledger: Ledger) -> None:
    """Percent and report are recorded once, and a closed state closes."""
    bring_in(ledger, [task(1)])
    bring_in(ledger, [status(percent=60, report="主体完工")], at=LATER)
    view = tasks_of(ledger)["1"]
    assert (view.percent, view.last_report, view.state) == (60, "主体完工", TaskState.OPEN)
    assert bring_in(ledger, [status(percent=60, report="主体完工")], at=LATER).changes_nothing
    bring_in(ledger, [status(is_closed=True)], at=LATER + timedelta(hours=1))
    assert tasks_of(ledger)["1"].state is TaskState.CLOSED


def test_nothing_is_sent_by_an_import(ledger: Ledger) -> None:
    """An import writes no message; rounds do."""
    bring_in(ledger, [late_task()])
    with ledger.reading() as session:
        assert session.exec(select(Message)).all() == []
