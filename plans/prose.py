# SPDX-License-Identifier: Apache-2.0
"""Reading a document written as text: repair, segmentation, fields."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from models.findings import Finding
from models.text import clean_line
from plans.drafts import PlanDraft, TaskDraft
from plans.fields import labels, values
from plans.findings import finding
from plans.header import read_header
from plans.people import rules
from plans.people.inherited import inherit, with_bare_owners
from plans.people.roles import duties, owners
from plans.people.rules import noted, ruled
from plans.structure.endings import is_cut, shown, without_closing
from plans.structure.field_numbers import with_their_numbers
from plans.structure.headings import owner_headings
from plans.structure.lists import parted, recorded
from plans.structure.segments import Segments, segment
from plans.structure.spaced import columns
from plans.text import repair
from plans.text.blocks import Flow, Line, flow
from plans.text.clauses import spans
from plans.text.repair import lost_digits
from plans.text.script import tidy

_note = re.compile(r"\s*(?:[附备]?\s?注\s?\d?|(?:填表|编制)?说明)[:：]([^\0]{0,400})")
_stated_year = re.compile(r"(20\d{2})年\d{1,2}月")


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """What a text gave; `reason` tells why it has no tasks."""

    plan: PlanDraft = field(default_factory=PlanDraft)
    tasks: tuple[TaskDraft, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: Counter[str] = field(default_factory=Counter)
    reason: str = "no-labels"


def read_prose(lines: Sequence[Line], *, year: int | None, notes: Sequence[Line] = ()) -> Prose:
    """Read the tasks of a text; `year` overrules the one its title names, `notes` are its footnotes."""
    text, repairs = repair.mend("\n".join(line.text for line in lines))
    text, told = rules.taken(text)
    source = flow(text, lines)
    found = _marks(source)
    numbered = segment(source, found)
    parts = recorded(source, numbered, found)
    given = [finding("number-given", count=len(parts.items))] if parts is not numbered else []
    items, shared = parted(source, parts.items, found)
    parts = replace(parts, items=items)
    found = with_bare_owners(source, items, found)
    plan, dated = _dated(_plan(source, parts, year), source, parts)
    read = [_parsed(source, found, parts, index, plan.year) for index in range(len(parts.items))]
    cut = _cut(source, parts, found, read)
    read = read[: len(read) - len(cut)]
    own, closing = without_closing([item.task for item in read])
    read = [item for item in read if item.task in own] if closing else read
    placed = tuple(replace(rule, line=lines[rule.line - 1].number) for rule in told)
    tasks, followed = ruled(own, (*placed, *noted(notes)), year=plan.year)
    return Prose(
        plan=plan,
        tasks=tasks,
        findings=(
            *_images(source),
            *lost_digits(source),
            *_strays(source, found, parts),
            *(one for item in read for one in item.findings),
            *followed,
            *given,
            *shared,
            *dated,
            *closing,
            *cut,
            *_notes(source, parts),
        ),
        repairs=sum((item.repairs for item in read), repairs),
        reason=parts.reason,
    )


def _marks(source: Flow) -> list[labels.LabelMark]:
    """Find labels and role sentences; where a text has neither, brackets or columns that name an office."""
    brackets = spans(source.text)
    known = labels.bounded(list(labels.marks(source)), brackets)
    headed = {source.index(mark.start) for mark, _ in owner_headings(source)}
    found = [*known, *duties(source, brackets, known)] or list(owners(source, brackets))
    own = [mark for mark in found if source.index(mark.start) not in headed] or list(columns(source, headed))
    return with_their_numbers(source, sorted(own, key=lambda mark: (mark.start, mark.end)))


def _plan(source: Flow, parts: Segments, year: int | None) -> PlanDraft:
    front = source.text[: parts.front].split("\n")
    plan = read_header(front, source.text[parts.end :].split("\n"))
    return replace(plan, year=year or plan.year)


def _parsed(
    source: Flow, found: list[labels.LabelMark], parts: Segments, index: int, year: int | None
) -> values.Parsed:
    item = parts.items[index]
    begin = bisect_left(found, item.start, key=lambda mark: mark.start)
    finish = bisect_left(found, item.end, key=lambda mark: mark.start)
    parsed = values.parse(source, item, found[begin:finish], year=year)
    task, told = inherit(parsed.task, item, year=year)
    return replace(parsed, task=task, findings=(*parsed.findings, *told))


def _dated(plan: PlanDraft, source: Flow, parts: Segments) -> tuple[PlanDraft, list[Finding]]:
    """Take the one year that the tasks themselves name, where the title names none."""
    begin = parts.items[0].start if parts.items else len(source.text)
    years = set(_stated_year.findall(source.plain, begin, parts.end))
    if plan.year or len(years) != 1:
        return plan, []
    year = int(years.pop())
    return replace(plan, year=year), [finding("derived-year", year=year)]


def _cut(
    source: Flow, parts: Segments, found: list[labels.LabelMark], read: Sequence[values.Parsed]
) -> list[Finding]:
    tasks = [item.task for item in read]
    if not is_cut(source, parts, found, tasks):
        return []
    last = tasks[-1]
    return [finding("cut-text", task=last.number, line=last.source.line, text=shown(last))]


def _notes(source: Flow, parts: Segments) -> list[Finding]:
    """Tell the notes below the last task, which belong to none."""
    found = _note.match(source.text, parts.end)
    text = clean_line(tidy(found[1])) if found else ""
    return [finding("footnote", line=source.line(parts.end), text=text[:80])] if text else []


def _images(source: Flow) -> list[Finding]:
    images = repair.IMAGE.finditer(source.text)
    return [
        finding(
            "unknown-image",
            line=source.line(found.start()),
            text=" ".join(source.text[max(0, found.start() - 10) : found.end() + 10].split()),
        )
        for found in images
    ]


def _strays(source: Flow, found: list[labels.LabelMark], parts: Segments) -> list[Finding]:
    """Report what was left out: text under headings, labels in front of the first task."""
    strays = [finding("unread-text", line=source.line(index), text=text[:40]) for index, text in parts.strays]
    if parts.items and found and found[0].start < parts.items[0].start:
        index = found[0].start
        strays.append(
            finding("unread-text/front", line=source.line(index), text=tidy(source.text[index : index + 40]))
        )
    return strays
