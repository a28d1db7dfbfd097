# SPDX-License-Identifier: Apache-2.0
"""A ledger given back as a file reads as the same ledger."""

import csv
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.database import Ledger
from models.kinds import DueKind, Role
from models.queries import plans, progress
from models.queries.tasks import task_views
from models.tables import Plan
from models.text import clean_line
from papers.export import Form, write_file
from papers.table import PaperSheet, sheet
from plans.drafts import MilestoneDraft, PlanDraft, TargetDraft, TaskDraft, UnitMention
from plans.reading import read
from plans.revisions.changes import Proposal
from plans.revisions.imports import propose
from plans.text.script import tidy
from templates.catalogues import load
from tests.builders import MONDAY, bring_in, late_task, rich_task, task
from tests.support.samples import of_many

FORMS = (Form.CSV, Form.XLSX, Form.DOCX)
LOCALES = ("zh_CN", "en")
SIGNS = "=+-@"


@pytest.fixture
def ledger(tmp_path: Path, sqlite_template: Path) -> Iterator[Ledger]:
    """Give an empty ledger: what is exported does not depend on the database."""
    with made(sqlite_template) as ledger:
        yield ledger


@contextmanager
def made(template: Path) -> Iterator[Ledger]:
    """Make a ledger and throw it away."""
    with TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "ledger.db")
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        yield ledger
        ledger.close()


def laid_out(ledger: Ledger, locale: str = "zh_CN") -> PaperSheet:
    """Lay out the plan of 2026 as the command does."""
    with ledger.reading() as session:
        plan: Plan = plans.find_plan(session, "2026")
        tasks = task_views(session, on=MONDAY.date(), plan_id=plan.id)
    names = ("title", "year", "document_number", "issuer", "issued_on", "declared_count")
    draft = PlanDraft(**{name: getattr(plan, name) for name in names})
    return sheet(draft, tasks, on=MONDAY.date(), gettext=load(locale).gettext)


def read_back(ledger: Ledger, form: Form, locale: str = "zh_CN") -> Proposal:
    """Export, read, and compare with the ledger."""
    reading = read(write_file(laid_out(ledger, locale), form), name=f"ledger.{form}")
    with ledger.reading() as session:
        return propose(session, reading, on=MONDAY.date())


def report(ledger: Ledger, number: str, text: str, percent: int) -> None:
    """Report progress of a task."""
    with ledger.writing() as session:
        said = progress.Reported(text=text, percent=percent)
        progress.report(session, plans.find_task(session, "2026", number), said, at=MONDAY, by="test")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_exported_reads_back_to_the_same_ledger(ledger: Ledger, form: Form, locale: str) -> None:
    """Roles, group words, milestones, targets, progress and closed tasks all survive."""
    bring_in(ledger, [late_task(), task(2, due=None, due_kind=DueKind.CONTINUOUS), rich_task(), task(4)])
    report(ledger, "3", "主体完工；\n装修过半", 57)
    with ledger.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "4"), at=MONDAY, by="test", text="")
    proposal = read_back(ledger, form, locale)
    assert proposal.changes_nothing, [change.fields for change in proposal.changes]


@pytest.mark.parametrize("form", FORMS)
def test_a_plan_with_an_unusual_title_is_known_again(ledger: Ledger, form: Form) -> None:
    """Year, number and title come from the line below the title."""
    bring_in(ledger, [task(1)], title="修桥那些事", document_number=None, issued_on=None)
    assert read_back(ledger, form).changes_nothing


def words() -> st.SearchStrategy[str]:
    """Give text as the ledger holds it, signs of formulas in front now and then."""
    letters = st.text(st.sampled_from("修桥渠abc1，。（）《》 =+-@&<'\"％:：#"), min_size=1, max_size=24)
    told = st.builds(lambda sign, text: sign + text, st.sampled_from(["", *SIGNS]), letters)
    return told.map(lambda text: clean_line(tidy(text))).filter(lambda text: any(c in "修桥渠" for c in text))


units = st.lists(
    st.builds(
        UnitMention, name=st.sampled_from(["甲局", "乙镇", "丙委", "各部门"]), role=st.sampled_from(Role)
    ),
    max_size=4,
    unique_by=lambda unit: unit.name,
)
milestones = st.lists(
    st.builds(MilestoneDraft, by=st.sampled_from(["2026-06", "2026-09-30"]), text=words()), max_size=2
)
targets = st.lists(
    st.builds(
        TargetDraft,
        name=st.sampled_from(["桥", "夜校", "覆盖率"]),
        op=st.sampled_from(["=", ">=", "<=", ">", "<", "~"]),
        value=st.sampled_from(["3", "2.5", "2-3", "1000"]),
        unit=st.sampled_from(["", "座", "%", "万平方米"]),
    ),
    max_size=2,
)
drafts = st.builds(
    lambda **facts: replace(task(1), **facts),
    title=words(),
    section=st.sampled_from(["", "第一部分", "水利"]),
    leaders=st.sampled_from([(), ("李一",), ("李一", "常务副区长")]),
    units=units.map(tuple),
    due=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    due_kind=st.sampled_from(DueKind),
    stretch=st.booleans(),
    milestones=milestones.map(tuple),
    targets=targets.map(tuple),
)


@settings(max_examples=of_many(12, sample=6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tasks=st.lists(drafts, min_size=1, max_size=4), form=st.sampled_from(FORMS), data=st.data())
def test_any_ledger_survives_the_round_trip(
    sqlite_template: Path, tasks: list[TaskDraft], form: Form, data: st.DataObject
) -> None:
    """Whatever tasks there are, reading the export finds nothing to change."""
    numbered = [replace(each, number=str(number)) for number, each in enumerate(tasks, 1)]
    with made(sqlite_template) as ledger:
        bring_in(ledger, numbered)
        if data.draw(st.booleans()):
            report(ledger, "1", data.draw(words()), data.draw(st.integers(0, 100)))
        proposal = read_back(ledger, form, data.draw(st.sampled_from(LOCALES)))
        assert proposal.questions == ()
        assert [each.fields for each in proposal.changes if each.fields] == []
        assert proposal.changes_nothing


@pytest.mark.parametrize("sign", SIGNS)
def test_no_cell_is_a_formula(ledger: Ledger, sign: str) -> None:
    """Text that begins with a sign of formulas stays text in Excel and begins with a space in CSV."""
    title = f"{sign}HYPERLINK(1)修桥"
    bring_in(ledger, [task(1, title=title)])
    book = load_workbook(BytesIO(write_file(laid_out(ledger), Form.XLSX)))
    (cell,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == title]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    rows = csv.reader(StringIO(write_file(laid_out(ledger), Form.CSV).decode("utf-8-sig")))
    assert [cell for row in rows for cell in row if cell.startswith(tuple(SIGNS))] == []


def test_the_excel_file_is_ready_for_work(ledger: Ledger) -> None:
    """Header frozen and filtered, days are days, shares are shares, columns are wide enough."""
    bring_in(ledger, [late_task()])
    report(ledger, "1", "过半", 57)
    page = load_workbook(BytesIO(write_file(laid_out(ledger), Form.XLSX))).active
    header = {cell.value: cell.column_letter for cell in page[3]}
    assert (page.freeze_panes, page.auto_filter.ref) == ("D4", f"A3:{page[3][-1].column_letter}4")
    assert page[f"{header['完成时限']}4"].value.date() == date(2026, 11, 2)
    assert (page[f"{header['完成进度']}4"].value, page[f"{header['完成进度']}4"].number_format) == (
        0.57,
        "0%",
    )
    assert page[f"{header['状态']}4"].value == "逾期"
    assert page.column_dimensions[header["任务"]].width > 40
    assert page[f"{header['任务']}4"].alignment.wrap_text


def test_every_row_of_the_excel_file_shows_its_whole_text(ledger: Ledger) -> None:
    """Rows are as high as what they hold and grow with it; a column that holds nothing takes little room."""
    bring_in(ledger, [task(1, title="修好三座老桥的照明和护栏并验收" * 8), task(2)])
    page = load_workbook(BytesIO(write_file(laid_out(ledger), Form.XLSX))).active
    header = {cell.value: cell.column_letter for cell in page[3]}
    long, short = page.row_dimensions[4], page.row_dimensions[5]
    assert long.ht >= 4 * short.ht > 0
    assert b'customHeight="1"' not in _row(write_file(laid_out(ledger), Form.XLSX), 4)
    assert page.column_dimensions[header["配合单位"]].width < page.column_dimensions[header["责任单位"]].width


def _row(content: bytes, number: int) -> bytes:
    """Give how a row of the sheet begins in the file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml")
    return text.partition(f'<row r="{number}"'.encode())[2].partition(b">")[0]


def test_the_word_table_repeats_its_header_across_the_page(ledger: Ledger) -> None:
    """A landscape page and a header row that every page shows."""
    bring_in(ledger, [task(1)])
    word = Document(BytesIO(write_file(laid_out(ledger), Form.DOCX)))
    assert word.sections[0].page_width > word.sections[0].page_height
    assert word.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_csv_tells_its_encoding(ledger: Ledger) -> None:
    """Excel and WPS need the mark."""
    bring_in(ledger, [task(1)])
    assert write_file(laid_out(ledger), Form.CSV).startswith(b"\xef\xbb\xbf")


def test_harmful_characters_of_a_report_do_not_break_a_file(ledger: Ledger) -> None:
    """Control characters are not allowed in XML."""
    bring_in(ledger, [task(1)])
    report(ledger, "1", "一半\x0b\x00完工", 50)
    for form in FORMS:
        assert read_back(ledger, form).changes_nothing
    assert zipfile.is_zipfile(BytesIO(write_file(laid_out(ledger), Form.XLSX)))


def test_json_has_every_field(ledger: Ledger) -> None:
    """Scripts get what was reached, too."""
    bring_in(ledger, [rich_task()])
    report(ledger, "3", "过半", 57)
    told = json.loads(write_file(laid_out(ledger), Form.JSON))
    (each,) = told["tasks"]
    assert (told["plan"]["year"], each["percent"], each["due"]) == (2026, 57, "2026-12-31")
    assert each["units"][2] == {
        "name": "各部门",
        "role": "responsible",
        "is_group": True,
        "stands_for": None,
    }
