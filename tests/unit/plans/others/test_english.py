# SPDX-License-Identifier: Apache-2.0
"""English plans as offices write them: lists with labels, brackets, recommendations, tables."""

from collections.abc import Callable
from datetime import date

import pytest

from models.kinds import DueKind, Role
from plans.drafts import Reading, TaskDraft
from plans.time.milestones import milestones

Reader = Callable[..., Reading]


def owners(task: TaskDraft) -> list[tuple[str, Role]]:
    return [(unit.name, unit.role) for unit in task.units]


def test_labels_may_stand_behind_each_other_in_one_line(read_text: Reader) -> None:
    """Action 1: … Lead: … Deadline: … run on in prose."""
    reading = read_text(
        "Harbour Walking Plan 2025\n\n"
        "Action 1: Widen the quay path. Lead: Streets Team. Support: Harbour Office. Deadline: March 2026.\n"
        "Action 2: Paint the crossings. Lead: Streets Team. Deadline: ongoing.\n"
        "Action 3: Print a map. Owner: Press Office. Due: 30/06/2025. Status: not started.\n"
    )
    assert [(task.number, task.title, task.due, task.due_kind) for task in reading.tasks] == [
        ("1", "Widen the quay path.", date(2026, 3, 31), DueKind.FIRM),
        ("2", "Paint the crossings.", None, DueKind.CONTINUOUS),
        ("3", "Print a map.", date(2025, 6, 30), DueKind.FIRM),
    ]
    assert owners(reading.tasks[0]) == [("Streets Team", Role.LEAD), ("Harbour Office", Role.SUPPORT)]
    assert reading.tasks[2].status is not None
    assert reading.tasks[2].status.report == "not started"


def test_labels_may_stand_below(read_text: Reader) -> None:
    """The number stands alone, the words below it; a theme is the section."""
    reading = read_text(
        "Reading Plan 2025\nTheme 1: Libraries\nAction 1.1\nOpen three reading rooms.\n"
        "Lead: Library Service\n"
        "Deadline: by September 2025\nTheme 2: Homes\nAction 2.1\nGive every newborn a book.\n"
        "Lead: Health Office\nDeadline: within 6 months\n"
    )
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1.1", "Libraries", "Open three reading rooms."),
        ("2.1", "Homes", "Give every newborn a book."),
    ]
    assert [task.due for task in reading.tasks] == [date(2025, 9, 30), None]
    assert [each.task for each in reading.findings if each.code == "unread-due"] == ["2.1"]


def test_bracket_names_owner_and_time(read_text: Reader) -> None:
    """Behind the owner, parted by ; or a comma, stands the deadline."""
    reading = read_text(
        "Water Plan 2025\n1. Leaks\n- 1.1 Map the leaks (Lead: Water Office; by March 2025)\n"
        "- 1.2 Mend the pipes (Lead: Works; Support: Water Office; ongoing)\n2. Wells\n"
        "- 2.1 Close unsafe wells (Health Office, December 2025)\n"
    )
    assert [(task.number, task.section, task.title, task.due) for task in reading.tasks] == [
        ("1.1", "Leaks", "Map the leaks", date(2025, 3, 31)),
        ("1.2", "Leaks", "Mend the pipes", None),
        ("2.1", "Wells", "Close unsafe wells", date(2025, 12, 31)),
    ]
    assert reading.tasks[1].due_kind is DueKind.CONTINUOUS
    assert owners(reading.tasks[1]) == [("Works", Role.LEAD), ("Water Office", Role.SUPPORT)]
    assert owners(reading.tasks[2]) == [("Health Office", Role.RESPONSIBLE)]


def test_answer_to_a_recommendation_is_kept_apart(read_text: Reader) -> None:
    """Response: Accepted is a report, not words of the task."""
    reading = read_text(
        "Answer to the review of night buses\n\nRecommendation 1: Run buses after midnight.\n"
        "Response: Accepted. Lead: Bus Authority. Timeframe: Q3 2025.\n\n"
        "Recommendation 2: Let night workers ride free.\nResponse: Accepted in principle\n"
        "Responsible: Fares Unit\nTimeframe: To be confirmed\n"
    )
    assert [(task.title, task.status and task.status.report, task.due) for task in reading.tasks] == [
        ("Run buses after midnight.", "Accepted", date(2025, 9, 30)),
        ("Let night workers ride free.", "Accepted in principle", None),
    ]


def test_codes_number_actions(read_text: Reader) -> None:
    """A1 and B2 are numbers where labels stand below; a fiscal year is asked for."""
    reading = read_text(
        "Our Climate Action Plan\nA1. Insulate the halls.\nLead officer: Head of Estates\n"
        "Timescale: 2025-2027\n"
        "B2. Buy electric vans.\nLead officer: Fleet Manager\nTimescale: FY24/25\n"
    )
    assert [(task.number, task.due) for task in reading.tasks] == [("A1", date(2027, 12, 31)), ("B2", None)]


@pytest.mark.parametrize(
    "header",
    [
        "Ref,Recommendation,Owner,Target date,Success measure,Response",
        "No.,Key action,Responsible officer,Due,Performance indicator,Current position",
        "Reference,Action,Who,By when,KPI,Latest update",
    ],
)
def test_columns_have_many_names(read_table: Reader, header: str) -> None:
    """Owner, deadline, measure and progress are known by their synonyms; progress stays a report."""
    reading = read_table(f"{header}\nR1,Print a map,Press Office,31/03/2026,at least 500 maps,Under way\n")
    (task,) = reading.tasks
    assert (task.number, task.title, task.due) == ("R1", "Print a map", date(2026, 3, 31))
    assert [unit.name for unit in task.units] == ["Press Office"]
    assert [f"{aim.name}{aim.op}{aim.value}" for aim in task.targets] == ["maps>=500"]
    assert task.status is not None
    assert task.status.report == "Under way"


def test_report_without_owners_is_no_plan(read_text: Reader) -> None:
    """Numbered paragraphs that name nobody promise nothing."""
    assert not read_text("Minutes\n1.1 The chair opened the meeting.\n1.2 Apologies were noted.\n").tasks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Draft the plan by March 2025, consult by June 2025 and adopt it by December 2025.",
            [("2025-03", "Draft the plan"), ("2025-06", "consult"), ("2025-12", "adopt it")],
        ),
        (
            "Order trees by 1 May 2025. Plant them by October 2025.",
            [("2025-05-01", "Order trees"), ("2025-10", "Plant them")],
        ),
        ("By June 2025 publish a map.", [("2025-06", "publish a map")]),
    ],
)
def test_english_steps_lose_their_date(text: str, expected: list[tuple[str, str]]) -> None:
    """A step keeps its words without the date and the preposition."""
    assert [(step.by, step.text) for step in milestones(text, year=None)] == expected
