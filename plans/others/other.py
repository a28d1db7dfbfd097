"""Plans without the labels of a Chinese plan, tried one after the other when those gave no task."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from plans.others.actions import read_actions
from plans.others.amendments import named_plan, read_amendments
from plans.others.commitments import read_commitment
from plans.others.english_list import KINDS, read_list
from plans.others.fiscal import read_fiscal
from plans.prose import Prose
from plans.sentences import finding
from plans.text.blocks import Line
from plans.text.flow import flow
from plans.text.script import is_latin


def read_list_first(prose: Prose, lines: Sequence[Line], *, year: int | None) -> Prose:
    """Read an English list whose numbers no Chinese plan has (Action 1, A1, 1.1); else `prose` as it is."""
    return _listed(prose, lines, year or prose.plan.year, KINDS[:2])


def read_otherwise(prose: Prose, lines: Sequence[Line], *, year: int | None) -> Prose:
    """Read an English action plan, a commitment, resolutions or a Japanese plan; else `prose` as it is."""
    prose = replace(prose, tasks=())
    for attempt in (_any_list, _actions, _amendments, _commitment, _fiscal):
        found = attempt(prose, lines, year or prose.plan.year)
        if found.tasks:
            return found
    return prose


def _actions(prose: Prose, lines: Sequence[Line], year: int | None) -> Prose:
    tasks, left = read_actions(lines, year=year)
    told = [finding("unread-text", line=line.number, text=line.text[:40]) for line in left]
    counts = Counter(task.number for task in tasks)
    told += [finding("shared-number", task=each, count=count) for each, count in counts.items() if count > 1]
    return replace(_titled(prose, lines), tasks=tasks, findings=(*prose.findings, *told))


def _any_list(prose: Prose, lines: Sequence[Line], year: int | None) -> Prose:
    return _listed(prose, lines, year, KINDS)


def _listed(prose: Prose, lines: Sequence[Line], year: int | None, kinds: Sequence[str]) -> Prose:
    if not all(is_latin(line.text) for line in lines):
        return prose
    tasks, told = read_list(lines, year=year, kinds=kinds)
    return replace(_titled(prose, lines), tasks=tasks, findings=tuple(told)) if tasks else prose


def _titled(prose: Prose, lines: Sequence[Line]) -> Prose:
    title = prose.plan.title or named_plan("\n".join(line.text for line in lines))
    return replace(prose, plan=replace(prose.plan, title=title or None))


def _amendments(prose: Prose, lines: Sequence[Line], year: int | None) -> Prose:
    tasks = read_amendments(flow("\n".join(line.text for line in lines), lines), year=year)
    if not tasks:
        return prose
    told = finding("amendment", count=len(tasks), plan=tasks[0].section or "—")
    return replace(_titled(prose, lines), tasks=tasks, findings=(*prose.findings, told))


def _commitment(prose: Prose, lines: Sequence[Line], year: int | None) -> Prose:
    task = read_commitment(lines, year=year)
    return replace(prose, tasks=(task,)) if task else prose


def _fiscal(prose: Prose, lines: Sequence[Line], _year: int | None) -> Prose:
    return replace(prose, tasks=read_fiscal(lines))
