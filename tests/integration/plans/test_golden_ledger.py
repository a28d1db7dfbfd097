# SPDX-License-Identifier: Apache-2.0
"""Whole plans come out of the database as they stand in the expected ledgers, on both databases."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pytest

from models.database import Ledger
from models.queries import plans
from models.queries.tasks import task_views
from models.views import TaskView
from plans.reading import read
from plans.revisions.imports import apply, propose
from tests.builders import ZONE
from tests.support.files.plan_documents import PLANS, PlanDocument

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=ZONE)
FIELDS = ("number", "title", "section", "units", "leaders", "due")


def imported(ledger: Ledger, document: Path) -> tuple[TaskView, ...]:
    """Import a document and give its tasks."""
    reading = read(document.read_bytes(), name=document.name)
    with ledger.writing() as session:
        apply(session, propose(session, reading, on=NOW.date()), reading, now=NOW, by="test")
    with ledger.reading() as session:
        (plan,) = plans.all_plans(session)
        return task_views(session, on=NOW.date(), plan_id=plan.id)


def as_golden(task: TaskView) -> dict[str, str]:
    """Write a task as the expected ledger writes it."""
    return {
        "number": task.number,
        "section": task.section,
        "title": "".join(task.title.split()),
        "leaders": ";".join(leader.name for leader in task.leaders),
        "units": ";".join(unit.name for unit in task.units),
        "due": str(task.due or ""),
    }


@pytest.mark.one_database  # the other one is asked for one of them below
@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_a_whole_plan_is_in_the_ledger_field_by_field(
    ledger: Ledger, plan: PlanDocument, request: pytest.FixtureRequest
) -> None:
    """Every task equals the expected ledger in number, title, section, units, leaders and due."""
    found = plan.found(request)
    tasks = imported(ledger, found.document)
    expected = [{name: row[name] for name in FIELDS} for row in found.expected()]
    for row in expected:
        row["title"] = "".join(row["title"].split())
    assert [as_golden(task) for task in tasks] == expected


def test_the_bundled_ledger_and_its_document_are_both_whole(ledger: Ledger) -> None:
    """The bundled ledger of 2026 brings 101 open tasks with a deadline each."""
    reading = read((files("data") / "plans" / "plan_2026.csv").read_bytes(), name="plan_2026.csv")
    with ledger.writing() as session:
        apply(session, propose(session, reading, on=NOW.date()), reading, now=NOW, by="test")
    with ledger.reading() as session:
        tasks = task_views(session, on=NOW.date())
    assert len(tasks) == 101
    assert all(task.is_open and task.due for task in tasks)
