# SPDX-License-Identifier: Apache-2.0
"""Reading a ledger table: one row a task, its columns known by the meaning of their headers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import TypeVar

from models.findings import Finding
from models.kinds import DueKind, Role
from models.text import clean_line
from plans.drafts import MilestoneDraft, Source, TaskDraft, UnitMention
from plans.fields.task_fields import Column, read_texts
from plans.fields.values import LONG, due_findings, long_task, units
from plans.figures.targets import targets
from plans.findings import finding
from plans.people.leaders import by_name, leaders
from plans.people.roles import parts
from plans.structure.numbering import is_heading
from plans.tables.cells import milestone_cell, numbered, shared, status_cells, step_columns, target_cell
from plans.tables.columns import Header
from plans.tables.plan_facts import KIND_WORDS
from plans.tables.rows import filled, is_note, is_wide, left_out
from plans.text.blocks import Row, Table
from plans.text.script import is_stretch, tidy
from plans.time.dates import Due, read_due, serial_date
from plans.time.milestones import milestones

ROLES = {
    Column.LEAD: Role.LEAD,
    Column.UNITS: Role.RESPONSIBLE,
    Column.SUPPORT: Role.SUPPORT,
    Column.IMPLEMENTS: Role.IMPLEMENTS,
}
YES = ("yes", "true", "1", "是", "y")
REPEATED = 1_000
"""Deadlines and lists of units that are kept once read: a column says the same few over and over."""
Item = TypeVar("Item")
Get = Callable[[Column], str]
_heading = re.compile(
    r"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[)）]|第[一二三四五六七八九十]+[章节部])"
)
_head_mark = re.compile(r"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百]+[)）])\s*")
_serial = re.compile(r"[3-6]\d{4}(?:\.\d+)?")
BULLETS = tuple("△▲●○◆◇■□•·※☆★▪‣")
_numbered = re.compile(
    r"(?:(?P<number>\d{1,4})[.、．﹒](?!\d)|(?P<part>\d{1,3}(?:\.\d{1,3}){1,2})\.?(?=\s|[\u3400-\u9fff]))\s*"
)
_number_end = re.compile(r"(?:\.0+)?[.、．]?$")


@dataclass(frozen=True, kw_only=True, slots=True)
class TableReading:
    """The tasks of one table and what a person must settle about it."""

    tasks: tuple[TaskDraft, ...]
    findings: tuple[Finding, ...]


def read_ledger(table: Table, header: Header, *, year: int | None) -> TableReading:
    """Read the rows under the header; `year` dates the days that name none."""
    table = filled(table)
    tasks: list[TaskDraft] = []
    names: list[str] = []
    found: list[Finding] = []
    quarters = step_columns(table.rows[header.index].cells, year=year)
    section = ""
    rows = table.rows[header.index + 1 :]
    for row, below in zip_longest(rows, rows[1:]):
        get = _getter(row, header)
        heading = _section_row(row, get)
        if heading is not None:
            section = heading
        elif _heads_bullets(get, below, header):
            section = clean_line(tidy(get(Column.TITLE)))
        elif is_note(row):
            found.append(finding("unread-text", line=row.number, text=clean_line(" ".join(row.cells))[:40]))
        elif not get(Column.TITLE) and not get(Column.DETAIL):
            found.append(
                finding(
                    "row-without-title",
                    line=row.number,
                    text=clean_line(" | ".join(filter(None, row.cells)))[:40],
                )
            )
        elif row.cells != table.rows[header.index].cells:
            task, findings = _task(get, row, header, section=section, year=year)
            tasks.append(_with_quarters(task, row, quarters))
            names.append(clean_line(tidy(get(Column.TITLE))))
            found.extend(findings)
    given, told = numbered(tasks)
    return TableReading(
        tasks=given, findings=(*_missing(table, header), *told, *shared(names, tasks), *found)
    )


def has_tasks(table: Table, header: Header) -> bool:
    """Tell whether any row under the header has the words of a task, and not only a heading."""
    for row in table.rows[header.index + 1 :]:
        get = _getter(row, header)
        if _section_row(row, get) is None and any(map(get, (Column.TITLE, Column.DETAIL))):
            return True
    return False


def _heads_bullets(get: Get, below: Row | None, header: Header) -> bool:
    """A task without a bullet above tasks with one is what they have in common."""
    title = get(Column.TITLE)
    if below is None or not title or title.startswith(BULLETS) or get(Column.NUMBER):
        return False
    return _getter(below, header)(Column.TITLE).startswith(BULLETS)


def _with_quarters(task: TaskDraft, row: Row, quarters: Mapping[int, str]) -> TaskDraft:
    cells = ((by, row.cells[index].strip()) for index, by in quarters.items() if index < len(row.cells))
    steps = tuple(MilestoneDraft(by=by, text=clean_line(tidy(cell))) for by, cell in cells if cell)
    return replace(task, milestones=(*steps, *task.milestones)) if steps else task


def _title(get: Get, row: Row) -> str:
    """Join the task's name and what it asks for; a bullet in front is none of its words."""
    name, detail = (clean_line(tidy(get(column))) for column in (Column.TITLE, Column.DETAIL))
    name = name.lstrip("".join(BULLETS)).strip()
    if not detail or detail in name:
        return name
    mark = ("：" if is_wide(row.cells) else ":") if name and name[-1] not in ".。:：" else ""
    return f"{name}{mark}{detail}" if name else detail


def _below_heading(get: Get) -> Get:
    """Where the name is numbered like a heading and the detail like a task, the name is the section."""
    if get(Column.NUMBER) or get(Column.SECTION) or not get(Column.DETAIL):
        return get
    name, detail = clean_line(tidy(get(Column.TITLE))), clean_line(tidy(get(Column.DETAIL)))
    if not is_heading(name) or not _numbered.match(detail):
        return get
    own = {Column.SECTION: name.rstrip("。：:"), Column.TITLE: detail, Column.DETAIL: ""}
    return lambda column: own[column] if column in own else get(column)


def _number(get: Get, title: str) -> tuple[str, str]:
    """Take the number from its column, else from the front of the title: 11.修渠."""
    number = _number_end.sub("", get(Column.NUMBER))
    found = None if number else _numbered.match(title)
    return (found["number"] or found["part"], title[found.end() :]) if found else (number, title)


def _getter(row: Row, header: Header) -> Get:
    cells = {
        column: row.cells[index].strip() for column, index in header.columns.items() if index < len(row.cells)
    }
    return lambda column: cells.get(column, "")


def _section_row(row: Row, get: Get) -> str | None:
    """A row with one text only, numbered like a heading or merged over its cells, heads the rows below."""
    texts = [cell for cell in row.cells if cell]
    if len(set(texts)) != 1 or not (_heading.match(texts[0]) or len(texts) > 1):
        return None
    return _head_mark.sub("", clean_line(tidy(texts[0]))).rstrip("。：:")


def _task(
    get: Get, row: Row, header: Header, *, section: str, year: int | None
) -> tuple[TaskDraft, list[Finding]]:
    due = _due(get(Column.DUE), year)
    get = _below_heading(get)
    number, title = _number(get, _title(get, row))
    named = leaders(_one_line(get(Column.LEADERS)))
    task = TaskDraft(
        number=number,
        section=_head_mark.sub("", clean_line(tidy(get(Column.SECTION)))) or section,
        title=title,
        leaders=tuple(leader.name for leader in named),
        posts=by_name(named),
        units=_units(tuple(_duties(get, header))),
        due=due.on,
        due_kind=KIND_WORDS.get(get(Column.DUE_KIND).lower(), due.kind),
        stretch=get(Column.STRETCH).lower() in YES or is_stretch(title),
        **read_texts(lambda words: get(words.column)),
        source=Source(line=row.number),
    )
    task, found = _with_steps(task, get, header, year)
    status, more = status_cells(get, task)
    dated = due_findings(due, get(Column.DUE), task)
    task = replace(task, status=status) if status else task
    return task, [*dated, *long_task(task), *found, *more]


@lru_cache(maxsize=REPEATED)
def _units(duties: tuple[tuple[Role, str], ...]) -> tuple[UnitMention, ...]:
    return units(duties)


def _duties(get: Get, header: Header) -> Iterator[tuple[Role, str]]:
    """Give each list of units with its role, as its column or its own sentence tells."""
    columns = sorted((column for column in header.columns if column in ROLES), key=header.columns.__getitem__)
    texts = [(ROLES[column], _one_line(get(column))) for column in columns]
    others_support = Column.SUPPORT not in header.columns and any(
        role is Role.LEAD and text for role, text in texts
    )
    for role, text in texts:
        usual = Role.SUPPORT if others_support and role is Role.RESPONSIBLE else role
        found = parts(text)
        if any(part.role for part in found):
            yield from ((part.role or usual, part.names) for part in found)
        else:
            yield usual, text


def _one_line(cell: str) -> str:
    return cell.replace("\n", "、")


@lru_cache(maxsize=REPEATED)
def _due(cell: str, year: int | None) -> Due:
    if _serial.fullmatch(cell):
        return Due(on=serial_date(float(cell)), kind=DueKind.FIRM)
    return read_due(cell, year=year)


def _with_steps(
    task: TaskDraft, get: Get, header: Header, year: int | None
) -> tuple[TaskDraft, list[Finding]]:
    """Take milestones and targets from their columns; without such a column from the task's text."""
    steps, bad_steps = _items(get, header, Column.MILESTONES, lambda text: milestone_cell(text, year=year))
    aims, bad_aims = _items(get, header, Column.TARGETS, target_cell)
    has_steps, has_aims = Column.MILESTONES in header.columns, Column.TARGETS in header.columns
    full = replace(
        task,
        milestones=tuple(steps) if has_steps else milestones(task.title[:LONG], year=year),
        targets=tuple(aims) if has_aims else targets(task.title[:LONG]),
    )
    unread = [
        finding(
            "unread-item",
            task=task.number,
            line=task.source.line,
            text=clean_line(text)[:40],
            column=column.value,
        )
        for text, column in (*bad_steps, *bad_aims)
    ]
    return full, unread


def _items(
    get: Get, header: Header, column: Column, parse: Callable[[str], Iterable[Item]]
) -> tuple[list[Item], list[tuple[str, Column]]]:
    found: list[Item] = []
    bad: list[tuple[str, Column]] = []
    for text in filter(None, (part.strip() for part in re.split(r"[|｜\n]", get(column)))):
        items = list(parse(text))
        found.extend(items)
        if not items:
            bad.append((text, column))
    return found, bad


def _missing(table: Table, header: Header) -> Iterator[Finding]:
    if Column.DUE not in header.columns:
        row = table.rows[header.index]
        shown = " | ".join(clean_line(cell) for cell in row.cells if cell)
        yield finding("no-due-column", line=row.number, header=shown[:120])
    yield from left_out(table, header)
