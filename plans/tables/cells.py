# SPDX-License-Identifier: Apache-2.0
"""What a cell says: numbers given, quarters ticked, text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from models.findings import Finding
from models.text import clean_line
from plans.drafts import MilestoneDraft, StatusDraft, TargetDraft, TaskDraft
from plans.fields.task_fields import Column
from plans.figures.targets import targets
from plans.findings import finding
from plans.tables.columns import meaning
from plans.text.script import tidy, words
from plans.time.dates import moments, read_cell_date
from plans.time.milestones import milestones

Get = Callable[[Column], str]
CLOSED = words("已完成 完成 已办结 办结 已销号 销号 已结 是 closed done completed complete finished yes 100%")
OPEN_ENGLISH = ("in progress", "not started", "on track")
OPEN = words(
    "未完成 进行中 推进中 正在推进 正常推进 按计划推进 序时推进 滞后 进度滞后 未启动 未开始 未办结 未销号 "
    "否 在办 逾期 open ongoing no started delayed late"
)
STATUS = (Column.STATE, Column.PERCENT, Column.REPORT, Column.REPORTED_ON, Column.CLOSED_ON)
SIGNS = {"≥": ">=", "≤": "<=", "≈": "~", "＝": "=", "＞": ">", "＜": "<", "～": "~"}
_milestone = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)\s*[=:：]\s*(.+)", re.S)
_target = re.compile(
    r"([^<>=~]{1,200}?)\s*(>=|<=|=|>|<|~)\s*(\d[\d.,]{0,20}(?:-\d[\d.]{0,20})?)\s*(.{0,40})", re.S
)
_percent = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)\s*([%％]?)")


def milestone_cell(text: str, *, year: int | None) -> tuple[MilestoneDraft, ...]:
    """Read `2026-06=text`, else a sentence with dates."""
    found = _milestone.fullmatch(text)
    if found and _exists(found[1]):
        return (MilestoneDraft(by=found[1], text=clean_line(tidy(found[2]))),)
    return () if found else milestones(tidy(text), year=year)


def _exists(by: str) -> bool:
    try:
        date.fromisoformat(by if len(by) == 10 else f"{by}-01")
    except ValueError:
        return False
    return True


def target_cell(text: str) -> tuple[TargetDraft, ...]:
    """Read `name>=20个`, else a sentence with quantities."""
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    found = _target.fullmatch(text)
    if not found:
        return targets(tidy(text))
    name, op, value, unit = found.groups()
    return (TargetDraft(name=clean_line(name), op=op, value=value.replace(",", ""), unit=clean_line(unit)),)


def status_cells(get: Get, task: TaskDraft) -> tuple[StatusDraft | None, list[Finding]]:
    """Read the status columns of a row; None when it has none or they are empty."""
    if not any(map(get, STATUS)):
        return None, []
    state, closed_text = clean_line(get(Column.STATE)), get(Column.CLOSED_ON)
    percent, is_bad = _percentage(get(Column.PERCENT))
    closed_on = read_cell_date(closed_text)
    is_closed = _is_closed(state, closed_on)
    texts = [
        get(Column.REPORT),
        state if state and is_closed is None else "",
        "" if percent is not None or is_bad else get(Column.PERCENT),
    ]
    report = clean_line("；".join(filter(None, map(tidy, texts)))) or None
    status = StatusDraft(
        is_closed=is_closed,
        percent=percent,
        report=report,
        reported_on=closed_on or read_cell_date(get(Column.REPORTED_ON)),
    )
    return (None if status == StatusDraft() else status), _findings(task, state, is_closed, get, is_bad)


def _is_closed(state: str, closed_on: date | None) -> bool | None:
    if closed_on or state.lower() in CLOSED:
        return True
    return False if state.lower() in (*OPEN, *OPEN_ENGLISH) else None


def _percentage(cell: str) -> tuple[int | None, bool]:
    """Read 60%, 60 or 0.6; text is no percentage and no fault, 150% is a fault."""
    found = _percent.fullmatch(cell.strip())
    if not found:
        return None, False
    value = float(found[1])
    if not found[2] and "." in found[1] and value <= 1:
        value *= 100
    return (round(value), False) if value <= 100 else (None, True)


def _findings(task: TaskDraft, state: str, is_closed: bool | None, get: Get, is_bad: bool) -> list[Finding]:
    number, line = task.number, task.source.line
    phrase = get(Column.PERCENT)[:40]
    found = [finding("bad-number", task=number, line=line, phrase=phrase)] if is_bad else []
    if state and is_closed is None:
        found.append(finding("unread-status", task=number, line=line, phrase=state[:40]))
    return found


def numbered(tasks: Sequence[TaskDraft]) -> tuple[tuple[TaskDraft, ...], list[Finding]]:
    """Number what has no number: all in their order when none has one, else after the row above."""
    if tasks and not any(task.number for task in tasks):
        given = tuple(replace(task, number=str(index)) for index, task in enumerate(tasks, 1))
        return given, [finding("number-given", count=len(tasks))]
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


_result = re.compile("完成情况|进展|成效|实绩|实际|完成率|情况|结果|問題|问题|result|progress|actual", re.I)
_kept = (Column.DUE, Column.REPORT, Column.REPORTED_ON, Column.CLOSED_ON, Column.PERCENT, Column.STATE)


def is_result(header: str) -> bool:
    """Tell whether a header names what was done, not what is planned."""
    return _result.search(header) is not None


def step_columns(header: Sequence[str], *, year: int | None) -> dict[int, str]:
    """Give the columns whose header names a part of the year, with its end as YYYY-MM; results are none."""
    found: dict[int, str] = {}
    for index, text in enumerate(header):
        moment = next(iter(moments(text, year=year)), None) if len(text) < 20 else None
        if moment and moment.on and not is_result(text) and meaning(text) not in _kept:
            found[index] = moment.by
    return found
