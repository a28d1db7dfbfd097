"""Numbers for the rows of a ledger that have none."""

from collections.abc import Sequence
from dataclasses import replace

from models.findings import Finding
from plans.drafts import TaskDraft
from plans.sentences import finding


def numbered(tasks: Sequence[TaskDraft]) -> tuple[tuple[TaskDraft, ...], list[Finding]]:
    """Number what has no number: all in their order when none has one, else after the row above."""
    if tasks and not any(task.number for task in tasks):
        given = tuple(replace(task, number=str(place)) for place, task in enumerate(tasks, 1))
        return given, [finding("number-given", count=len(tasks))]
    return _between(tasks)


def shared(names: Sequence[str], tasks: Sequence[TaskDraft]) -> list[Finding]:
    """Tell the numbers that several rows share because they tell parts of one task, named in each row."""
    parts: dict[tuple[str, str], list[str]] = {}
    for name, task in zip(names, tasks, strict=True):
        if name and name != task.title:
            parts.setdefault((task.number, name), []).append(task.title)
    return [
        finding("shared-number", task=number, count=len(titles))
        for (number, _), titles in parts.items()
        if number and 1 < len(titles) == len(set(titles))
    ]


def _between(tasks: Sequence[TaskDraft]) -> tuple[tuple[TaskDraft, ...], list[Finding]]:
    done: list[TaskDraft] = []
    found: list[Finding] = []
    last, extra = "0", 0
    for task in tasks:
        last, extra = (task.number, 0) if task.number else (last, extra + 1)
        number = task.number or f"{last}-{extra}"
        done.append(task if task.number else replace(task, number=number))
        if not task.number:
            found.append(finding("row-without-number", task=number, line=task.source.line))
    return tuple(done), found
