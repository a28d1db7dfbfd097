"""The columns of a ledger table, recognised by the meaning of their headers in Chinese or English."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from models.kinds import Role
from plans.fields.labels import LABELS, LATIN, Field
from plans.fields.more_words import headers
from plans.text.blocks import Row, Table
from plans.text.script import folded


class Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    SECTION = "section"
    TITLE = "title"
    DETAIL = "detail"
    LEADERS = "leaders"
    UNITS = "units"
    LEAD = "lead"
    SUPPORT = "support"
    IMPLEMENTS = "implements"
    DUE = "due"
    DUE_KIND = "due_kind"
    STRETCH = "stretch"
    MILESTONES = "milestones"
    TARGETS = "targets"
    STATE = "state"
    PERCENT = "percent"
    REPORT = "report"
    REPORTED_ON = "reported_on"
    CLOSED_ON = "closed_on"
    REMARK = "remark"


HEADERS: dict[Column, str] = {
    Column.NUMBER: "number no. no # id ref ref. reference 序号 编号 任务编号 任务序号 项目编号 序 号",
    Column.SECTION: "section category area 类别 板块 领域 分类 一级任务 任务类别 工作类别 方面 章节 大类",
    Column.TITLE: (
        "title task action actions commitment objective objectives goal aim initiative activity measure 任务 "
        "任务名称 "
        "工作任务 重点任务 "
        "重点工作 任务内容 具体任务 主要任务 事项 事项名称 工作事项 项目名称 项目 重点工作任务 任务事项 "
        "督办事项 "
        "实事内容 民生事项名称 实事项目 民生实事 实事 实事名称 民生项目 建设项目 整改问题 反馈问题 问题描述 "
        "问题 工作要点 工作项目 计画项目 重要工作项目 取組 取組内容 事業名 措施 行动 具体事项 任务分解"
    ),
    Column.DETAIL: (
        "举措 具体举措 主要举措 工作举措 重点举措 推进举措 落实举措 改革举措 "
        "deliverable deliverables output description 工作内容 具体内容 主要内容 工作措施 具体措施 "
        "具体要求 工作要求 "
        "任务目标 年度任务目标 目标任务 工作目标 年度目标任务 建设内容 任务要求 目标要求 主要措施 建设任务 "
        "整改措施 整改要求 实施内容"
    ),
    Column.LEADERS: "leaders leader 领导",
    Column.UNITS: (
        "units unit responsible owner owners responsibility responsible_officer 単位 所管 单位 部门 责任"
    ),
    Column.LEAD: "lead leading lead_unit lead_units 牵头",
    Column.SUPPORT: "support supporting partners support_units 配合 协办",
    Column.IMPLEMENTS: "implements",
    Column.DUE: (
        "due deadline due_date by by_when timescale timeline timeframe target_date completion_date "
        "起止时间 起止日期 实施时间 计划时间 期程 办理期程 执行期程 预定期程 完成期程 实施期程 预定完成日期 "
        "时限 期限 时间 时间表 时间节点要求 完成月份"
    ),
    Column.DUE_KIND: "due_kind 时限类型 时限性质",
    Column.STRETCH: "stretch 是否力争",
    Column.MILESTONES: "milestones milestone 节点 里程碑 阶段性目标 时间进度",
    Column.TARGETS: "targets target kpi 指标 量化目标 目标 考核目标",
    Column.STATE: "status state 状态 完成状态 任务状态 办理状态 是否完成 是否办结 办结情况 销号情况 是否销号",
    Column.PERCENT: "percent progress % 完成进度 完成率 完成比例 进度 当前进度 完成百分比 形象进度",
    Column.REPORT: "report 反馈 反馈情况 进展 工作进展情况 最新进展 推进情况 完成情况",
    Column.REPORTED_ON: "reported_on 反馈日期 反馈时间 更新日期 更新时间 填报日期 填报时间",
    Column.CLOSED_ON: "closed_on closed 办结日期 办结时间 销号日期 销号时间 实际完成时间 实际完成日期",
    Column.REMARK: (
        "remark remarks note notes comments rag priority cost budget 备注 说明 附注 联系人 联系电话 联系方式 "
        "电话 交办日期 交办时间 来源 任务来源 事项来源 资金来源"
    ),
}
BY_FIELD = {
    Field.LEADERS: Column.LEADERS,
    Field.DUE: Column.DUE,
    Field.MILESTONES: Column.MILESTONES,
    Field.TARGETS: Column.TARGETS,
    Field.RESULT: Column.REPORT,
    Field.REMARK: Column.REMARK,
    Field.OVERSEERS: Column.REMARK,
    Field.TITLE: Column.TITLE,
}
BY_ROLE = {
    Role.LEAD: Column.LEAD,
    Role.RESPONSIBLE: Column.UNITS,
    Role.SUPPORT: Column.SUPPORT,
    Role.IMPLEMENTS: Column.IMPLEMENTS,
}
GOALS = ("objective", "objectives", "commitment", "initiative", "goal", "aim")
OWN = (Column.TITLE, Column.DETAIL, Column.NUMBER)
SEARCHED_ROWS = 30
_noise = re.compile(r"[\s*＊:：]|[（(][^（）()]*[）)]")
_of_year = re.compile("^(?:20\\d{2}年?度?|全年|本年度?|当年|年度)(?=[\u3400-\u9fff]{4})")
_joint = re.compile("[与和及、/]")
"""What joins the two halves of one header: 目标与任务, 牵头（责任）单位/部门."""


def _words() -> dict[str, Column]:
    known = LABELS | LATIN
    words = {
        "_".join(word.split()): BY_ROLE[role] if role else BY_FIELD[field]
        for word, (field, role) in known.items()
    }
    words.update((word, column) for column, listed in HEADERS.items() for word in listed.split())
    words.update((word, Column(name)) for word, name in headers() if word not in words)
    return words


WORDS = _words()
PARTS = sorted((word for word in WORDS if len(word) >= 4 and not word.isascii()), key=len, reverse=True)


def meaning(header: str) -> Column | None:
    """Tell what a header means; None when it is unknown or a sentence."""
    bare = _of_year.sub("", folded(_noise.sub("", header)).lower())
    exact = WORDS.get(bare) or WORDS.get("_".join(header.lower().split())) or WORDS.get(_joint.sub("", bare))
    if exact or len(bare) > 14:
        return exact
    return next((WORDS[word] for word in PARTS if word in bare), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """Which row of a table is its header, and which column holds what (the first of its kind)."""

    index: int
    columns: dict[Column, int]


def find_header(table: Table) -> Header | None:
    """Find the row among the first thirty that means the most: it has the task and one thing more."""
    rows = table.rows[:SEARCHED_ROWS]
    candidates = [_header(rows, index) for index in range(len(rows))]
    best = max(candidates, key=lambda header: len(header.columns), default=None)
    if best is None or not {Column.TITLE, Column.DETAIL} & set(best.columns) or len(best.columns) < 2:
        return None
    return replace(best, columns=_arranged(best.columns))


def _header(rows: Sequence[Row], index: int) -> Header:
    """Read a header row, with the row below it where that one names the parts of its columns."""
    top = rows[index].cells
    below = rows[index + 1].cells if index + 1 < len(rows) else ()
    if not _names_parts(top, below):
        return Header(index=index, columns=_columns(top))
    whole = [part or name for name, part in zip_longest(top, below, fillvalue="")]
    return Header(index=index + 1, columns=_columns(whole))


def _names_parts(top: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether every cell of a row is a header, and none stands below the task's own."""
    filled = [(index, cell) for index, cell in enumerate(below) if cell]
    known = _columns(top)
    if not filled or known.get(Column.TITLE) is None:
        return False
    own = [below[index] for column in OWN if (index := known.get(column)) is not None and index < len(below)]
    return all(cell in ("", *top) for cell in own) and all(meaning(cell) for _, cell in filled)


def _arranged(columns: dict[Column, int]) -> dict[Column, int]:
    """Take the detail for the task where there is no title, or where the number stands between the two."""
    detail, title, number = (columns.get(column) for column in (Column.DETAIL, Column.TITLE, Column.NUMBER))
    if detail is None or (title is not None and not _is_between(title, number, detail)):
        return columns
    found = {column: index for column, index in columns.items() if column is not Column.DETAIL}
    section = {Column.SECTION: title} if title is not None else {}
    return section | found | {Column.TITLE: detail}


def _is_between(title: int, number: int | None, detail: int) -> bool:
    return number is not None and title < number < detail


def _columns(cells: Sequence[str]) -> dict[Column, int]:
    """Take the first column of each kind; of two that name the task, the second tells what it asks for."""
    found: dict[Column, int] = {}
    for index, cell in enumerate(cells):
        column = meaning(cell)
        if column is Column.TITLE and Column.TITLE in found:
            column = Column.DETAIL
        if column is not None:
            found.setdefault(column, index)
    return _below_goal(cells, found)


def _below_goal(cells: Sequence[str], found: dict[Column, int]) -> dict[Column, int]:
    """An objective beside an action is the section of the actions that serve it."""
    title, detail = found.get(Column.TITLE), found.get(Column.DETAIL)
    is_goal = title is not None and cells[title].strip().lower() in GOALS
    if not is_goal or detail is None or Column.SECTION in found or meaning(cells[detail]) is not Column.TITLE:
        return found
    rest: dict[Column, int] = {
        column: index for column, index in found.items() if column is not Column.DETAIL
    }
    return rest | {Column.SECTION: found[Column.TITLE], Column.TITLE: detail}


def shown(cells: Sequence[str]) -> str:
    """Write a row's cells for a sentence."""
    return " | ".join(cell[:12] for cell in cells[:12] if cell) or "—"
