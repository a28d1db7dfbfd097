# SPDX-License-Identifier: Apache-2.0
"""Tasks, units and leaders made for the occasion, the shipped policy and the real calendar."""

import csv
from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.kinds import DueKind, ReaderKind
from models.letters import Reader
from models.views import LeaderView, LedgerView, MilestoneView, TaskView, UnitView
from scheduler.policy import Policy, default_policy
from scheduler.workdays import WorkingCalendar
from tests.builders import boxes, leader_view, ledger_view, milestone_view, task_view, unit_view

MakeTask = Callable[..., TaskView]


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    """Give China's official calendar."""
    return WorkingCalendar()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """Give the policy shipped with the program."""
    return default_policy()


@pytest.fixture(scope="session")
def shanghai() -> ZoneInfo:
    """Give the office's time zone."""
    return ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def unit() -> Callable[..., UnitView]:
    """Make a unit by number; everything else can be said."""

    def make(number: int = 1, **facts: Any) -> UnitView:
        usual = {"name": f"Unit {number}", "mailboxes": boxes(f"unit{number}@example.test")}
        return unit_view(number, **(usual | facts))

    return make


@pytest.fixture(scope="session")
def leader() -> Callable[..., LeaderView]:
    """Make a leader by number."""

    def make(number: int = 1, **facts: Any) -> LeaderView:
        usual = {"name": f"Leader {number}", "mailboxes": boxes(f"leader{number}@example.test")}
        return leader_view(f"person:{number}", **(usual | facts))

    return make


@pytest.fixture(scope="session")
def milestone() -> Callable[..., MilestoneView]:
    """Make a milestone by its day."""

    def make(by: date, number: int = 1, done_on: date | None = None) -> MilestoneView:
        return milestone_view(number, by, by_text=by.isoformat(), text=f"Step {number}", done_on=done_on)

    return make


@pytest.fixture(scope="session")
def task(unit: Callable[..., UnitView]) -> MakeTask:
    """Make an open task of unit 1 by number and due date; everything else can be said."""

    def make(number: int = 1, due: date | None = None, **facts: Any) -> TaskView:
        usual: dict[str, Any] = {
            "plan_key": "plan-2026",
            "plan_start": date(2026, 1, 1),
            "title": f"Task {number}",
            "due": due,
            "due_kind": DueKind.FIRM if due else DueKind.NONE,
            "original_due": due,
            "units": (unit(1),),
            "leaders": (),
            "targets": (),
        }
        return task_view(number, **(usual | facts))

    return make


@pytest.fixture(scope="session")
def ledger() -> Callable[..., LedgerView]:
    """Make a ledger of tasks, of which nothing was said yet."""

    def make(*tasks: TaskView, said: frozenset[str] = frozenset(), rounds: Any = frozenset()) -> LedgerView:
        return ledger_view(*tasks, said=said, rounds=frozenset(rounds))

    return make


@pytest.fixture(scope="session")
def office() -> tuple[Reader, ...]:
    """Give the office's one reader."""
    return (
        Reader(kind=ReaderKind.OFFICE, key="office", name="Office", mailboxes=boxes("office@example.test")),
    )


@pytest.fixture(scope="session")
def plan_2026(
    task: MakeTask, unit: Callable[..., UnitView], leader: Callable[..., LeaderView]
) -> tuple[TaskView, ...]:
    """Give the 101 tasks of the real plan, with their units and leaders, as they are bundled."""
    text = (files("data") / "plans" / "plan_2026.csv").read_text(encoding="utf-8")
    rows = tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    units = _numbered(row["units"] for row in rows)
    leaders = _numbered(row["leaders"] for row in rows)
    return tuple(
        task(
            int(row["number"]),
            date.fromisoformat(row["due"]),
            units=tuple(unit(units[name], name=name) for name in row["units"].split("|") if name),
            leaders=tuple(leader(leaders[name], name=name) for name in row["leaders"].split("|") if name),
        )
        for row in rows
    )


def _numbered(fields: Any) -> dict[str, int]:
    names = dict.fromkeys(name for field in fields for name in field.split("|") if name)
    return {name: number for number, name in enumerate(names, start=1)}
