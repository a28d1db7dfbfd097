# SPDX-License-Identifier: Apache-2.0
"""The same plan in every format gives the same ledger."""

from collections.abc import Callable

import pytest

from models.errors import InputError
from plans.drafts import Reading, TaskDraft
from plans.reading import as_json, read
from tests.support.files import plan_files, saved_files
from tests.support.files.plan_documents import PLANS, PlanDocument
from tests.support.files.saved_files import needs_browser, needs_office
from tests.support.files.small_files import web_archive, web_page
from tests.support.files.word_files import numbered_word

HTML = "html:HTML (StarWriter)"
Make = Callable[[], bytes]


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
        (numbered_word, "plan.docx"),
        (plan_files.table_docx, "plan.docx"),
        (plan_files.workbook, "plan.xlsx"),
        (web_page, "plan.html"),
        (web_archive, "plan.mht"),
    ],
)
def test_office_files_give_the_same_ledger(make: Make, name: str, expected: list[tuple[object, ...]]) -> None:
    """Typed numbers, automatic numbers, a Word table, a workbook and a web page read alike."""
    reading = read(make(), name=name)
    assert ledger(reading) == expected
    assert (reading.plan.title, reading.plan.year) == (plan_files.TITLE, 2026)


TEXTS = ["typed", "numbered", "counted", "table"]


SAVED = [(kind, target) for target in (HTML, "odt", "rtf", "doc") for kind in ("typed", "numbered", "table")]
IN_TIME = {("table", "rtf"), ("numbered", "doc")}
"""Of what LibreOffice must read first, and start for each; CI takes all."""


@needs_office
@pytest.mark.parametrize(
    ("kind", "target"),
    [
        pytest.param(kind, target, marks=[pytest.mark.whole])
        if target in ("rtf", "doc") and (kind, target) not in IN_TIME
        else (kind, target)
        for kind, target in SAVED
    ],
)
def test_word_files_saved_otherwise_give_the_same_ledger(
    kind: str, target: str, expected: list[tuple[object, ...]]
) -> None:
    """Web page, OpenDocument, rich text and old Word files read like the file they were made from."""
    reading = read(saved_files.texts_as(target)[kind], name=f"plan.{target.partition(':')[0]}")
    assert ledger(reading) == expected
    assert reading.plan.title == plan_files.TITLE


@needs_office
@pytest.mark.parametrize("kind", [*TEXTS, "furnished"])
def test_printed_word_files_give_the_same_ledger(kind: str, expected: list[tuple[object, ...]]) -> None:
    """A PDF reads like the Word file, without the running heads and page numbers on its pages."""
    reading = read(saved_files.printed()[kind], name="plan.pdf")
    assert ledger(reading) == expected
    assert reading.plan.title == plan_files.TITLE
    assert "unread-text" not in {finding.code for finding in reading.findings}


@needs_browser
def test_web_page_printed_by_a_browser_gives_the_same_ledger(expected: list[tuple[object, ...]]) -> None:
    """A page and what a browser prints of it have the same table, over page breaks too."""
    assert ledger(read(web_page(), name="plan.html")) == expected
    assert ledger(read(saved_files.printed_page(), name="plan.pdf")) == expected


@needs_office
@pytest.mark.parametrize("target", ["xls", "ods", "html:HTML (StarCalc)"])
def test_workbooks_saved_otherwise_give_the_same_ledger(
    target: str, expected: list[tuple[object, ...]]
) -> None:
    """Old Excel files and OpenDocument sheets read like the workbook they were made from."""
    reading = read(saved_files.workbook_as(target), name=f"plan.{target.partition(':')[0]}")
    assert ledger(reading) == expected


@needs_office
def test_halves_of_a_wide_sheet_on_two_pages_make_no_silent_tasks() -> None:
    """A wide sheet is cut over pages when it is printed, and a reader must hear of it."""
    assert read(saved_files.printed()["workbook"], name="plan.pdf").findings


@needs_office
def test_locked_pdf_says_that_it_is_locked() -> None:
    """A password that only the office knows is named as the reason."""
    lock = {"EncryptFile": "true", "DocumentOpenPassword": "x"}
    said = ",".join(f'"{key}":{{"type":"{_type(value)}","value":"{value}"}}' for key, value in lock.items())
    content = saved_files.converted(f"pdf:writer_pdf_Export:{{{said}}}", ("a.txt", b"1. Dam"))["a"]
    with pytest.raises(InputError, match="password") as caught:
        read(content, name="plan.pdf")
    assert caught.value.cure


def _type(value: str) -> str:
    return "boolean" if value == "true" else "string"


@needs_office
def test_tasks_of_a_pdf_know_their_page() -> None:
    """Each task says on which page it stands."""
    tasks = read(saved_files.printed()["table"], name="plan.pdf").tasks
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


@needs_office
@pytest.mark.parametrize("target", [pytest.param("docx", marks=[pytest.mark.whole]), "pdf"])
@pytest.mark.parametrize(
    "plan",
    [pytest.param(each, marks=[pytest.mark.whole] if each.is_published else []) for each in PLANS],
    ids=str,
)
def test_whole_plans_read_alike_through_another_format(
    plan: PlanDocument, target: str, request: pytest.FixtureRequest
) -> None:
    """Plans, converted, give the numbers, leaders, units, deadlines and titles of the expected ledger.

    CI converts those that were published too, and into another format.
    """
    found = plan.found(request)
    told = [each.found(request) for each in PLANS if each.is_published == plan.is_published]
    content = saved_files.converted(
        target, *((f"{each.year}.txt", each.document.read_bytes()) for each in told)
    )
    tasks, golden = read(content[str(plan.year)], name=f"plan.{target}").tasks, found.expected()
    assert [task.number for task in tasks] == [row["number"] for row in golden]
    assert [task.due.isoformat() if task.due else "" for task in tasks] == [row["due"] for row in golden]
    assert [";".join(unit.name for unit in task.units) for task in tasks] == [row["units"] for row in golden]
    assert [";".join(task.leaders) for task in tasks] == [row["leaders"] for row in golden]
    assert ["".join(task.title.split()) for task in tasks] == [
        "".join(row["title"].split()) for row in golden
    ]


@needs_office
@pytest.mark.whole
def test_word_file_of_wps_office_is_read() -> None:
    """A .wps file of WPS Office holds what a .doc file holds, and is read as one."""
    assert len(read(saved_files.texts_as("doc")["numbered"], name="plan.wps").tasks) == 21


@needs_office
def test_workbook_of_wps_office_is_read() -> None:
    """A .et file of WPS Office holds what a .xls file holds."""
    assert len(read(saved_files.workbook_as("xls"), name="plan.et").tasks) == 21


@needs_office
def test_xml_of_word_and_excel_2003_is_read() -> None:
    """Both kept their files as plain XML for a while, under their old names."""
    name = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in plan_files.text().splitlines())
    head = '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="{}"?>'
    text = f"{head.format('Word.Document')}<w:wordDocument {name}><w:body>{lines}</w:body></w:wordDocument>"
    assert len(read(text.encode(), name="plan.doc").tasks) == 21
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'.format
    every = (plan_files.HEADER, *plan_files.tasks())
    rows = "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in every)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    book = (
        f'{head.format("Excel.Sheet")}<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="a">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    )
    assert len(read(book.encode(), name="plan.xls").tasks) == 21
