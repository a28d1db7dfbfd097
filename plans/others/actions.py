# SPDX-License-Identifier: Apache-2.0
"""English action plans whose table fell apart into paragraphs: a numbered action, then a deliverable,
a date and an owner for each of its parts, in an order that only the dates give away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.kinds import DueKind, Role
from plans.drafts import Source, TaskDraft, UnitMention
from plans.people.names import names
from plans.text.blocks import Line
from plans.time.dates import moments, read_due

LONGEST = 60
"""Characters of a paragraph that is nothing but a date."""
_action = re.compile(r"^(?:Action\s+)?(?P<number>\d{1,3}(?:\.\d{1,3}){0,2})[.)]?\s+(?P<text>[A-Z].{3,300})$")
_chinese = re.compile(r"[\u3400-\u9fff]")
_words = re.compile(r"[A-Za-z]+")
_dated = re.compile(
    r"by|in|on|and|then|from|to|until|before|after|the|end|of|each|every|annually|annual|yearly|monthly|"
    r"quarterly|ongoing|mid|early|late|year|month|quarter|bi|weekly|q|st|nd|rd|th|completed?|due|review|"
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """A numbered action and the paragraphs under it."""

    number: str
    text: str
    parts: tuple[Line, ...]


def is_date(text: str) -> bool:
    """Tell whether a paragraph is nothing but a time: 30 September 2021 and then annually."""
    if (
        len(text) > LONGEST
        or _chinese.search(text)
        or not (moments(text, year=2000) or text.lower() == "ongoing")
    ):
        return False
    return all(_dated.fullmatch(word) for word in _words.findall(text))


def read_actions(lines: Sequence[Line], *, year: int | None) -> tuple[tuple[TaskDraft, ...], list[Line]]:
    """Read every deliverable as a task of its action's number; gives them and the paragraphs left over."""
    tasks: list[TaskDraft] = []
    left: list[Line] = []
    for action in _actions(lines):
        found, rest = _deliverables(action, year)
        tasks += found
        left += rest
    return tuple(tasks), left


def _actions(lines: Sequence[Line]) -> Iterator[Action]:
    filled = [replace(line, text=line.text.strip()) for line in lines if line.text.strip()]
    starts = [
        index for index, line in enumerate(filled) if _action.match(line.text) and not is_date(line.text)
    ]
    for start, end in zip(starts, [*starts[1:], len(filled)], strict=False):
        found = _action.match(filled[start].text)
        if found:
            yield Action(number=found["number"], text=found["text"], parts=tuple(filled[start + 1 : end]))


def _deliverables(action: Action, year: int | None) -> tuple[list[TaskDraft], list[Line]]:
    dates = [index for index, line in enumerate(action.parts) if is_date(line.text)]
    if not dates or dates[0] not in (1, 2):
        return [], []
    size, lead = 3, dates[0]
    tasks: list[TaskDraft] = []
    end = 0
    for index in dates:
        group = action.parts[index - lead : index - lead + size]
        if index - lead != end or len(group) < size:
            return tasks, list(action.parts[end:])
        tasks.append(_task(action, group, lead, year))
        end = index - lead + size
    return tasks, list(action.parts[end:])


def _task(action: Action, group: Sequence[Line], lead: int, year: int | None) -> TaskDraft:
    """The words come first; the owner stands before the date or behind it."""
    owner = group[2] if lead == 1 else group[1]
    due = read_due(last_of_range(group[lead].text), year=year)
    return TaskDraft(
        number=action.number,
        section=action.text.rstrip(". "),
        title=group[0].text,
        units=tuple(UnitMention(name=name, role=Role.RESPONSIBLE) for name in names(owner.text)),
        due=due.on or first_day(group[lead].text, year),
        due_kind=due.kind if due.on or due.kind is not DueKind.NONE else DueKind.NONE,
        source=Source(line=group[0].number, last_line=group[-1].number),
    )


def last_of_range(text: str) -> str:
    """Take the end of a range of days: 1 – 7 June 2022 → 7 June 2022."""
    return re.sub(r"^.{0,20}?\d\s*(?:[A-Za-z]+\s*)?[–—-]\s*(?=\d{1,2}\s+[A-Za-z])", "", text)


def first_day(text: str, year: int | None) -> date | None:
    """Give the first day a phrase names, for what recurs from then on."""
    found = next(iter(moments(text, year=year)), None)
    return found.on if found else None
