# SPDX-License-Identifier: Apache-2.0
"""Whole documents against the ledgers made by hand, every field."""

import pytest

from plans.drafts import Reading, TaskDraft
from plans.reading import as_json, read
from tests.support.files.plan_documents import PLANS, PlanDocument

Rows = list[dict[str, str]]


@pytest.fixture(scope="module", params=PLANS, ids=str)
def plan(request: pytest.FixtureRequest) -> PlanDocument:
    """Give each plan: two of this project's own, two published ones."""
    chosen: PlanDocument = request.param
    return chosen.found(request)


@pytest.fixture(scope="module")
def golden(plan: PlanDocument) -> Rows:
    """Give the expected ledger of that plan."""
    return plan.expected()


@pytest.fixture(scope="module")
def reading(plan: PlanDocument) -> Reading:
    """Give what the reader makes of that plan's document."""
    return read(plan.document.read_bytes(), name=plan.document.name)


def row(task: TaskDraft) -> dict[str, str]:
    """Write a task the way the expected ledger does."""
    return {
        "number": task.number,
        "section": task.section,
        "title": "".join(task.title.split()),
        "leaders": ";".join(task.leaders),
        "units": ";".join(unit.name for unit in task.units),
        "due": task.due.isoformat() if task.due else "",
        "milestones": "|".join(f"{step.by}={step.text}" for step in task.milestones),
        "targets": "|".join(written(task)),
    }


def written(task: TaskDraft) -> list[str]:
    return [f"{target.name}{target.op}{target.value}{target.unit}" for target in task.targets]


def figures(targets: list[str]) -> list[str]:
    return sorted(target[min(target.find(sign) % 1000 for sign in "<>=~") :] for target in targets if target)


@pytest.mark.parametrize("field", ["number", "section", "title", "leaders", "units", "due", "milestones"])
def test_every_field_of_every_task_is_as_expected(reading: Reading, golden: Rows, field: str) -> None:
    """Each plan reads completely, field by field, in their order."""
    expected = ["".join(each[field].split()) if field == "title" else each[field] for each in golden]
    assert [row(task)[field] for task in reading.tasks] == expected


def test_figures_of_targets_are_found_and_most_named_alike(reading: Reading, golden: Rows) -> None:
    """Operator, value and unit are right for 99 in 100 targets, their wording for 9 in 10."""
    expected = [each["targets"].split("|") for each in golden]
    found = [written(task) for task in reading.tasks]
    total = sum(len(list(filter(None, each))) for each in expected)
    named = sum(len(set(a) & set(b)) for a, b in zip(expected, found, strict=True))
    wrong = sum(figures(a) != figures(b) for a, b in zip(expected, found, strict=True))
    assert named >= 0.9 * total
    assert wrong <= 0.01 * total + 1


def test_words_of_aim_are_flagged(reading: Reading, plan: PlanDocument) -> None:
    """力争 and 争取 count as words."""
    assert {task.number for task in reading.tasks if task.stretch} == plan.aims


def test_deadlines_are_firm(reading: Reading) -> None:
    """Every task of these plans has a plain date."""
    assert {task.due_kind.value for task in reading.tasks} == {"firm"}


def test_only_group_words_are_groups(reading: Reading) -> None:
    """No named unit is taken for a group word."""
    groups = {unit.name for task in reading.tasks for unit in task.units if unit.is_group}
    assert groups <= {"各部门", "各单位", "相关属地"}
    assert {"各部门", "各单位"} <= groups


def test_nothing_needs_settling_but_what_is_known(reading: Reading, plan: PlanDocument) -> None:
    """The findings are those a person would note, and no others."""
    assert {finding.code for finding in reading.findings} == plan.findings


def test_header_and_repairs_are_complete(reading: Reading, plan: PlanDocument) -> None:
    """The header is read, and every fault is repaired and counted."""
    told = as_json(reading)["plan"]
    assert told["year"] == plan.year
    assert told["title"].startswith(str(plan.year))
    assert told["issued_on"] == plan.issued_on
    assert told["declared_count"] == plan.declared_count
    assert (told["document_number"] is not None) == plan.has_document_number
    assert plan.faults.items() <= reading.repairs.items()


def test_expected_ledger_reads_back_to_itself(plan: PlanDocument, golden: Rows) -> None:
    """A ledger file gives exactly its own content."""
    tasks = read(plan.ledger.read_bytes(), name=plan.ledger.name).tasks
    assert [row(task) for task in tasks] == golden
