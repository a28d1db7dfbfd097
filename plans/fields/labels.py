"""The labels of a plan's fields, as a table, and where they stand in a text."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from models.kinds import Role
from plans.fields.more_words import japanese
from plans.text.blocks import Flow
from plans.text.clauses import Span


class Field(Enum):
    """What a label announces."""

    TITLE = auto()
    LEADERS = auto()
    UNITS = auto()
    OVERSEERS = auto()
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
    "包保领导 主抓领导 督办领导 总牵头领导 牵头县级领导 牵头市级领导 牵头区级领导 县级领导 市级领导 "
    "区级领导 责任县级领导 "
    "县级责任领导 市级责任领导 区级责任领导 分管负责人 主要负责人 第一责任领导 直接责任人 具体责任人 "
    "责任人员 领办领导 包抓领导 "
    "协管领导 主管区领导 主管市领导 主管县领导 牵头责任人 联系县领导 联系市领导 联系区领导 责任校领导 "
    "主管副职 统筹领导 领衔领导 "
    "牵头局领导 责任局领导 分管局领导 分管院领导 分管校领导"
)
RESPONSIBLE = (
    "主要责任单位 责任单位 责任部门 主责单位 主责部门 负责单位 负责部门 承办单位 承办部门 主办单位 "
    "实施单位 责任科室 责任主体 主要责任部门 完成单位 执行单位 "
    "责任分工 部门分工 职责分工 单位分工 任务分工 牵头组织实施单位 组织实施单位 具体责任单位 责任处室 "
    "责任股室 "
    "责任机构 主体责任单位 担当课 担当部署 所管课"
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
HEADS: dict[Role | None, str] = {
    Role.LEAD: "牵头 总牵头 主牵头 领衔 牵头负责 牵头主办 统筹",
    Role.RESPONSIBLE: (
        "责任 主办 承办 主责 负责 实施 执行 完成 建设 经办 主管 归口 归口管理 业主 主体 具体承办 具体负责 "
        "办理 承担 分管 "
        "组织 推进 所管 担当 主担当 主要承办 主要负责 具体实施 具体办理"
    ),
    Role.SUPPORT: (
        "协办 会办 协同 配合 参与 参加 协助 支持 共同 联合 会同 协作 成员 支撑 保障 协调 指导 技术支撑 "
        "关联 相关 相关责任 其他 "
        "其他责任 主要配合 主要协办 有关 关系 関系 関連 関连 连携 协力"
    ),
    Role.IMPLEMENTS: "落实 属地 具体落实 属地落实",
    None: "督办 督查 督导 监督 督促 考核 督查督办 跟踪督办 监管 督促指导 责任督办 牵头督办",
}
"""What stands before 单位 or 部门 in a label, with the role it gives; none for those who oversee."""
BODIES = "站所 单位 部门 责任单位 责任部门 科室 股室 处室 机构 机关 课 部署 局课 课室"
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
RESULT = (
    "进展情况 完成情况 工作进展 落实情况 目前进展 办理情况 办理结果 存在问题 问题及原因 "
    "下步打算 下一步打算 下步措施"
)
REMARK = "备注"
SHORT = {
    **dict.fromkeys(("牵头", "总牵头"), Role.LEAD),
    **dict.fromkeys(("配合", "协办", "会办", "参与", "协助", "协力", "関系", "连携"), Role.SUPPORT),
    **dict.fromkeys(("责任", "主办", "承办", "负责", "主管", "所管", "担当"), Role.RESPONSIBLE),
    "落实": Role.IMPLEMENTS,
}
"""Half a label: one only at the start of a bracket or a line, behind ； or a space, and before a colon."""
ENGLISH: dict[Field, tuple[tuple[Role | None, str], ...]] = {
    Field.LEADERS: (
        (
            None,
            "portfolio holder|cabinet member|executive sponsor|senior responsible owner|sro|"
            "senior responsible officer|sponsor|lead member|lead councillor|accountable director",
        ),
    ),
    Field.UNITS: (
        (
            Role.LEAD,
            "lead institution(s)|lead institutions|lead institution|lead agency|lead department|lead "
            "unit|lead officer|"
            "lead organisation|lead organization|lead|led by|delivery led by|delivery lead|lead partner|"
            "lead body|lead department(s)|lead agencies|leads|lead team|lead officer(s)|lead responsibility|"
            "lead person|project lead|action lead",
        ),
        (
            Role.SUPPORT,
            "support institution(s)|support institutions|support institution|supporting "
            "agencies|supported by|"
            "support|supporting|partners|partner|delivery partners|delivery partner|with support from|"
            "in partnership with|key partners|partner organisations|partner organizations|partner agencies|"
            "supporting departments|supporting department|supporting units|supporting organisations|"
            "in collaboration with|working with|contributors|other departments|consulted|co-delivered with",
        ),
        (
            Role.RESPONSIBLE,
            "responsible unit|responsible|responsibility|responsible officer|owner|owners|assigned to|"
            "responsible party|responsible parties|responsible body|responsible department|responsible "
            "agency|"
            "responsible organisation|responsible organization|action owner|task owner|delivered by|who|"
            "implementing agency|implementing body|accountable|accountable body|delivery body|"
            "responsible person|responsible team|delivery agency|who is responsible|by whom",
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


def _composed() -> Iterator[tuple[str, Meaning]]:
    for role, heads in HEADS.items():
        field = Field.UNITS if role else Field.OVERSEERS
        yield from ((head + body, (field, role)) for head in heads.split() for body in BODIES.split())


_eastern = {word: (Field[field.upper()], role) for word, field, role in japanese()}
_listed = _eastern | dict(_entries())
LABELS: dict[str, Meaning] = dict(_composed()) | _listed
LATIN: dict[str, Meaning] = dict(_english())
SELDOM = {Field.TITLE, Field.MILESTONES, Field.TARGETS, Field.RESULT, Field.REMARK}
"""Words that plain sentences use too: a label only before a colon."""

GAP = r"[ \t\u3000\xa0]{0,4}\n?[ \t\u3000\xa0]{0,4}"


def _any(listed: Iterable[str]) -> str:
    return "|".join(GAP.join(word) for word in sorted(set(listed), key=len, reverse=True))


_heads = (head for heads in HEADS.values() for head in heads.split())
_first = "".join(sorted({word[0] for word in LABELS}))
_label = rf"(?=[{_first}])(?:{_any(_listed)}|(?:{_any(_heads)}){GAP}(?:{_any(BODIES.split())}))"


@cache
def _words() -> re.Pattern[str]:
    """Compile on first use: it takes longer than everything else a command that reads no plan does."""
    return re.compile(
        rf"({_label})(?:[及和与、/／]其?({_label}|{_any(['单位', '部门', '责任人', '领导'])}))?"
    )


NEAR = 3
"""Characters between a bracket and the label that opens it."""
_half = re.compile(
    rf"(?m)(?:^|[(（\[［〔【；;，,。 \t\u3000])[ \t\u3000]{{0,4}}({'|'.join(SHORT)})[ \t\u3000]{{0,4}}[:：]"
)
_english_words = re.compile(
    r"(?mi)(?:^[ \t>*•\-]{0,8}|[;|.][ \t]{1,4})("
    + "|".join(re.escape(word) for word in sorted(LATIN, key=len, reverse=True))
    + r")\*{0,2}[ \t]{0,4}[:：]\*{0,2}[ \t]{0,4}"
)
_colon = re.compile(
    r"[ \t\u3000\xa0]{0,9}(?:[(（][^（）()\n:：]{1,12}[)）][ \t\u3000]{0,4})?[:：][ \t\u3000\xa0]{0,9}"
)
_date = re.compile(
    r"[ \t\u3000\xa0]{0,9}(?:\d{1,4}[ ]{0,2}[-年月/.]|年[底内末]|[上下]半年|第?[一二三四]季度|每|全年|长期)"
)
_names = re.compile(r"[^。；;，,!?！？\n]{2,80}(?:\n|$)")


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelMark:
    """A label in the text: what it announces, where it begins and where its value begins."""

    field: Field
    role: Role | None
    start: int
    end: int
    close: int | None = None
    """Where the bracket closes that holds the label, and with it its value; behind it the text goes on."""


def marks(source: Flow) -> Iterator[LabelMark]:
    """Find the labels of a text in their order, glued to the field before or not, with or without a colon."""
    found = [*_chinese(source), *_short(source), *_latin(source)]
    yield from sorted(found, key=lambda mark: mark.start)


def _chinese(source: Flow) -> Iterator[LabelMark]:
    for found in _words().finditer(source.plain):
        field, role = _meaning(found)
        end = _value_start(source, found, field)
        if end is not None:
            yield LabelMark(field=field, role=role, start=found.start(), end=end)


def _meaning(found: re.Match[str]) -> Meaning:
    """Give what a label means; two joined ones (责任单位及责任人) hold units, from which persons are told."""
    first = LABELS["".join(found[1].split())]
    second = LABELS.get("".join((found[2] or "").split()), (Field.UNITS, Role.RESPONSIBLE))
    if found[2] and first[0] is Field.LEADERS and second[0] is Field.UNITS:
        return second
    return first


def _short(source: Flow) -> Iterator[LabelMark]:
    for found in _half.finditer(source.plain):
        yield LabelMark(field=Field.UNITS, role=SHORT[found[1]], start=found.start(1), end=found.end())


def _latin(source: Flow) -> Iterator[LabelMark]:
    for found in _english_words.finditer(source.text):
        field, role = LATIN[found[1].lower()]
        yield LabelMark(field=field, role=role, start=found.start(1), end=found.end())


def bounded(found: Sequence[LabelMark], brackets: Sequence[Span]) -> list[LabelMark]:
    """Let the value of a label that opens a bracket, and of those behind it, end where the bracket closes."""
    opens = sorted(brackets, key=lambda span: span.start)
    starts = [span.start for span in opens]
    done: list[LabelMark] = []
    for mark in found:
        done.append(replace(mark, close=_close(mark, done, opens, starts)))
    return done


def _close(mark: LabelMark, done: list[LabelMark], opens: Sequence[Span], starts: list[int]) -> int | None:
    before = done[-1].close if done else None
    if before is not None and mark.start < before:
        return before
    index = bisect_left(starts, mark.start) - 1
    if index >= 0 and mark.start - opens[index].start <= NEAR and mark.end < opens[index].end:
        return opens[index].end - 1
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
