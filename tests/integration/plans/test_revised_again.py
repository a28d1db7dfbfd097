# SPDX-License-Identifier: Apache-2.0
"""Plans revised again and again in a real ledger: progress stays with its task, whatever is done to them."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from sqlmodel import select

from models.database import Ledger
from models.kinds import DueKind, Role, TaskState
from models.queries import progress
from models.queries.tasks import task_views
from models.tables import Event, Task
from models.views import TaskView
from plans.drafts import Reading, TaskDraft, UnitMention
from plans.revisions.changes import Proposal
from plans.revisions.imports import apply, propose
from plans.revisions.questions import NEW, Question
from tests.builders import MONDAY, reading, task
from tests.support.files.revisions import Item, Revision, revisions
from tests.support.samples import of_many

Truth = Mapping[int, str]
"""The uid that each task of a document carries on, by its place."""
PIPES = Item(title="管网", units=("甲局",), number="1")
PARKING = Item(title="污水老旧改造推进医院停车", units=("乙镇",), number="2")
SHORT_INTO_LONG = Revision(
    old=(PIPES, PARKING),
    new=(
        Item(
            title=f"{PIPES.title}，{PARKING.title}",
            units=(*PIPES.units, *PARKING.units),
            number="1",
            origins=(0, 1),
        ),
    ),
)
"""A task of one word is merged into a longer one, and its progress is the one that goes on."""


@contextmanager
def made(template: Path) -> Iterator[Ledger]:
    """Make a ledger and throw it away."""
    with TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "ledger.db")
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        yield ledger
        ledger.close()


def document(items: tuple[Item, ...]) -> Reading:
    """Give what the reader would give, each task on a line of its own."""
    return reading(_draft(index, item) for index, item in enumerate(items))


def _draft(index: int, item: Item) -> TaskDraft:
    units = tuple(UnitMention(name=unit, role=Role.RESPONSIBLE) for unit in item.units)
    plain = task(index + 1, number=item.number, section=item.section, title=item.title, units=units)
    return replace(plain, leaders=(), due=None, due_kind=DueKind.NONE)


def revise(ledger: Ledger, read: Reading, truth: Truth, *, at: datetime) -> None:
    """Import a document, and answer each question as somebody who knows what became of each task."""
    answers: dict[str, str] = {}
    while (proposal := _proposed(ledger, read, answers, at)).questions:
        question = proposal.questions[0]
        answers[question.ref] = _answer(question, truth, set(answers.values()))
    with ledger.writing() as session:
        apply(session, proposal, read, now=at, by="test", answers=answers)


def _proposed(ledger: Ledger, read: Reading, answers: Mapping[str, str], at: datetime) -> Proposal:
    with ledger.reading() as session:
        return propose(session, read, on=at.date(), answers=answers)


def _answer(question: Question, truth: Truth, given_before: set[str]) -> str:
    uid = truth.get(question.draft.source.line - 1)
    meant = next((each.ref for each in question.candidates if each.task.uid == uid), NEW)
    return NEW if meant in given_before else meant


def report_all(ledger: Ledger) -> dict[int, str]:
    """Report another percentage for every task, and give the uids by the tasks' places."""
    with ledger.writing() as session:
        rows = list(session.exec(select(Task)))
        for row in rows:
            said = progress.Reported(text=f"about {row.uid}", percent=row.position)
            progress.report(session, row, said, at=MONDAY, by="test")
        return {row.position: row.uid for row in rows}


def views(ledger: Ledger) -> dict[str, TaskView]:
    """Give every task of the ledger by its uid, withdrawn ones included."""
    with ledger.reading() as session:
        return {view.uid: view for view in task_views(session, on=MONDAY.date(), with_withdrawn=True)}


def open_uids(ledger: Ledger) -> list[str]:
    """Give the uids of the tasks that the plan has today, in its order."""
    shown = (view for view in views(ledger).values() if view.state is TaskState.OPEN)
    return [view.uid for view in sorted(shown, key=lambda view: view.position)]


def histories(ledger: Ledger) -> dict[str, int]:
    """Count the events of every task."""
    with ledger.reading() as session:
        uids = {row.id: row.uid for row in session.exec(select(Task))}
        events = [event.task_id for event in session.exec(select(Event))]
    return {uid: events.count(key) for key, uid in uids.items()}


@settings(max_examples=of_many(20, sample=6), deadline=None, suppress_health_check=list(HealthCheck))
@example(revision=SHORT_INTO_LONG)
@given(revision=revisions())
def test_progress_stays_with_its_task_and_comes_back_with_it(
    sqlite_template: Path, revision: Revision
) -> None:
    """Revised, then as it was before: every task has the identity, progress and history it began with."""
    with made(sqlite_template) as ledger:
        revise(ledger, document(revision.old), {}, at=MONDAY)
        uids, before = report_all(ledger), histories(ledger)
        truth = {index: uids[item.origins[0]] for index, item in enumerate(revision.new) if item.origins}
        if revision.new:
            revise(ledger, document(revision.new), truth, at=MONDAY + timedelta(days=1))
            require_kept(ledger, uids)
            require_truth(open_uids(ledger), truth, known=set(uids.values()))
        revise(ledger, document(revision.old), uids, at=MONDAY + timedelta(days=2))
        require_kept(ledger, uids)
        assert open_uids(ledger) == [uids[index] for index in range(len(revision.old))]
        assert all(histories(ledger)[uid] >= count for uid, count in before.items())


def require_kept(ledger: Ledger, uids: Mapping[int, str]) -> None:
    """Assert that every task has what was reported of it, open or withdrawn."""
    after = views(ledger)
    for index, uid in uids.items():
        assert (after[uid].percent, after[uid].last_report) == (index, f"about {uid}")


def require_truth(listed: list[str], truth: Truth, *, known: set[str]) -> None:
    """Assert that a task of the document is the one it carries on, or a new one: never another."""
    for index, uid in enumerate(listed):
        assert uid not in known or uid == truth.get(index)


@settings(max_examples=of_many(12, sample=5), deadline=None, suppress_health_check=list(HealthCheck))
@given(revision=revisions())
def test_the_same_revision_twice_changes_nothing(sqlite_template: Path, revision: Revision) -> None:
    """What was answered once is not asked again."""
    with made(sqlite_template) as ledger:
        revise(ledger, document(revision.old), {}, at=MONDAY)
        uids = report_all(ledger)
        truth = {index: uids[item.origins[0]] for index, item in enumerate(revision.new) if item.origins}
        if revision.new:
            read = document(revision.new)
            revise(ledger, read, truth, at=MONDAY + timedelta(days=1))
            assert _proposed(ledger, read, {}, MONDAY + timedelta(days=2)).changes_nothing
