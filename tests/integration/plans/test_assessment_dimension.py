# SPDX-License-Identifier: Apache-2.0
"""The dimension under which a task is assessed (考评维度): from the document to whoever reads of the task."""

import pytest

from cli.commands import task as task_command
from models.database import Ledger
from notifiers.ical import words as calendar
from notifiers.mail import rows as mail
from plans.reading import read
from templates.catalogues import load
from tests.builders import bring_in, rich_task, task, tasks_of
from wording.facts import Subject, facts
from wording.formatter import Formatter

PROSE = "2026年重点任务分工\n1.修好10座桥。\n考评维度：民生实事\n责任单位：甲局\n完成时限：2026年11月底\n"
TABLE = "序号,任务,责任单位,完成时限,考核维度\n1,修好10座桥,甲局,2026年11月底,民生实事\n"


@pytest.mark.parametrize(("name", "text"), [("plan.txt", PROSE), ("plan.csv", TABLE)])
def test_it_is_read_behind_its_label_and_below_its_header(name: str, text: str) -> None:
    """In prose and in a table, under any of its names; it is no part of the title."""
    (found,) = read(text.encode(), name=name, year=2026).tasks
    assert (found.title.rstrip("。"), found.assessment_dimension) == ("修好10座桥", "民生实事")


@pytest.mark.parametrize("told", [mail.FACTS, calendar.FACTS, task_command.FACTS])
def test_mails_calendars_pages_and_commands_tell_it_where_there_is_one(
    ledger: Ledger, told: tuple[str, ...]
) -> None:
    """A task that the plan assesses under nothing says nothing of it."""
    bring_in(ledger, [rich_task(3), task(4)])
    formatter = Formatter(load("zh_CN"))
    said = {
        number: {fact.label: fact.text for fact in facts(told, Subject(task=view), formatter)}
        for number, view in tasks_of(ledger).items()
    }
    assert {number: labels["考评维度"] for number, labels in said.items()} == {"3": "民生实事", "4": ""}
