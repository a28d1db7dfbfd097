"""The same plan in every format gives the same ledger."""

import csv
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import plan_files
import pytest
from docx import Document
from plan_files import converted

from plans.drafts import Reading, TaskDraft
from plans.reading import as_json, read

HTML = "html:HTML (StarWriter)"
Make = Callable[[], bytes]
needs_office = pytest.mark.skipif(
    plan_files.office() is None, reason="LibreOffice (soffice) is not installed"
)


def seen(task: TaskDraft) -> tuple[object, ...]:
    return (
        task.number,
        task.section,
        task.title,
        task.leaders,
        tuple(unit.name for unit in task.units),
        task.due,
        task.milestones,
        task.targets,
    )


def ledger(reading: Reading) -> list[tuple[object, ...]]:
    return [seen(task) for task in reading.tasks]


@pytest.fixture(scope="module")
def expected() -> list[tuple[object, ...]]:
    """Give the ledger that the plan as plain text gives."""
    found = ledger(read(plan_files.text().encode(), name="plan.txt"))
    assert len(found) == 21
    return found


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (plan_files.typed_docx, "plan.docx"),
        (plan_files.numbered_docx, "plan.docx"),
        (plan_files.table_docx, "plan.docx"),
        (plan_files.workbook, "plan.xlsx"),
    ],
)
def test_office_files_give_the_same_ledger(make: Make, name: str, expected: list[tuple[object, ...]]) -> None:
    """Typed numbers, automatic numbers, a Word table and a workbook read alike."""
    reading = read(make(), name=name)
    assert ledger(reading) == expected
    assert (reading.plan.title, reading.plan.year) == (plan_files.TITLE, 2026)


@needs_office
@pytest.mark.parametrize("target", ["pdf", HTML, "odt", "rtf", "doc"])
@pytest.mark.parametrize("make", [plan_files.numbered_docx, plan_files.table_docx])
def test_word_files_saved_otherwise_give_the_same_ledger(
    make: Make, target: str, expected: list[tuple[object, ...]]
) -> None:
    """PDF, web page, OpenDocument, rich text and old Word files read like the file they were made from."""
    source = converted(make(), "docx", "odt")  # Word files of our library lose tables on the way to .doc
    suffix = target.partition(":")[0]
    content = source if target == "odt" else converted(source, "odt", target)
    reading = read(content, name=f"plan.{suffix}")
    assert ledger(reading) == expected
    assert reading.plan.title == plan_files.TITLE


@needs_office
@pytest.mark.parametrize("target", ["xls", "ods", "html:HTML (StarCalc)", "pdf"])
def test_workbooks_saved_otherwise_give_the_same_ledger(
    target: str, expected: list[tuple[object, ...]]
) -> None:
    """Old Excel files and OpenDocument sheets read like the workbook they were made from."""
    content = converted(plan_files.workbook(), "xlsx", target)
    reading = read(content, name=f"plan.{target.partition(':')[0]}")
    if target == "pdf":  # a wide sheet is cut over pages; the reader may not make tasks of halves silently
        assert reading.findings
    else:
        assert ledger(reading) == expected


@needs_office
def test_running_heads_and_page_numbers_of_a_pdf_belong_to_no_task(
    expected: list[tuple[object, ...]],
) -> None:
    """What stands on every page is left out, wherever a page breaks."""
    document = Document(BytesIO(plan_files.typed_docx()))
    plan_files.with_page_numbers(document)
    content = converted(plan_files.saved(document), "docx", "pdf")
    reading = read(content, name="plan.pdf")
    assert ledger(reading) == expected
    assert [finding.code for finding in reading.findings if finding.code == "unread-text"] == []


@needs_office
def test_tasks_of_a_pdf_know_their_page() -> None:
    """Each task says on which page it stands."""
    tasks = read(converted(plan_files.table_docx(), "docx", "pdf"), name="plan.pdf").tasks
    pages = [task.source.page for task in tasks]
    assert pages[0] == 1
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert pages[-1] is not None
    assert pages[-1] > 1


def test_tasks_of_a_workbook_know_their_sheet_and_cells() -> None:
    """The JSON of a task names the cell of each of its fields."""
    task = as_json(read(plan_files.workbook(), name="plan.xlsx"))["tasks"][8]
    assert task["source"]["sheet"] == "任务清单"
    assert task["source"]["cells"] == {
        "number": "A11",
        "section": "B11",
        "title": "C11",
        "leaders": "D11",
        "units": "E11",
        "due": "F11",
    }


PLANS = {2023: "001_task_plan_2023.txt", 2026: "003_task_plan_2026.txt"}


@needs_office
@pytest.mark.parametrize("target", ["docx", "pdf"])
@pytest.mark.parametrize("year", PLANS)
def test_real_plans_read_alike_through_another_format(shared: Path, year: int, target: str) -> None:
    """Both real plans, converted, give the numbers, leaders, units and deadlines of the expected ledger."""
    content = converted((shared / "corpus" / PLANS[year]).read_bytes(), "txt", target)
    tasks = read(content, name=f"plan.{target}").tasks
    with (shared / "golden" / f"plan_{year}.csv").open(encoding="utf-8", newline="") as file:
        golden = list(csv.DictReader(file))
    assert [task.number for task in tasks] == [row["number"] for row in golden]
    assert [task.due.isoformat() if task.due else "" for task in tasks] == [row["due"] for row in golden]
    assert [";".join(unit.name for unit in task.units) for task in tasks] == [row["units"] for row in golden]
    assert [";".join(task.leaders) for task in tasks] == [row["leaders"] for row in golden]
    assert ["".join(task.title.split()) for task in tasks] == [
        "".join(row["title"].split()) for row in golden
    ]
