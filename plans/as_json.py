"""A reading as plain JSON values, in the shape `duban plan read --json` promises."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from models.findings import Finding
from plans.drafts import PlanDraft, Reading, StatusDraft, TaskDraft, UnitMention


def as_json(reading: Reading, *, gettext: Callable[[str], str] = str) -> dict[str, Any]:
    """Give a reading as plain JSON values; `gettext` translates the sentences of its findings."""
    return {
        "plan": _plan(reading.plan),
        "tasks": [_task(task) for task in reading.tasks],
        "findings": [_finding(each, gettext) for each in reading.findings],
        "repairs": dict(reading.repairs),
        "sha256": reading.sha256,
    }


def _plan(plan: PlanDraft) -> dict[str, Any]:
    return {
        "title": plan.title,
        "year": plan.year,
        "document_number": plan.document_number,
        "issuer": plan.issuer,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "declared_count": plan.declared_count,
    }


def _task(task: TaskDraft) -> dict[str, Any]:
    return {
        "number": task.number,
        "section": task.section,
        "title": task.title,
        "leaders": list(task.leaders),
        "posts": dict(task.posts),
        "units": [_unit(unit) for unit in task.units],
        "due": task.due.isoformat() if task.due else None,
        "due_kind": task.due_kind.value,
        "stretch": task.stretch,
        "milestones": [asdict(step) for step in task.milestones],
        "targets": [asdict(target) for target in task.targets],
        "status": _status(task.status) if task.status else None,
        "source": asdict(task.source),
        "confidence": task.confidence,
    }


def _unit(unit: UnitMention) -> dict[str, Any]:
    return {"name": unit.name, "role": unit.role.value, "is_group": unit.is_group}


def _status(status: StatusDraft) -> dict[str, Any]:
    return {
        "is_closed": status.is_closed,
        "percent": status.percent,
        "report": status.report,
        "reported_on": status.reported_on.isoformat() if status.reported_on else None,
    }


def _finding(found: Finding, gettext: Callable[[str], str]) -> dict[str, Any]:
    sentence, cure = (
        gettext(part).format(**found.facts) if part else "" for part in (found.sentence, found.cure)
    )
    return {
        "code": found.code,
        "severity": found.severity.value,
        "task": found.task,
        "line": found.line,
        "page": found.facts.get("page"),
        "sheet": found.facts.get("sheet"),
        "message": sentence,
        "cure": cure,
    }
