# SPDX-License-Identifier: Apache-2.0
"""Documents of other kinds: amendments and commitments."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from models.kinds import DueKind, Role
from plans.drafts import Source, TaskDraft, UnitMention
from plans.fields.labels import LATIN
from plans.fields.task_fields import Field
from plans.findings import finding
from plans.others.actions import read_actions
from plans.others.english import KINDS, read_list
from plans.others.fiscal import read_fiscal
from plans.people.names import names
from plans.prose import Prose
from plans.text.blocks import Flow, Line, flow
from plans.text.script import is_latin
from plans.time.dates import moments, read_due

_english = re.compile(
    r"(?i)\b(?:amend|change|replace|revise)[^.“”\"\n]{0,60}?\b(?:action|task|item|commitment)\s+"
    r"(?P<number>[A-Z]{0,3}\d[\d.]{0,8}\d|\d)[^.“”\"\n]{0,40}?[“\"](?P<text>[^“”\"\n]{4,400})[”\"]"
)
_chinese = re.compile(
    r"(?:将|把)?第?(?P<number>[（(]?[\d一二三四五六七八九十百]{1,6}[)）]?)(?:项|条)[^。\n“”]{0,30}?(?:修改为|调整为|改为|修订为|变更为)"
    r"[：:]?[“\"](?P<text>[^“”\n]{4,400})[”\"]"
)
_plan = re.compile(r"\b((?:[A-Z][\w&-]*[ \t]+){1,8}Plan(?:[ \t]+20\d{2}(?:\s?[-–]\s?(?:20)?\d{2})?)?)")
_named = re.compile(r"《([^《》\n]{4,60})》")
_by = re.compile(r"(?i)[,\s]*\b(?:by|before|no later than)\s+(?=[\w\s,]{3,30}$)")


def named_plan(text: str) -> str:
    """Name the plan a text speaks of: the fullest name in it."""
    found = [*_plan.findall(text), *_named.findall(text)]
    return max(found, key=len, default="")


def read_amendments(source: Flow, *, year: int | None) -> tuple[TaskDraft, ...]:
    """Read each new wording as the task it replaces; its deadline is taken off the end."""
    section = named_plan(source.text)
    tasks = list[TaskDraft]()
    for pattern in (_english, _chinese):
        for found in pattern.finditer(source.text):
            title, due = _with_day(found["text"].strip(), year)
            task = TaskDraft(
                number=found["number"],
                section=section,
                title=title,
                due=due,
                due_kind=DueKind.FIRM if due else DueKind.NONE,
                source=Source(line=source.line(found.start())),
            )
            tasks.append(task)
    return tuple(tasks)


def _with_day(text: str, year: int | None) -> tuple[str, date | None]:
    by = _by.search(text)
    found = next(iter(moments(text[by.end() :], year=year)), None) if by else None
    return (text[: by.start()], found.on) if by and found and found.on else (text, None)


SECTIONS = ("action plan", "plan", "policy area", "theme", "programme", "program")
NOTHING = ("na", "n/a", "none", "-", "nil", "tbc", "not specified")
LEAST = 3
_pair = re.compile(r"^(?P<key>[A-Za-z][A-Za-z ()/\-]{1,48}?)\s*[:：]\s*(?P<value>.*)$")
_code = re.compile(r"\s*[(\[](?P<code>[A-Z]{1,4}[- ]?\d{1,6})[)\]]")


def read_commitment(lines: Sequence[Line], *, year: int | None) -> TaskDraft | None:
    """Read the page; None when it has no title, no institution or too few such lines."""
    filled = [line for line in lines if line.text.strip()]
    pairs = {
        found["key"].lower(): found["value"] for line in filled if (found := _pair.match(line.text.strip()))
    }
    title = next((line for line in filled if not _pair.match(line.text.strip())), None)
    units = _units(pairs)
    if title is None or len(pairs) < LEAST or not units:
        return None
    code = _code.search(title.text)
    phrases = (value for key, value in pairs.items() if key in LATIN and LATIN[key][0] is Field.DUE)
    due = read_due(next(phrases, ""), year=year)
    return TaskDraft(
        number=code["code"] if code else "1",
        section=next((pairs[key] for key in SECTIONS if pairs.get(key)), ""),
        title=_code.sub("", title.text).strip(),
        units=units,
        due=due.on,
        due_kind=due.kind,
        source=Source(line=title.number, last_line=filled[-1].number),
    )


def _units(pairs: Mapping[str, str]) -> tuple[UnitMention, ...]:
    found = []
    for key, value in pairs.items():
        field, role = LATIN.get(key, (None, None))
        if field is Field.UNITS and value.strip().lower() not in NOTHING:
            found += [UnitMention(name=name, role=role or Role.RESPONSIBLE) for name in names(value)]
    return tuple(found)


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
    told += [finding("shared-number", task=item, count=count) for item, count in counts.items() if count > 1]
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
