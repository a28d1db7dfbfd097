"""The labels of a plan's fields, as a table, and where they stand in a text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from models.kinds import Role
from plans.brackets import Span
from plans.flow import Flow


class Field(Enum):
    """What a label announces."""

    TITLE = auto()
    LEADERS = auto()
    UNITS = auto()
    DUE = auto()
    MILESTONES = auto()
    TARGETS = auto()
    RESULT = auto()
    REMARK = auto()


Meaning = tuple[Field, Role | None]

LEADERS = (
    "牵头领导 牵头负责领导 牵头责任领导 责任领导 主责领导 分管领导 分管区领导 分管市领导 分管省领导 "
    "分管县领导 区领导 市领导 县领导 主管领导 包联领导 联系领导 挂帅领导 负责领导 责任人 牵头人 负责人 "
    "第一责任人 牵头负责人 牵头省领导 牵头市领导 牵头区领导 牵头县领导 责任市领导 责任区领导 责任县领导 "
    "包保领导 主抓领导 督办领导"
)
RESPONSIBLE = (
    "主要责任单位 责任单位 责任部门 主责单位 主责部门 负责单位 负责部门 承办单位 承办部门 主办单位 "
    "实施单位 责任科室 责任主体 主要责任部门 完成单位 执行单位 "
    "责任分工 部门分工 职责分工 单位分工 任务分工 牵头组织实施单位 组织实施单位 具体责任单位 责任处室 "
    "责任股室 "
    "责任机构 主体责任单位 担当課 担当部署 所管課"
)
LEAD = (
    "牵头单位 牵头部门 牵头责任单位 牵头责任部门 牵头主责单位 主要牵头单位 第一责任单位 牵头科室 "
    "牵头处室 牵头股室 "
    "牵头责任部门单位 主牵头单位 总牵头单位"
)
SUPPORT = (
    "配合单位 配合部门 协同单位 协同部门 协同责任单位 协同责任部门 协办单位 协办部门 参与单位 参与部门 "
    "参加单位 参加部门 协助单位 配合责任单位 支持单位 数据提供单位 "
    "配合科室 配合处室 协助部门 共同责任单位 协同配合单位 会同单位"
)
IMPLEMENTS = "落实单位 落实部门 属地责任单位"
DUE = (
    "完成时限 完成时间 完成期限 完成日期 时限要求 办结时限 办理时限 时间要求 截止时间 截止日期 "
    "计划完成时间 计划完成时限 要求完成时间 预计完成时间 办理期限 责任时限 工作时限 "
    "完成进度 办结时间 实施期限 完成节点 目标时限 时间进度 时限 "
    "整改时限 整改期限 整改时间 整改完成时限 整改完成时间 销号时限 计划时限 建设期限"
)
TITLE = (
    "工作任务 任务名称 任务内容 工作内容 重点任务 重点工作 事项名称 工作事项 项目名称 任务 整改任务 整改措施 "
    "反馈问题 整改问题 建设内容 实施内容 主要任务 具体任务 具体事项 督办事项 督查事项"
)
MILESTONES = "时间节点 节点安排 进度安排 阶段目标 阶段性目标 时间安排 进度计划"
TARGETS = "量化指标 目标任务 工作目标 年度目标 任务目标 目标值 考核指标 整改目标"
RESULT = "进展情况 完成情况 工作进展 落实情况 目前进展 办理情况 办理结果 存在问题 问题及原因 下步打算 下一步打算 下步措施"
REMARK = "备注"
SHORT = {"牵头": Role.LEAD, "配合": Role.SUPPORT, "责任": Role.RESPONSIBLE, "落实": Role.IMPLEMENTS}
"""Half a label: one only at the start of a bracket, a line or behind ；, and before a colon."""
ENGLISH: dict[Field, tuple[tuple[Role | None, str], ...]] = {
    Field.UNITS: (
        (
            Role.LEAD,
            "lead institution(s)|lead institutions|lead institution|lead agency|lead department|lead "
            "unit|lead officer|"
            "lead organisation|lead organization|lead|led by|delivery led by|delivery lead",
        ),
        (
            Role.SUPPORT,
            "support institution(s)|support institutions|support institution|supporting "
            "agencies|supported by|"
            "support|supporting|partners|partner|delivery partners|with support from",
        ),
        (
            Role.RESPONSIBLE,
            "responsible unit|responsible|responsibility|responsible officer|owner|assigned to",
        ),
    ),
    Field.DUE: (
        (None, "timescale|timeline|timeframe|deadline|due|due date|target date|completion date|by when"),
    ),
    Field.MILESTONES: ((None, "milestones|key milestones"),),
    Field.RESULT: ((None, "progress|progress to date|status|update"),),
    Field.REMARK: ((None, "notes|comments|remarks|description"),),
}


def _entries() -> Iterator[tuple[str, Meaning]]:
    for words, field, role in (
        (TITLE, Field.TITLE, None),
        (LEADERS, Field.LEADERS, None),
        (RESPONSIBLE, Field.UNITS, Role.RESPONSIBLE),
        (LEAD, Field.UNITS, Role.LEAD),
        (SUPPORT, Field.UNITS, Role.SUPPORT),
        (IMPLEMENTS, Field.UNITS, Role.IMPLEMENTS),
        (DUE, Field.DUE, None),
        (MILESTONES, Field.MILESTONES, None),
        (TARGETS, Field.TARGETS, None),
        (RESULT, Field.RESULT, None),
        (REMARK, Field.REMARK, None),
    ):
        yield from ((word, (field, role)) for word in words.split())


def _english() -> Iterator[tuple[str, Meaning]]:
    for field, rows in ENGLISH.items():
        yield from ((word, (field, role)) for role, listed in rows for word in listed.split("|"))


LABELS: dict[str, Meaning] = dict(_entries())
LATIN: dict[str, Meaning] = dict(_english())
SELDOM = {Field.TITLE, Field.MILESTONES, Field.TARGETS, Field.RESULT, Field.REMARK}
"""Words that plain sentences use too: a label only before a colon."""

GAP = r"[ \t\u3000\xa0]{0,4}\n?[ \t\u3000\xa0]{0,4}"
_words = re.compile("|".join(GAP.join(word) for word in sorted(LABELS, key=len, reverse=True)))
NEAR = 3
"""Characters between a bracket and the label that opens it."""
_half = re.compile(
    rf"(?m)(?:^|[(（\[［〔【；;，,。])[ \t\u3000]{{0,4}}({'|'.join(SHORT)})[ \t\u3000]{{0,4}}[:：]"
)
_english_words = re.compile(
    r"(?mi)^[ \t>*•\-]{0,8}("
    + "|".join(re.escape(word) for word in sorted(LATIN, key=len, reverse=True))
    + r")\*{0,2}[ \t]{0,4}[:：]\*{0,2}[ \t]{0,4}"
)
_colon = re.compile(r"[ \t\u3000\xa0]{0,9}[:：][ \t\u3000\xa0]{0,9}")
_date = re.compile(
    r"[ \t\u3000\xa0]{0,9}(?:\d{1,4}[ ]{0,2}[-年月/.]|年[底内末]|[上下]半年|第?[一二三四]季度|每|全年|长期)"
)
_names = re.compile(r"[^。；;，,!?！？\n]{2,80}(?:\n|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A label in the text: what it announces, where it begins and where its value begins."""

    field: Field
    role: Role | None
    start: int
    end: int
    close: int | None = None
    """Where the bracket closes that holds the label, and with it its value; behind it the text goes on."""


def marks(source: Flow) -> Iterator[Mark]:
    """Find the labels of a text in their order, glued to the field before or not, with or without a colon."""
    found = [*_chinese(source), *_short(source), *_latin(source)]
    yield from sorted(found, key=lambda mark: mark.start)


def _chinese(source: Flow) -> Iterator[Mark]:
    for found in _words.finditer(source.plain):
        field, role = LABELS["".join(found[0].split())]
        end = _value_start(source, found, field)
        if end is not None:
            yield Mark(field=field, role=role, start=found.start(), end=end)


def _short(source: Flow) -> Iterator[Mark]:
    for found in _half.finditer(source.plain):
        yield Mark(field=Field.UNITS, role=SHORT[found[1]], start=found.start(1), end=found.end())


def _latin(source: Flow) -> Iterator[Mark]:
    for found in _english_words.finditer(source.text):
        field, role = LATIN[found[1].lower()]
        yield Mark(field=field, role=role, start=found.start(1), end=found.end())


def bounded(found: Sequence[Mark], brackets: Sequence[Span]) -> list[Mark]:
    """Let the value of a label that opens a bracket, and of those behind it, end where the bracket closes."""
    opens = sorted(brackets, key=lambda span: span.start)
    starts = [span.start for span in opens]
    done: list[Mark] = []
    for mark in found:
        done.append(replace(mark, close=_close(mark, done, opens, starts)))
    return done


def _close(mark: Mark, done: list[Mark], opens: Sequence[Span], starts: list[int]) -> int | None:
    before = done[-1].close if done else None
    if before is not None and mark.start < before:
        return before
    place = bisect_left(starts, mark.start) - 1
    if place >= 0 and mark.start - opens[place].start <= NEAR and mark.end < opens[place].end:
        return opens[place].end - 1
    return None


def _value_start(source: Flow, found: re.Match[str], field: Field) -> int | None:
    text, end = source.plain, found.end()
    colon = _colon.match(text, end)
    if colon:
        return colon.end()
    if field in SELDOM:
        return None
    return end if _stands_alone(source, found, field) else None


def _stands_alone(source: Flow, found: re.Match[str], field: Field) -> bool:
    """Judge a label without a colon by what follows and by whether it opens its line."""
    text, end = source.plain, found.end()
    if text.startswith("\t", end) or (field is Field.DUE and _date.match(text, end)):
        return True
    if not source.opens_line(found.start()):
        return False
    return text[end : end + 1].isspace() or bool(_names.match(text, end))
