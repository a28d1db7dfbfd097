"""The ledger as JSON for scripts: every field of every task, what was reached included."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from models.views import TaskView
from papers.table import PaperSheet

KEPT = (
    "number",
    "section",
    "title",
    "due",
    "due_kind",
    "original_due",
    "stretch",
    "state",
    "percent",
    "last_report",
    "last_report_on",
    "closed_at",
    "uid",
)


def write(sheet: PaperSheet) -> bytes:
    """Write one document: the plan and its tasks in order."""
    value = {"plan": asdict(sheet.plan), "tasks": [_task(task) for task in sheet.tasks]}
    return (json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _task(task: TaskView) -> dict[str, Any]:
    return {name: getattr(task, name) for name in KEPT} | {
        "leaders": [leader.name for leader in task.leaders],
        "units": [
            {"name": unit.name, "role": unit.role, "is_group": unit.is_group, "stands_for": unit.stands_for}
            for unit in task.units
        ],
        "milestones": [
            {"by": step.by_text, "text": step.text, "done_on": step.done_on} for step in task.milestones
        ],
        "targets": [
            {
                "name": goal.name,
                "op": goal.op,
                "value": goal.value,
                "unit": goal.unit,
                "reported": goal.reported,
            }
            for goal in task.targets
        ],
    }


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
