# SPDX-License-Identifier: Apache-2.0
"""One task's text → its fields: what stands before the first label, and the value behind each label."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.findings import Finding
from models.kinds import DueKind, Role
from models.text import clean_line
from plans.drafts import Source, StatusDraft, TaskDraft, UnitMention
from plans.fields.labels import LabelMark
from plans.fields.task_fields import Field, read_texts
from plans.figures.targets import targets
from plans.findings import finding
from plans.people.leaders import by_name, is_leader, leaders
from plans.people.names import (
    OPEN_END,
    is_group,
    is_unit,
    names,
    own_role,
    padded,
    split_names,
    without_open_end,
)
from plans.people.roles import is_limit, parts
from plans.structure.segments import Item
from plans.text.blocks import Flow
from plans.text.script import is_stretch, stray_spaces, tidy
from plans.time.dates import Due, first_moment, read_due
from plans.time.milestones import milestones

OPENING, CLOSING = "(（[［〔【", ")）]］〕】"
HALVES = tuple(OPENING + CLOSING)
OWN_ROLES = {"牵头": Role.LEAD, "配合": Role.SUPPORT, "协助": Role.SUPPORT, "落实": Role.IMPLEMENTS}
NESTED = 4
LONG = 5_000
"""Characters of a task: what is longer was not cut right, and is not searched for dates and figures."""
MARKS = "。；;，,.、()（）[]〔〕【】"
JOINTS = ("；", ";", "，", ",")
"""Marks that part the words before a bracket from those behind it."""
LOOSE_ENDS = " \t\n；;，,"


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """What stands behind one label, or before the first one (a title without a role)."""

    field: Field
    role: Role | None
    text: str
    index: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A task as read, what a person must settle about it, and the spacing that was repaired."""

    task: TaskDraft
    findings: tuple[Finding, ...]
    repairs: Counter[str]


def parse(source: Flow, item: Item, labels: Sequence[LabelMark], *, year: int | None) -> Parsed:
    """Read one task; `labels` are those that stand inside it, `year` is the plan's."""
    values = _values(source, item, labels)
    title = clean_line(tidy(_joined(values, Field.TITLE)))
    values = _without_ending(values, year)
    due, rest = _due(values, year)
    number, line = item.number, source.line(item.start)
    persons, offices = _sorted_out(_duties(_of(values, Field.UNITS)))
    named = leaders("，".join(filter(None, (_listed(values, Field.LEADERS), *persons))))
    searched = "" if len(title) > LONG else title
    task = TaskDraft(
        number=number,
        section=clean_line(item.section),
        title=title,
        leaders=tuple(leader.name for leader in named),
        posts=by_name(named),
        units=units(offices),
        due=due.on,
        due_kind=due.kind,
        stretch=is_stretch(title),
        milestones=milestones(_with(values, searched, Field.MILESTONES), year=year),
        targets=targets(_with(values, searched, Field.TARGETS)),
        status=_status(values),
        **read_texts(lambda words: _joined(values, words.field) if words.field else ""),
        source=Source(line=line, last_line=source.line(_last_place(source, item))),
    )
    findings = (
        *due_findings(due, _joined(values, Field.DUE), task),
        *open_lists(values, task),
        *parted_leads(values, task),
        *long_task(task),
        *overseers(values, task),
    )
    return Parsed(
        task=task, findings=(*findings, *_unread(source, values, rest, task)), repairs=_spacing(values)
    )


def _values(source: Flow, item: Item, labels: Sequence[LabelMark]) -> tuple[Value, ...]:
    ends = [*(label.start for label in labels), item.end]
    values = [_value(source, Field.TITLE, None, item.start, ends[0])]
    for mark, end in zip(labels, ends[1:], strict=True):
        close = end if mark.close is None else max(min(end, mark.close), mark.end)
        values.append(_value(source, mark.field, mark.role, mark.end, close))
        values += _behind(source, close, end, is_last=end == item.end)
    return tuple(values)


def _value(source: Flow, field: Field, role: Role | None, start: int, end: int) -> Value:
    return Value(field=field, role=role, text=_trimmed(source.text[start:end]), index=start)


def _behind(source: Flow, close: int, end: int, *, is_last: bool) -> Iterator[Value]:
    """Behind a bracket the task's own words go on; below the last one other text begins."""
    text = source.text[close + 1 : end]
    if close == end or not _trimmed(text).strip(MARKS):
        return
    line, _, below = text.partition("\n") if is_last else (text, "", "")
    if _trimmed(line).strip(MARKS):
        value = _value(source, Field.TITLE, None, close + 1, close + 1 + len(line))
        mark = line.strip()[:1]
        yield replace(value, text=mark + value.text) if mark in JOINTS else value
    if _trimmed(below).strip(MARKS):
        yield _value(source, Field.REMARK, None, end - len(below), end)


def _duties(values: Sequence[Value]) -> Iterator[tuple[Role, str]]:
    """Give each list of units with its role; where somebody leads, a plain 责任单位 supports."""
    has_lead = any(value.role is Role.LEAD for value in values)
    for value in values:
        plain = value.role or Role.RESPONSIBLE
        usual = Role.SUPPORT if has_lead and plain is Role.RESPONSIBLE else plain
        found = parts(value.text)
        if any(part.role for part in found):
            yield from ((part.role or usual, part.names) for part in found)
        else:
            yield usual, value.text


def _sorted_out(mentions: Iterable[tuple[Role, str]]) -> tuple[list[str], list[tuple[Role, str]]]:
    """Part the leaders that a role sentence names (由副县长张伟牵头) from the units."""
    persons: list[str] = []
    offices: list[tuple[Role, str]] = []
    for role, text in mentions:
        listed = names(text)
        led = [name for name in listed if is_leader(name)]
        persons += ["、".join(led)] if led else []
        others = [name for name in listed if name not in led]
        offices.append((role, "、".join(others) if led else text))
    return persons, offices


def _trimmed(text: str) -> str:
    """Take off separators and the half of a bracket whose other half holds the labels."""
    text = text.strip(LOOSE_ENDS)
    for _ in range(NESTED):
        if text[-1:] in HALVES and not _is_paired(text):
            text = text[:-1].rstrip(LOOSE_ENDS)
    return text


def _is_paired(text: str) -> bool:
    closing = text[-1]
    return closing in CLOSING and text.count(OPENING[CLOSING.index(closing)]) >= text.count(closing)


def _of(values: Iterable[Value], field: Field) -> list[Value]:
    return [value for value in values if value.field is field]


def _joined(values: Iterable[Value], field: Field) -> str:
    return "\n".join(value.text for value in _of(values, field) if value.text)


def _listed(values: Iterable[Value], field: Field) -> str:
    return "，".join(value.text for value in _of(values, field) if value.text)


def _with(values: Iterable[Value], title: str, field: Field) -> str:
    extra = tidy(_joined(values, field))[:LONG]
    return f"{title}。{extra}" if extra else title


def _last_place(source: Flow, item: Item) -> int:
    return item.start + max(len(source.text[item.start : item.end].rstrip()) - 1, 0)


def units(mentions: Iterable[tuple[Role, str]]) -> tuple[UnitMention, ...]:
    """Split lists of units by their roles; the order printed stays, a unit stands once.

    Beside a unit that leads by its own bracket (县水务局（牵头）) the plain ones support.
    """
    found: dict[str, UnitMention] = {}
    has_lead = False
    for role, text in mentions:
        for listed in map(clean_line, names(text)):
            name, own = own_role(without_open_end(listed))
            has_lead |= own.startswith("牵头")
            mention = UnitMention(name=name, role=OWN_ROLES.get(own[:2], role), is_group=is_group(name))
            found.setdefault(name, mention)
    return tuple(_supporting(found.values()) if has_lead else found.values())


def _supporting(mentions: Iterable[UnitMention]) -> Iterator[UnitMention]:
    for mention in mentions:
        yield replace(mention, role=Role.SUPPORT) if mention.role is Role.RESPONSIBLE else mention


def _without_ending(values: tuple[Value, ...], year: int | None) -> tuple[Value, ...]:
    """Take a deadline off the end of a list of units: （牵头单位：…；配合单位：…，6月底前）."""
    if _of(values, Field.DUE):
        return values
    indexes = [index for index, value in enumerate(values) if value.field is Field.UNITS]
    for index in reversed(indexes):
        text = values[index].text
        last = _last_time(text, year)
        if last:
            shorter = replace(values[index], text=text[: text.rindex(last)].rstrip(LOOSE_ENDS + "、"))
            ending = replace(values[index], field=Field.DUE, role=None, text=last)
            return (*values[:index], shorter, *values[index + 1 :], ending)
    return values


def _last_time(text: str, year: int | None) -> str:
    """Give the last item of a list when it is a time and no unit."""
    *listed, last = ("", *(part for part in split_names(text.rstrip(LOOSE_ENDS + "。")) if part.strip()))
    due = read_due(last, year=year)
    is_due = (due.is_read or is_limit(last)) and due != Due(on=None, kind=DueKind.NONE)
    return last if len(listed) > 1 and is_due and not is_unit(last) else ""


def _due(values: Iterable[Value], year: int | None) -> tuple[Due, str]:
    """Read the deadline; a later line behind it that holds no date belongs to something else."""
    text = _joined(values, Field.DUE)
    head, _, rest = text.partition("\n")
    due = read_due(head, year=year)
    if (due.on or due.is_bad or not due.is_read) and rest:
        whole = read_due(text, year=year)
        wrapped = whole.is_read and (not due.is_read or _goes_on(head, text, year))
        return (whole, "") if wrapped else (due, rest)
    return due, rest


def _goes_on(head: str, text: str, year: int | None) -> bool:
    """Tell whether a date runs over the end of its line: its words say another day with the next line."""
    first, whole = (first_moment(words, year=year) for words in (head, text))
    return (first and first.on) != (whole and whole.on)


def due_findings(due: Due, phrase: str, task: TaskDraft) -> list[Finding]:
    """Report a date that does not exist and a phrase that was not understood."""
    if due.is_read:
        return []
    code = "bad-date" if due.is_bad else "unread-due"
    shown = clean_line(tidy(phrase))[:40]
    return [finding(code, task=task.number, line=task.source.line, phrase=shown)]


def long_task(task: TaskDraft) -> list[Finding]:
    """Report a task so long that it looks like several."""
    if len(task.title) <= LONG:
        return []
    return [finding("long-task", task=task.number, line=task.source.line, length=len(task.title))]


def open_lists(values: Iterable[Value], task: TaskDraft) -> list[Finding]:
    """Report a list of units that goes on unsaid (等)."""
    lists = (said.names for value in _of(values, Field.UNITS) for said in parts(value.text))
    listed = (name.strip(" 。\n") for text in lists for name in split_names(text))
    if not any(OPEN_END.search(name) and len(name) > 1 for name in listed):
        return []
    return [finding("open-list", task=task.number, line=task.source.line)]


def parted_leads(values: Iterable[Value], task: TaskDraft) -> list[Finding]:
    """Report units that lead a part each (分别牵头), which the text does not tell."""
    texts = (value.text for value in _of(values, Field.UNITS))
    if not any(part.is_parted for text in texts for part in parts(text)):
        return []
    return [finding("parted-lead", task=task.number, line=task.source.line)]


def overseers(values: Sequence[Value], task: TaskDraft) -> list[Finding]:
    """Tell who oversees a task (督办单位), which is nobody's duty to carry it out."""
    listed = "、".join(names(_listed(values, Field.OVERSEERS)))
    if not listed:
        return []
    return [finding("overseer", task=task.number, line=task.source.line, unit=listed[:60])]


def _unread(source: Flow, values: Sequence[Value], rest: str, task: TaskDraft) -> list[Finding]:
    below = [value for value in _of(values, Field.REMARK) if value.role is None]
    due = _of(values, Field.DUE)
    texts = [(value.text, value.index) for value in below if source.text[value.index - 1] == "\n"]
    texts += [(rest, due[-1].index)] if due else []
    shown = [(clean_line(tidy(text)), index) for text, index in texts]
    return [
        finding("unread-text", task=task.number, line=source.line(index), text=text[:40])
        for text, index in shown
        if text.strip(MARKS)
    ]


def _status(values: Sequence[Value]) -> StatusDraft | None:
    report = clean_line(tidy(_joined(values, Field.RESULT)))
    return StatusDraft(report=report) if report else None


def _spacing(values: Sequence[Value]) -> Counter[str]:
    padding = sum(padded(value.text) for value in _of(values, Field.LEADERS))
    others = (value.text for value in values if value.field is not Field.LEADERS)
    return +Counter({"name-padding": padding, "space": sum(map(stray_spaces, others))})
