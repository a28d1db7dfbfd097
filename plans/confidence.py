# SPDX-License-Identifier: Apache-2.0
"""How sure the reader is of a task: from 1.0 downwards, by what was found about it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.findings import Finding
from models.kinds import Severity
from plans.drafts import TaskDraft

BY_SEVERITY = {Severity.ERROR: 0.5, Severity.WARNING: 0.85, Severity.INFO: 0.97}
BY_CODE = {
    "no-leader": 1.0,
    "no-due-date": 0.95,
    "group-word": 0.95,
    "shared-number": 1.0,
    "long-task": 0.4,
    "shifted-cells": 0.7,
    "merged-cells": 0.8,
    "unread-text": 0.8,
    "parted-lead": 0.9,
}
PAGE_WIDE = {"encoding-unsure": 0.8, "lost-digits": 0.8, "unknown-image": 0.95, "derived-year": 0.95}
"""Findings about the whole document that put every task in doubt."""
LEAST = 0.05


def scored(tasks: Sequence[TaskDraft], findings: Sequence[Finding]) -> tuple[TaskDraft, ...]:
    """Give every task its confidence, from the findings about it and those about the whole document."""
    common = 1.0
    for code in {finding.code for finding in findings} & set(PAGE_WIDE):
        common *= PAGE_WIDE[code]
    by_task = _by_task(findings)
    return tuple(_with(task, common, by_task) for task in tasks)


def _by_task(findings: Iterable[Finding]) -> dict[tuple[str, object], list[Finding]]:
    """A finding about a row names its line, one about a task its number; numbers may repeat."""
    found: dict[tuple[str, object], list[Finding]] = {}
    for finding in findings:
        if finding.line is not None:
            found.setdefault(("line", finding.line), []).append(finding)
        if finding.task is not None:
            found.setdefault(("task", finding.task), []).append(finding)
    return found


def _with(task: TaskDraft, common: float, by_task: dict[tuple[str, object], list[Finding]]) -> TaskDraft:
    own = by_task.get(("task", task.number), [])
    near = [item for item in by_task.get(("line", task.source.line), []) if item.task is None]
    confidence = common
    for entry in (*own, *near):
        # a duplicate number puts all its tasks in doubt; other findings only the task on their line
        is_own = entry.line in (None, task.source.line) or entry.code == "duplicate-number"
        confidence *= BY_CODE.get(entry.code, BY_SEVERITY[entry.severity]) if is_own else 1.0
    confidence = round(max(confidence, LEAST), 2)
    return task if confidence == task.confidence else replace(task, confidence=confidence)
