"""The real documents against the ledgers made by hand, every field."""

import csv
from pathlib import Path

import pytest

from plans.drafts import Reading, TaskDraft
from plans.reading import as_json, read

PLANS = {2023: "001_task_plan_2023.txt", 2026: "003_task_plan_2026.txt"}
STRETCH = {
    2023: {"10", "11", "45", "49", "70", "76", "79", "105"},
    2026: {"11", "18", "23", "32", "54", "65", "79", "88", "97"},
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module", params=PLANS)
def year(request: pytest.FixtureRequest) -> int:
    """Give each plan's year."""
    return int(request.param)


@pytest.fixture(scope="module")
def golden(shared: Path, year: int) -> Rows:
    """Give the expected ledger of that year."""
    with (shared / "golden" / f"plan_{year}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reading(shared: Path, year: int) -> Reading:
    """Give what the reader makes of that year's document."""
    name = PLANS[year]
    return read((shared / "corpus" / name).read_bytes(), name=name)


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
    """Both plans read completely, field by field, in their order."""
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


def test_words_of_aim_are_flagged(reading: Reading, year: int) -> None:
    """力争 and 争取 count as words."""
    assert {task.number for task in reading.tasks if task.stretch} == STRETCH[year]


def test_deadlines_are_firm(reading: Reading) -> None:
    """Every task of both plans has a plain date."""
    assert {task.due_kind.value for task in reading.tasks} == {"firm"}


def test_only_group_words_are_groups(reading: Reading) -> None:
    """No named unit is taken for a group word."""
    groups = {unit.name for task in reading.tasks for unit in task.units if unit.is_group}
    assert groups <= {"各部门", "各单位", "相关属地"}
    assert {"各部门", "各单位"} <= groups


def test_nothing_needs_settling_but_what_is_known(reading: Reading, year: int) -> None:
    """The findings are those a person would note, and no others."""
    expected = {
        2023: {"group-word", "post-without-holder", "repaired"},
        2026: {"group-word", "no-declared-count", "repaired"},
    }
    assert {finding.code for finding in reading.findings} == expected[year]


def test_header_and_repairs_are_complete(reading: Reading, year: int) -> None:
    """The header is read, and every fault is repaired and counted."""
    plan = as_json(reading)["plan"]
    assert plan["year"] == year
    assert plan["title"].startswith(str(year))
    assert plan["issued_on"] == {2023: "2023-03-03", 2026: "2026-03-19"}[year]
    assert plan["declared_count"] == {2023: 121, 2026: None}[year]
    assert (plan["document_number"] is None) == (year == 2026)
    faults = {2023: {"Th": 33, "[image: ]": 10, "page-number": 2}, 2026: {"name-padding": 43}}[year]
    assert faults.items() <= reading.repairs.items()


def test_expected_ledger_reads_back_to_itself(shared: Path, year: int, golden: Rows) -> None:
    """A ledger file gives exactly its own content."""
    name = f"plan_{year}.csv"
    tasks = read((shared / "golden" / name).read_bytes(), name=name).tasks
    assert [row(task) for task in tasks] == golden
