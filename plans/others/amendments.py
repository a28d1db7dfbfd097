"""Resolutions that change tasks of another plan: amend Action 2.4 to read “…”; 将第12项修改为“…”."""

import re
from collections.abc import Iterator
from datetime import date

from models.kinds import DueKind
from plans.drafts import Source, TaskDraft
from plans.text.flow import Flow
from plans.time.dates import moments

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
    return tuple(_tasks(source, section, year))


def _tasks(source: Flow, section: str, year: int | None) -> Iterator[TaskDraft]:
    for pattern in (_english, _chinese):
        for found in pattern.finditer(source.text):
            title, due = _with_day(found["text"].strip(), year)
            yield TaskDraft(
                number=found["number"],
                section=section,
                title=title,
                due=due,
                due_kind=DueKind.FIRM if due else DueKind.NONE,
                source=Source(line=source.line(found.start())),
            )


def _with_day(text: str, year: int | None) -> tuple[str, date | None]:
    by = _by.search(text)
    found = next(iter(moments(text[by.end() :], year=year)), None) if by else None
    return (text[: by.start()], found.on) if by and found and found.on else (text, None)
