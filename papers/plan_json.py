# SPDX-License-Identifier: Apache-2.0
"""The ledger as JSON for scripts: every field of every task, what was reached included."""

import json
from dataclasses import asdict
from datetime import date, datetime

from papers.table import PaperSheet
from plans.fields.task_fields import TASK_FIELDS


def write(sheet: PaperSheet) -> bytes:
    """Write one document: the plan and its tasks in order, what has parts behind what stands for itself."""
    value = {
        "plan": asdict(sheet.plan),
        "tasks": [
            {field.name: getattr(task, field.name) for field in TASK_FIELDS if not field.export}
            | {field.name: field.export(task) for field in TASK_FIELDS if field.export}
            for task in sheet.tasks
        ],
    }
    return (json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
