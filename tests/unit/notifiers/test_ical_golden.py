"""The feeds of the two real plans."""

import csv
from datetime import UTC, date, datetime

import pytest

from models.views import TaskView
from notifiers.ical import build_feed
from tests.feed_lint import lint, parse, text
from tests.unit.web.builders import ON, a_feed, a_task, a_unit, standing

COUNTS = {2023: 121, 2026: 101}


def tasks_of(shared, year) -> list[TaskView]:
    with (shared / "golden" / f"plan_{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [a_golden_task(year, position, row) for position, row in enumerate(csv.DictReader(file), 1)]


def a_golden_task(year, position, row) -> TaskView:
    written = datetime(year, 3, 1, tzinfo=UTC)
    return a_task(
        position,
        uid=f"{year}-{row['number']}",
        number=row["number"],
        section=row["section"],
        title=row["title"],
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        units=tuple(a_unit(number, name) for number, name in enumerate(row["units"].split(";"))),
        created_at=written,
        updated_at=written,
    )


def built(tasks, on) -> bytes:
    return build_feed(
        a_feed(),
        [standing(task, on) for task in tasks],
        base_url="https://office.example",
        address="https://office.example/feeds/a.ics",
        locale="zh_CN",
        timezone="Asia/Shanghai",
    )


@pytest.mark.parametrize("year", COUNTS)
def test_every_task_with_a_date_is_an_event(shared, year):
    """All tasks are there on their dates, whole and without a fault, years later still."""
    tasks = tasks_of(shared, year)
    content = built(tasks, date(2030, 1, 1))
    assert len(tasks) == COUNTS[year]
    assert lint(content) == []
    dated = {f"{task.uid}@duban": f"{task.due:%Y%m%d}" for task in tasks if task.due}
    events = parse(content).named("VEVENT")
    assert {event.value("UID"): event.value("DTSTART") for event in events} == dated
    assert all(text(event.value("SUMMARY")).startswith("【逾期】") for event in events)


def test_three_tasks_of_2026_are_late_in_november(shared):
    """On 22 November 2026 the feed marks tasks 12, 65 and 66, and no other."""
    events = parse(built(tasks_of(shared, 2026), ON)).named("VEVENT")
    late = [event.value("UID") for event in events if text(event.value("SUMMARY")).startswith("【逾期】")]
    assert late == ["2026-12@duban", "2026-65@duban", "2026-66@duban"]
