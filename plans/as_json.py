# SPDX-License-Identifier: Apache-2.0
"""A reading as plain JSON values, in the shape `duban plan read --json` promises."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from models.findings import Finding
from plans.drafts import Reading


def as_json(reading: Reading, *, gettext: Callable[[str], str] = str) -> dict[str, Any]:
    """Give a reading as plain JSON values; `gettext` translates the sentences of its findings."""
    return {
        "plan": plain(reading.plan),
        "tasks": plain(reading.tasks),
        "findings": [_finding(finding, gettext) for finding in reading.findings],
        "repairs": dict(reading.repairs),
        "sha256": reading.sha256,
    }


def plain(value: Any) -> Any:
    """Give a value of a reading as JSON has it: each field of each part under its own name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


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
