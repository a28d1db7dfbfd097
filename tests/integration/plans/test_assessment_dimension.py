# SPDX-License-Identifier: Apache-2.0
"""The dimension under which a task is assessed (考评维度): from the document to whoever reads of the task."""

from dataclasses import replace

import pytest

from cli.commands import task as task_command
from models.database import Ledger
from models.letters import SectionKind
from notifiers.ical.entries import all_entries
from notifiers.ical.words import description
from notifiers.mail.rows import row_of
from papers.export import Form, write_file
from papers.table import sheet
from plans.drafts import PlanDraft, Reading
from plans.reading import as_json, read
from templates.catalogues import LOCALES, load
from tests.builders import MONDAY, bring_in, rich_task, task, tasks_of
from tests.support.mails.letters import near
from web.pages.task import task_page
from wording.facts import Subject, facts
from wording.formatter import Formatter

LABELS = ("考评维度", "考核维度", "评价维度", "考评类别")
LABEL = {"zh_CN": "考评维度：", "en": "Assessment dimension: "}


def prose(label: str) -> Reading:
    """Read a plan of two tasks, of which the first says under what it is assessed."""
    text = (
        "某区2026年重点任务分工方案\n"
        f"1.修好东街的桥。\n牵头领导：李一\n责任单位：甲局\n{label}：民生实事。\n完成时限：2026年12月31日\n"
        "2.修好西街的桥。\n牵头领导：李一\n责任单位：甲局\n完成时限：2026年12月31日\n"
    )
    return read(text.encode(), name="plan.txt")


@pytest.mark.parametrize("label", LABELS)
def test_a_label_announces_it(label: str) -> None:
    """It ends where the next label begins, and takes nothing from the fields around it."""
    first, second = prose(label).tasks
    assert (first.assessment_dimension, second.assessment_dimension) == ("民生实事", "")
    assert [unit.name for unit in first.units] == ["甲局"]
    assert first.title == second.title.replace("西", "东")


def test_a_sentence_that_has_the_word_is_no_label() -> None:
    """Without a colon it is what the task says."""
    text = (
        "1.完善考评维度，按考核维度打分。\n责任单位：甲局\n完成时限：2026年12月31日\n"
        "2.修桥。\n责任单位：甲局\n"
    )
    (first, _second) = read(text.encode(), name="plan.txt", year=2026).tasks
    assert (first.title, first.assessment_dimension) == ("完善考评维度，按考核维度打分。", "")


def test_a_dimension_that_is_broken_over_a_line_is_joined() -> None:
    """As every other text of a document is."""
    text = "1.修桥。\n责任单位：甲局\n考评维度：高质\n量发展\n完成时限：12月底\n2.修渠。\n责任单位：乙镇\n"
    (first, _second) = read(text.encode(), name="plan.txt", year=2026).tasks
    assert first.assessment_dimension == "高质量发展"


@pytest.mark.parametrize("header", [*LABELS, "assessment_dimension"])
def test_a_column_holds_it(header: str) -> None:
    """One header of its own, beside that of the section."""
    rows = f"序号,类别,{header},任务,责任单位,完成时限\n1,城建,民生实事,修好东街的桥,甲局,2026-12-31\n"
    (only,) = read(rows.encode(), name="plan.csv").tasks
    assert (only.section, only.assessment_dimension) == ("城建", "民生实事")


def test_scripts_get_it() -> None:
    """`plan read --json` names it for every task, empty where the plan says nothing."""
    told = as_json(prose(LABELS[0]))["tasks"]
    assert [each["assessment_dimension"] for each in told] == ["民生实事", ""]


@pytest.mark.one_database
@pytest.mark.parametrize("locale", LOCALES)
def test_mail_calendar_and_page_name_it(ledger: Ledger, locale: str) -> None:
    """What the ledger kept is told in the same words; a task without it is told as before."""
    bring_in(ledger, [rich_task(), task(4)])
    held, bare = tasks_of(ledger)["3"], tasks_of(ledger)["4"]
    for view, is_told in ((held, True), (bare, False)):
        line = near()
        line = replace(line, notices=(), status=replace(line.status, task=view))
        row = row_of(line, SectionKind.DUE_SOON, Formatter.of(locale))
        entry = next(all_entries(view, MONDAY.date()))
        page = task_page(view, on=MONDAY.date(), locale=locale, office="督查室")
        assert page is not None
        said = f"{LABEL[locale]}民生实事"
        assert (said in ["".join(fact[:2]) for fact in row.facts]) is is_told
        assert (said in description(entry, load(locale)).split("\n")) is is_told
        assert (said in page.content.decode()) is is_told


@pytest.mark.one_database
def test_a_command_names_it(ledger: Ledger) -> None:
    """`task show` has a line for it, with a dash where the plan says nothing."""
    bring_in(ledger, [rich_task(), task(4)])
    told = {
        number: {
            fact.name: fact.text for fact in facts(task_command.FACTS, Subject(task=view), Formatter.of("en"))
        }
        for number, view in tasks_of(ledger).items()
    }
    assert {number: said["assessment_dimension"] for number, said in told.items()} == {
        "3": "民生实事",
        "4": "",
    }


@pytest.mark.one_database
def test_a_file_has_a_column_for_it_where_there_is_one(ledger: Ledger) -> None:
    """A plan that has no dimensions gets no empty column."""
    bring_in(ledger, [rich_task(), task(4)])
    gettext = load("zh_CN").gettext
    views = tuple(tasks_of(ledger).values())
    some, none = (
        sheet(PlanDraft(year=2026), tasks, on=MONDAY.date(), gettext=gettext)
        for tasks in (views, tuple(view for view in views if not view.assessment_dimension))
    )
    assert ("考评维度" in some.headers, "考评维度" in none.headers) == (True, False)
    assert '"assessment_dimension": "民生实事"' in write_file(some, Form.JSON).decode()
