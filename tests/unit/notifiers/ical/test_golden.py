# SPDX-License-Identifier: Apache-2.0
"""The feeds of the two real plans."""

import csv
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from models.views import TaskView
from tests.builders import task_view, unit_view
from tests.support.feeds.calendars import written
from tests.support.feeds.lint import parse, text

COUNTS = {2023: 121, 2026: 101}


def tasks_of(year) -> list[TaskView]:
    """Give the tasks of a bundled plan: their numbers, units and deadlines are those that were published."""
    text = (files("data") / "plans" / f"plan_{year}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return [a_golden_task(year, position, row) for position, row in enumerate(rows, 1)]


def a_golden_task(year, position, row) -> TaskView:
    written = datetime(year, 3, 1, tzinfo=UTC)
    return task_view(
        position,
        uid=f"{year}-{row['number']}",
        number=row["number"],
        section=row["section"],
        title=row["title"],
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        units=tuple(unit_view(number, name) for number, name in enumerate(row["units"].split("|"))),
        created_at=written,
        updated_at=written,
    )


@pytest.mark.parametrize("year", COUNTS)
def test_every_task_with_a_date_is_an_event(year):
    """All tasks are there on their dates, whole and without a fault, years later still."""
    tasks = tasks_of(year)
    content = written(*tasks, on=date(2030, 1, 1))
    assert len(tasks) == COUNTS[year]
    dated = {f"{task.uid}@duban": f"{task.due:%Y%m%d}" for task in tasks if task.due}
    events = parse(content).named("VEVENT")
    assert {event.value("UID"): event.value("DTSTART") for event in events} == dated
    assert all(text(event.value("SUMMARY")).startswith("【逾期】") for event in events)


def test_three_tasks_of_2026_are_late_in_november():
    """On 22 November 2026 the feed marks tasks 12, 65 and 66, and no other."""
    events = parse(written(*tasks_of(2026))).named("VEVENT")
    late = [event.value("UID") for event in events if text(event.value("SUMMARY")).startswith("【逾期】")]
    assert late == ["2026-12@duban", "2026-65@duban", "2026-66@duban"]
