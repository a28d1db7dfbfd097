# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from datetime import date

import pytest

from models.kinds import DueKind, Role
from plans.drafts import Reading
from plans.others.actions import is_date, last_of_range

Reader = Callable[..., Reading]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_paragraphs_of_an_english_table_are_put_together(read_text: Reader) -> None:
    """Dates tell where a deliverable begins and ends, whatever the header says."""
    reading = read_text(
        "River Plan\n\n1 Clean the river.\n\nBuy two boats.\n\nMay 2025\n\nDirector, Water\n\n"
        "Train crews.\n\n"
        "30 June 2025\n\nHarbour Office\n\n2 Tell the public.\n\nOpen a page.\n\n"
        "3 – 9 March 2026\n\nPress Office\n\nPhoto: town."
    )
    assert [(task.number, task.section, task.title, task.due) for task in reading.tasks] == [
        ("1", "Clean the river", "Buy two boats.", date(2025, 5, 31)),
        ("1", "Clean the river", "Train crews.", date(2025, 6, 30)),
        ("2", "Tell the public", "Open a page.", date(2026, 3, 9)),
    ]
    assert [unit.name for unit in reading.tasks[0].units] == ["Director, Water"]
    assert "duplicate-number" not in codes(reading)
    assert [finding.facts["text"] for finding in reading.findings if finding.code == "unread-text"] == [
        "Photo: town."
    ]


def test_owner_may_stand_before_the_date(read_text: Reader) -> None:
    """The order of the cells is read from the cells."""
    task = read_text("1 Clean the river.\n\nBuy boats.\n\nHarbour Office\n\nMay 2025\n").tasks[0]
    assert ([unit.name for unit in task.units], task.due) == (["Harbour Office"], date(2025, 5, 31))


@pytest.mark.parametrize(
    "text", ["September 2024", "by 3 May 2025", "30 June 2025 and then annually", "Q3 2024"]
)
def test_paragraph_of_nothing_but_time_is_a_date(text: str) -> None:
    """Only words of time may stand beside the date."""
    assert is_date(text)
    assert not is_date(f"{text} open the bridge")


def test_range_ends_on_its_last_day() -> None:
    """A week is over on its last day."""
    assert last_of_range("27 May – 3 June 2022") == "3 June 2022"


def test_english_labels_need_their_colon(read_text: Reader) -> None:
    """Lead, Support and Timescale work as Chinese labels do."""
    reading = read_text(
        "Homes Plan 2025\n1. Build ten homes.\nLead: Housing Team\nSupport: Finance; Planning\n"
        "Timescale: by March 2026\n"
        "2. Lead by example.\nLead: Mayor's Office\nTimescale: ongoing\n"
    )
    first, second = reading.tasks
    assert [(unit.name, unit.role) for unit in first.units] == [
        ("Housing Team", Role.LEAD),
        ("Finance", Role.SUPPORT),
        ("Planning", Role.SUPPORT),
    ]
    assert (first.due, second.title, second.due_kind) == (
        date(2026, 3, 31),
        "Lead by example.",
        DueKind.CONTINUOUS,
    )


def test_english_action_table_is_a_ledger(read_text: Reader) -> None:
    """Action, Lead and Timescale head the columns; 2.1 in front of an action is its number."""
    reading = read_text(
        "Action | Lead | Timescale\n2.1 Plant trees | Parks | Q3 2025\n2.2 Meet people | Mayor | monthly\n"
    )
    assert [(task.number, task.title, task.due, task.due_kind) for task in reading.tasks] == [
        ("2.1", "Plant trees", date(2025, 9, 30), DueKind.FIRM),
        ("2.2", "Meet people", None, DueKind.RECURRING),
    ]


def test_commitment_page_is_one_task(read_text: Reader) -> None:
    """Lines of key and value under a title; NA is nobody."""
    reading = read_text(
        "Open Bridges (QX0001)\nAction Plan: Second Plan of Nowhere\nStatus:\n"
        "Lead Institution: Bridge Office\n"
        "Support Institution(s): NA\nTimeline: May 2025\n"
    )
    (task,) = reading.tasks
    assert (task.number, task.title, task.section) == ("QX0001", "Open Bridges", "Second Plan of Nowhere")
    assert ([unit.name for unit in task.units], task.due) == (["Bridge Office"], date(2025, 5, 31))


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("Amend the text of Action 4.2 to read “A ferry runs by May 2025”.", "4.2", "A ferry runs"),
        ("会议决定：将第12项修改为“修渠三里”。", "12", "修渠三里"),
    ],
)
def test_resolution_changes_tasks_of_another_plan(
    read_text: Reader, text: str, number: str, title: str
) -> None:
    """The new wording is the task; the numbered resolutions themselves are none."""
    reading = read_text(f"1. Thank the staff.\n2. {text}\n")
    assert [(task.number, task.title) for task in reading.tasks] == [(number, title)]
    assert "amendment" in codes(reading)


def test_japanese_plan_ends_its_fiscal_years_in_march(read_text: Reader) -> None:
    """The figures right below the years are the plan; those marked as results are not."""
    reading = read_text(
        "令和5年度の実施計画 【柱1】安全 ①橋の点検（土木課） 年度 R5 R6 "
        "点検する橋 7 件 9 件 R5 実績 R6 実績 5 件 6 件"
    )
    (task,) = reading.tasks
    assert (task.number, task.section, task.title) == ("①", "安全", "橋の点検")
    assert [(step.by, step.text) for step in task.milestones] == [
        ("2024-03", "点検する橋7件"),
        ("2025-03", "点検する橋9件"),
    ]
