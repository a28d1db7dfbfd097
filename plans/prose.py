"""Reading a document written as text: repair, segmentation, fields."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.findings import Finding
from plans import fields, labels, repair
from plans.blocks import Line
from plans.drafts import PlanDraft, TaskDraft
from plans.flow import Flow, flow
from plans.header import read_header
from plans.script import tidy
from plans.segments import Segments, segment
from plans.sentences import finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Prose:
    """What a text gave; `reason` tells why it has no tasks."""

    plan: PlanDraft
    tasks: tuple[TaskDraft, ...]
    findings: tuple[Finding, ...]
    repairs: Counter[str]
    reason: str = ""


def read_prose(lines: Sequence[Line], *, year: int | None) -> Prose:
    """Read the tasks of a text; `year` overrules the one its title names."""
    text, repairs = repair.mend("\n".join(line.text for line in lines))
    source = flow(text, lines)
    found = list(labels.marks(source))
    parts = segment(source, found)
    plan = _plan(source, parts, year)
    read = [_parsed(source, found, parts, place, plan.year) for place in range(len(parts.items))]
    return Prose(
        plan=plan,
        tasks=tuple(each.task for each in read),
        findings=(
            *_images(source),
            *_strays(source, found, parts),
            *(one for each in read for one in each.findings),
        ),
        repairs=sum((each.repairs for each in read), repairs),
        reason=parts.reason,
    )


def _plan(source: Flow, parts: Segments, year: int | None) -> PlanDraft:
    front = source.text[: parts.front].split("\n")
    plan = read_header(front, source.text[parts.end :].split("\n"))
    return replace(plan, year=year or plan.year)


def _parsed(
    source: Flow, found: list[labels.Mark], parts: Segments, place: int, year: int | None
) -> fields.Parsed:
    item = parts.items[place]
    begin = bisect_left(found, item.start, key=lambda mark: mark.start)
    finish = bisect_left(found, item.end, key=lambda mark: mark.start)
    return fields.parse(source, item, found[begin:finish], year=year)


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


def _strays(source: Flow, found: list[labels.Mark], parts: Segments) -> list[Finding]:
    """Report what was left out: text under headings, labels in front of the first task."""
    strays = [finding("unread-text", line=source.line(place), text=text[:40]) for place, text in parts.strays]
    if parts.items and found[0].start < parts.items[0].start:
        place = found[0].start
        strays.append(
            finding("unread-text/front", line=source.line(place), text=tidy(source.text[place : place + 40]))
        )
    return strays
