# SPDX-License-Identifier: Apache-2.0
"""What a person must settle: pure checks over the plan and its tasks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from models.findings import Finding
from models.kinds import DueKind, Role
from plans.drafts import PlanDraft, TaskDraft
from plans.findings import finding
from plans.people.names import is_post
from plans.structure.numbering import value_of


def check(plan: PlanDraft, tasks: Sequence[TaskDraft], repairs: Mapping[str, int]) -> tuple[Finding, ...]:
    """Check the whole reading; findings about single tasks come in the order of the tasks."""
    found = [
        *_plan(plan, tasks),
        *_numbers(tasks),
        *_deadlines(tasks),
        *_leaders(tasks),
        *(item for task in tasks for item in _task(task)),
        *(finding(f"repaired/{what}", count=count) for what, count in repairs.items()),
    ]
    return tuple(found)


def _plan(plan: PlanDraft, tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    if plan.year is None:
        yield finding("no-plan-year")
    if plan.declared_count is None and tasks:
        yield finding("no-declared-count", found=len(tasks))
    elif plan.declared_count is not None and plan.declared_count != len(tasks):
        yield finding("count-mismatch", declared=plan.declared_count, found=len(tasks))


def _numbers(tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    """A number may stand in two sections, when each counts its own tasks from one."""
    lines: dict[tuple[str, str], list[int]] = {}
    for task in tasks:
        lines.setdefault((task.section, task.number), []).append(task.source.line)
    for (_, number), indexes in lines.items():
        if len(indexes) > 1:
            shown = ", ".join(map(str, indexes))
            yield finding("duplicate-number", task=number, line=indexes[1], count=len(indexes), lines=shown)
    yield from _restarts(tasks)
    yield from _gaps(tasks)


def _restarts(tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    sections: dict[str, set[str]] = {}
    for task in tasks:
        sections.setdefault(task.number, set()).add(task.section)
    shared = [number for number, listed in sections.items() if len(listed) > 1]
    if shared:
        yield finding("number-restarts", count=len(shared), numbers=", ".join(shared[:6]))


def _gaps(tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    for before, task in pairwise(tasks):
        if _is_gap(before.number, task.number):
            yield finding("numbering-gap", task=task.number, line=task.source.line, before=before.number)
    if tasks and _is_gap("0", tasks[0].number):
        yield finding("numbering-gap/first", task=tasks[0].number, line=tasks[0].source.line)


def _is_gap(before: str, after: str) -> bool:
    first, second = value_of(before), value_of(after)
    return first is not None and second is not None and second > first + 1


def _deadlines(tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    without = [task for task in tasks if task.due is None and task.due_kind is DueKind.NONE]
    stepped = [task for task in without if task.milestones]
    if len(without) == len(tasks) > 1:
        yield finding("no-due-date/all", count=len(tasks))
    else:
        plain = (task for task in without if task not in stepped)
        yield from (finding("no-due-date", task=task.number, line=task.source.line) for task in plain)
    for task in stepped:
        last = max(step.by for step in task.milestones)
        yield finding("derived-date", task=task.number, line=task.source.line, by=last)


def _leaders(tasks: Sequence[TaskDraft]) -> Iterator[Finding]:
    without = [task for task in tasks if not task.leaders]
    if len(without) == len(tasks) > 1:
        yield finding("no-leaders", count=len(tasks))
    else:
        yield from (finding("no-leader", task=task.number, line=task.source.line) for task in without)
    named = Counter(leader for task in tasks for leader in task.leaders)
    posts = {leader: count for leader, count in named.items() if is_post(leader)}
    held = Counter(pair for task in tasks for pair in task.posts.items())
    yield from (
        finding("leader-with-post", leader=leader, post=post, count=count)
        for (leader, post), count in held.items()
    )
    yield from (finding("post-without-holder", leader=leader, count=count) for leader, count in posts.items())


def _task(task: TaskDraft) -> Iterator[Finding]:
    line = task.source.line
    if not task.title:
        yield finding("no-title", task=task.number, line=line)
    if not task.units:
        yield finding("no-units", task=task.number, line=line)
    elif all(unit.role is Role.SUPPORT for unit in task.units):
        yield finding("only-support", task=task.number, line=line)
    groups = [unit.name for unit in task.units if unit.is_group]
    if groups:
        yield finding("group-word", task=task.number, line=line, unit="、".join(groups))
    yield from _late_milestones(task)


def _late_milestones(task: TaskDraft) -> Iterable[Finding]:
    """Compare as precisely as the text: a step of the deadline's own month is not late."""
    due = task.due.isoformat() if task.due else ""
    late = (step for step in task.milestones if due and step.by > due[: len(step.by)])
    return (
        finding(
            "milestone-after-due",
            task=task.number,
            line=task.source.line,
            by=step.by,
            text=step.text,
            due=task.due,
        )
        for step in late
    )
