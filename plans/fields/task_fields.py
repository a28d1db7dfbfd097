# SPDX-License-Identifier: Apache-2.0
"""The fields of a task, each once: the words that announce it, how it is read, compared and written out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from typing import Any, NamedTuple

from models.kinds import Grade, Role, TaskState
from models.text import clean_line, clean_text
from models.views import TaskView
from plans.drafts import TaskDraft
from plans.text.script import is_stretch, tidy
from wording.facts import SIGNS

Gettext = Callable[[str], str]
Canonical = Callable[[str], str]
"""Give the registered name of a unit for any of its names."""


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
    ASSESSMENT_DIMENSION = auto()
    GRADE = auto()
    REMARK = auto()


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
    ASSESSMENT_DIMENSION = "assessment_dimension"
    GRADE = "grade"
    REMARK = "remark"


class Percent(NamedTuple):
    """A share in whole percent."""

    value: int

    def __str__(self) -> str:
        return f"{self.value}%"


CellValue = str | int | date | Percent


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What the cells of a file depend on beside the task: the reader's language and the day."""

    gettext: Gettext
    on: date

    def listed(self, items: Iterable[str]) -> str:
        """Join what is enumerated in one cell."""
        return self.gettext("; ").join(items)


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a file: its header in English, its width in characters, its cells, whether to show it."""

    header: str
    width: int
    cell: Callable[[TaskView, Paper], CellValue]
    is_needed: Callable[[Sequence[TaskView]], bool] = lambda _tasks: True


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldWords:
    """The words that announce something in documents, parted by spaces; a blank in a header is written _.

    `starts` stand before 单位 or 部门; `short` is half a label, one only at the start of a bracket or a line;
    `latin` is parted by bars; `japanese` is written as printed; `headers` head columns alone.
    """

    column: Column
    field: Field | None = None
    role: Role | None = None
    needs_colon: bool = False
    """Plain sentences use the words too: they are a label only before a colon."""
    labels: str = ""
    starts: str = ""
    short: str = ""
    latin: str = ""
    japanese: str = ""
    headers: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskField:
    """One field of a task, under the name that drafts, the ledger and JSON have for it."""

    name: str
    words: tuple[FieldWords, ...] = ()
    read: Callable[[str], str] | None = None
    """Makes its value of the words behind a label or in a cell; None where it is read with others."""
    compared: Callable[[Any, Canonical], str] | None = None
    """Gives what a revision compares, of a draft as of a task; None for what no document says."""
    columns: tuple[PaperColumn, ...] = ()
    export: Callable[[TaskView], Any] | None = None
    """Gives its parts for JSON; None where the value stands for itself."""


def read_texts(words_of: Callable[[FieldWords], str]) -> dict[str, Any]:
    """Read each field that is a text of its own; `words_of` finds it behind its label or in its cell."""
    return {field.name: field.read(words_of(field.words[0])) for field in TASK_FIELDS if field.read}


def field_words() -> Iterator[FieldWords]:
    """Give the words of every field, and those for what is told and not read."""
    yield from (words for field in TASK_FIELDS for words in field.words)
    yield UNREAD


def text_of(name: str) -> Callable[[Any, Canonical], str]:
    """Compare a field as it is written."""
    return lambda task, _canonical: str(getattr(task, name))


def _state(task: TaskDraft | TaskView, _canonical: Canonical) -> str:
    """A document has only what is open; closing is compared with what it tells of the progress."""
    is_withdrawn = getattr(task, "state", TaskState.OPEN) is TaskState.WITHDRAWN
    return TaskState.WITHDRAWN if is_withdrawn else TaskState.OPEN


def _leaders(task: Any, _canonical: Canonical) -> str:
    return "、".join(getattr(leader, "name", leader) for leader in task.leaders)


def _grade(text: str) -> str:
    """Take one of the three words; another office's scale says nothing of ours."""
    word = clean_line(tidy(text)).strip("。；;，,.")
    return word if word in tuple(Grade) else ""


def _units(task: Any, canonical: Canonical) -> str:
    """List units by their roles, each once: in a table with a column a role there is no order across."""
    order = list(Role)
    listed: dict[str, Role] = {}
    for unit in sorted(task.units, key=lambda item: order.index(item.role)):
        listed.setdefault(canonical(getattr(unit, "printed", unit.name)), unit.role)
    return "、".join(f"{name} ({role})" for name, role in listed.items())


def _units_as(role: Role) -> Callable[[TaskView, Paper], CellValue]:
    """The plan's own words, group words included: what they were resolved to is the ledger's."""
    return lambda task, paper: paper.listed(
        dict.fromkeys(unit.printed for unit in task.units if unit.role is role)
    )


def _milestones(task: Any, _canonical: Canonical) -> str:
    return "；".join(
        sorted(
            f"{getattr(milestone, 'by_text', milestone.by)}={milestone.text}" for milestone in task.milestones
        )
    )


def _targets(task: Any, _canonical: Canonical) -> str:
    return "；".join(f"{item.name}{item.op}{item.value}{item.unit}" for item in task.targets)


def _target_lines(task: TaskView, _paper: Paper) -> str:
    return "\n".join(
        clean_text(f"{item.name}{SIGNS.get(item.op, item.op)}{item.value}{item.unit}")
        for item in task.targets
    )


def _number(task: TaskView, _paper: Paper) -> CellValue:
    """A plain number is one, so that a table sorts by it."""
    is_plain = task.number.isdecimal() and str(int(task.number)) == task.number
    return int(task.number) if is_plain else task.number


def _status(task: TaskView, paper: Paper) -> str:
    if task.state is TaskState.CLOSED:
        return paper.gettext(task.state.value)
    return paper.gettext("late" if task.due and task.due < paper.on else TaskState.OPEN.value)


TASK_FIELDS: tuple[TaskField, ...] = (
    TaskField(
        name="number",
        words=(
            FieldWords(
                column=Column.NUMBER,
                headers=(
                    "number no. no # id ref ref. reference 序号 编号 任务编号 任务序号 项目编号 序 号 番号 "
                    "ref ref. reference rec rec. action_no action_no. action_ref rec_no"
                ),
            ),
        ),
        compared=text_of("number"),
        columns=(PaperColumn("No.", 6, _number),),
    ),
    TaskField(
        name="section",
        words=(
            FieldWords(
                column=Column.SECTION,
                headers=(
                    "section category area 类别 板块 领域 分类 一级任务 任务类别 工作类别 方面 章节 大类"
                ),
            ),
        ),
        compared=text_of("section"),
        columns=(PaperColumn("Section", 16, lambda task, _paper: clean_text(task.section)),),
    ),
    TaskField(
        name="title",
        words=(
            FieldWords(
                column=Column.TITLE,
                field=Field.TITLE,
                needs_colon=True,
                labels=(
                    "工作任务 任务名称 任务内容 工作内容 重点任务 重点工作 事项名称 工作事项 项目名称 任务 "
                    "整改任务 整改措施 反馈问题 整改问题 建设内容 实施内容 主要任务 具体任务 具体事项 "
                    "督办事项 督查事项"
                ),
                japanese="取組 取組名 取組内容 取組項目 事業名 施策名 事業内容 具体的取組 具体的な取組",
                headers=(
                    "title task action actions commitment objective objectives goal aim initiative "
                    "activity measure 任务 任务名称 工作任务 重点任务 重点工作 任务内容 具体任务 主要任务 "
                    "事项 事项名称 工作事项 项目名称 项目 重点工作任务 任务事项 督办事项 实事内容 "
                    "民生事项名称 实事项目 民生实事 实事 实事名称 民生项目 建设项目 整改问题 反馈问题 "
                    "问题描述 问题 工作要点 工作项目 计画项目 重要工作项目 取組 取組内容 事業名 措施 行动 "
                    "具体事项 任务分解 recommendation recommendations key_action key_actions action_point "
                    "agreed_action what what_we_will_do action_required"
                ),
            ),
            FieldWords(
                column=Column.DETAIL,
                headers=(
                    "举措 具体举措 主要举措 工作举措 重点举措 推进举措 落实举措 改革举措 deliverable "
                    "deliverables output description 工作内容 具体内容 主要内容 工作措施 具体措施 具体要求 "
                    "工作要求 任务目标 年度任务目标 目标任务 工作目标 年度目标任务 建设内容 任务要求 "
                    "目标要求 主要措施 建设任务 整改措施 整改要求 实施内容"
                ),
            ),
        ),
        compared=text_of("title"),
        columns=(PaperColumn("Task", 48, lambda task, _paper: clean_text(task.title)),),
    ),
    TaskField(
        name="leaders",
        words=(
            FieldWords(
                column=Column.LEADERS,
                field=Field.LEADERS,
                labels=(
                    "牵头领导 牵头负责领导 牵头责任领导 责任领导 主责领导 分管领导 分管区领导 分管市领导 "
                    "分管省领导 分管县领导 区领导 市领导 县领导 主管领导 包联领导 联系领导 挂帅领导 "
                    "负责领导 责任人 牵头人 负责人 第一责任人 牵头负责人 牵头省领导 牵头市领导 牵头区领导 "
                    "牵头县领导 责任市领导 责任区领导 责任县领导 包保领导 主抓领导 督办领导 总牵头领导 "
                    "牵头县级领导 牵头市级领导 牵头区级领导 县级领导 市级领导 区级领导 责任县级领导 "
                    "县级责任领导 市级责任领导 区级责任领导 分管负责人 主要负责人 第一责任领导 直接责任人 "
                    "具体责任人 责任人员 领办领导 包抓领导 协管领导 主管区领导 主管市领导 主管县领导 "
                    "牵头责任人 联系县领导 联系市领导 联系区领导 责任校领导 主管副职 统筹领导 领衔领导 "
                    "牵头局领导 责任局领导 分管局领导 分管院领导 分管校领导"
                ),
                latin=(
                    "portfolio holder|cabinet member|executive sponsor|senior responsible owner|sro|"
                    "senior responsible officer|sponsor|lead member|lead councillor|accountable director"
                ),
                headers="leaders leader 领导",
            ),
        ),
        compared=_leaders,
        columns=(
            PaperColumn(
                "Leaders", 12, lambda task, paper: paper.listed(leader.name for leader in task.leaders)
            ),
        ),
        export=lambda task: [leader.name for leader in task.leaders],
    ),
    TaskField(
        name="units",
        words=(
            FieldWords(
                column=Column.UNITS,
                field=Field.UNITS,
                role=Role.RESPONSIBLE,
                labels=(
                    "主要责任单位 责任单位 责任部门 主责单位 主责部门 负责单位 负责部门 承办单位 承办部门 "
                    "主办单位 实施单位 责任科室 责任主体 主要责任部门 完成单位 执行单位 责任分工 部门分工 "
                    "职责分工 单位分工 任务分工 牵头组织实施单位 组织实施单位 具体责任单位 责任处室 "
                    "责任股室 责任机构 主体责任单位 担当课 担当部署 所管课"
                ),
                starts=(
                    "责任 主办 承办 主责 负责 实施 执行 完成 建设 经办 主管 归口 归口管理 业主 主体 "
                    "具体承办 具体负责 办理 承担 分管 组织 推进 所管 担当 主担当 主要承办 主要负责 "
                    "具体实施 具体办理"
                ),
                short="责任 主办 承办 负责 主管 所管 担当",
                latin=(
                    "responsible unit|responsible|responsibility|responsible officer|owner|owners|"
                    "assigned to|responsible party|responsible parties|responsible body|"
                    "responsible department|responsible agency|responsible organisation|"
                    "responsible organization|action owner|task owner|delivered by|who|implementing agency|"
                    "implementing body|accountable|accountable body|delivery body|responsible person|"
                    "responsible team|delivery agency|who is responsible|by whom"
                ),
                japanese="担当課 所管課 担当部署 所管部署 主管課 実施主体 担当部局",
                headers=(
                    "units unit responsible owner owners responsibility responsible_officer 単位 所管 单位 "
                    "部门 责任"
                ),
            ),
            FieldWords(
                column=Column.LEAD,
                field=Field.UNITS,
                role=Role.LEAD,
                labels=(
                    "牵头单位 牵头部门 牵头责任单位 牵头责任部门 牵头主责单位 主要牵头单位 第一责任单位 "
                    "牵头科室 牵头处室 牵头股室 牵头责任部门单位 主牵头单位 总牵头单位"
                ),
                starts="牵头 总牵头 主牵头 领衔 牵头负责 牵头主办 统筹",
                short="牵头 总牵头",
                latin=(
                    "lead institution(s)|lead institutions|lead institution|lead agency|lead department|"
                    "lead unit|lead officer|lead organisation|lead organization|lead|led by|"
                    "delivery led by|delivery lead|lead partner|lead body|lead department(s)|lead agencies|"
                    "leads|lead team|lead officer(s)|lead responsibility|lead person|project lead|"
                    "action lead"
                ),
                headers="lead leading lead_unit lead_units 牵头",
            ),
            FieldWords(
                column=Column.SUPPORT,
                field=Field.UNITS,
                role=Role.SUPPORT,
                labels=(
                    "配合单位 配合部门 协同单位 协同部门 协同责任单位 协同责任部门 协办单位 协办部门 "
                    "参与单位 参与部门 参加单位 参加部门 协助单位 配合责任单位 支持单位 数据提供单位 "
                    "配合科室 配合处室 协助部门 共同责任单位 协同配合单位 会同单位"
                ),
                starts=(
                    "协办 会办 协同 配合 参与 参加 协助 支持 共同 联合 会同 协作 成员 支撑 保障 协调 指导 "
                    "技术支撑 关联 相关 相关责任 其他 其他责任 主要配合 主要协办 有关 关系 関系 関連 関连 "
                    "连携 协力"
                ),
                short="配合 协办 会办 参与 协助 协力 関系 连携",
                latin=(
                    "support institution(s)|support institutions|support institution|supporting agencies|"
                    "supported by|support|supporting|partners|partner|delivery partners|delivery partner|"
                    "with support from|in partnership with|key partners|partner organisations|"
                    "partner organizations|partner agencies|supporting departments|supporting department|"
                    "supporting units|supporting organisations|in collaboration with|working with|"
                    "contributors|other departments|consulted|co-delivered with"
                ),
                japanese="関係課 連携課 関係部署 協力課 連携先 関係機関",
                headers="support supporting partners support_units 配合 协办",
            ),
            FieldWords(
                column=Column.IMPLEMENTS,
                field=Field.UNITS,
                role=Role.IMPLEMENTS,
                labels="落实单位 落实部门 属地责任单位",
                starts="落实 属地 具体落实 属地落实",
                short="落实",
                headers="implements",
            ),
            FieldWords(
                column=Column.REMARK,
                field=Field.OVERSEERS,
                starts=("督办 督查 督导 监督 督促 考核 督查督办 跟踪督办 监管 督促指导 责任督办 牵头督办"),
            ),
        ),
        compared=_units,
        columns=(
            PaperColumn("Lead units", 18, _units_as(Role.LEAD)),
            PaperColumn("Units", 18, _units_as(Role.RESPONSIBLE)),
            PaperColumn("Support units", 18, _units_as(Role.SUPPORT)),
            PaperColumn("Implements", 18, _units_as(Role.IMPLEMENTS)),
        ),
        export=lambda task: [
            {"name": unit.name, "role": unit.role, "is_group": unit.is_group, "stands_for": unit.stands_for}
            for unit in task.units
        ],
    ),
    TaskField(
        name="due",
        words=(
            FieldWords(
                column=Column.DUE,
                field=Field.DUE,
                labels=(
                    "完成时限 完成时间 完成期限 完成日期 时限要求 办结时限 办理时限 时间要求 截止时间 "
                    "截止日期 计划完成时间 计划完成时限 要求完成时间 预计完成时间 办理期限 责任时限 "
                    "工作时限 完成进度 办结时间 实施期限 完成节点 目标时限 时间进度 时限 整改时限 整改期限 "
                    "整改时间 整改完成时限 整改完成时间 销号时限 计划时限 建设期限"
                ),
                latin=(
                    "timescale|timeline|timeframe|deadline|due|due date|target date|completion date|by when"
                ),
                japanese=(
                    "実施時期 実施期間 実施予定時期 達成時期 完了時期 達成期限 実施年度 目標年度 取組期間 "
                    "完了予定 スケジュール"
                ),
                headers=(
                    "due deadline due_date by by_when timescale timeline timeframe target_date "
                    "completion_date 起止时间 起止日期 实施时间 计划时间 期程 办理期程 执行期程 预定期程 "
                    "完成期程 实施期程 预定完成日期 时限 期限 时间 时间表 时间节点要求 完成月份 when "
                    "timing timescales target_completion_date completion due_by date delivery_date "
                    "end_date target_completion completion_target"
                ),
            ),
        ),
        compared=lambda task, _canonical: str(task.due or ""),
        columns=(PaperColumn("Due", 12, lambda task, _paper: task.due or ""),),
    ),
    TaskField(
        name="due_kind",
        words=(
            FieldWords(
                column=Column.DUE_KIND,
                headers="due_kind 时限类型 时限性质",
            ),
        ),
        compared=text_of("due_kind"),
        columns=(PaperColumn("Due kind", 10, lambda task, paper: paper.gettext(task.due_kind.value)),),
    ),
    TaskField(
        name="original_due",
    ),
    TaskField(
        name="stretch",
        words=(
            FieldWords(
                column=Column.STRETCH,
                headers="stretch 是否力争",
            ),
        ),
        compared=text_of("stretch"),
        columns=(
            PaperColumn(
                "Stretch",
                8,
                lambda task, paper: paper.gettext("yes") if task.stretch else "",
                is_needed=lambda tasks: any(task.stretch != is_stretch(task.title) for task in tasks),
            ),
        ),
    ),
    TaskField(
        name="milestones",
        words=(
            FieldWords(
                column=Column.MILESTONES,
                field=Field.MILESTONES,
                needs_colon=True,
                labels="时间节点 节点安排 进度安排 阶段目标 阶段性目标 时间安排 进度计划",
                latin="milestones|key milestones",
                japanese="工程 工程表 行程",
                headers="milestones milestone 节点 里程碑 阶段性目标 时间进度",
            ),
        ),
        compared=_milestones,
        columns=(
            PaperColumn(
                "Milestones",
                26,
                lambda task, _paper: "\n".join(
                    clean_text(f"{step.by_text}：{step.text}") for step in task.milestones
                ),
            ),
        ),
        export=lambda task: [
            {"by": step.by_text, "text": step.text, "done_on": step.done_on} for step in task.milestones
        ],
    ),
    TaskField(
        name="targets",
        words=(
            FieldWords(
                column=Column.TARGETS,
                field=Field.TARGETS,
                needs_colon=True,
                labels="量化指标 目标任务 工作目标 年度目标 任务目标 目标值 考核指标 整改目标",
                japanese="目標値 数値目標 成果指標 活動指標 指標",
                headers=(
                    "targets target kpi 指标 量化目标 目标 考核目标 success_measure success_measures "
                    "measure_of_success measures_of_success performance_measure performance_indicator "
                    "performance_indicators kpis indicator indicators outcome_measure"
                ),
            ),
        ),
        compared=_targets,
        columns=(PaperColumn("Targets", 26, _target_lines),),
        export=lambda task: [
            {name: getattr(target, name) for name in ("name", "op", "value", "unit", "reported")}
            for target in task.targets
        ],
    ),
    TaskField(
        name="assessment_dimension",
        words=(
            FieldWords(
                column=Column.ASSESSMENT_DIMENSION,
                field=Field.ASSESSMENT_DIMENSION,
                needs_colon=True,
                labels="考评维度 考核维度 评价维度 考评类别 考核类别 考评指标类别",
                latin="assessment dimension|assessed under",
                headers="assessment_dimension assessed_under dimension 维度",
            ),
        ),
        read=lambda text: clean_line(tidy(text)).rstrip("。；;，,."),
        compared=text_of("assessment_dimension"),
        columns=(
            PaperColumn(
                "Assessment dimension",
                14,
                lambda task, _paper: clean_text(task.assessment_dimension),
                is_needed=lambda tasks: any(task.assessment_dimension for task in tasks),
            ),
        ),
    ),
    TaskField(
        name="grade",
        words=(
            FieldWords(
                column=Column.GRADE,
                field=Field.GRADE,
                needs_colon=True,
                labels="任务等级 督办等级 事项等级 重要程度",
                latin="task grade",
                headers="grade",
            ),
        ),
        read=_grade,
        compared=text_of("grade"),
        columns=(
            PaperColumn(
                "Grade",
                8,
                lambda task, _paper: clean_text(task.grade),
                is_needed=lambda tasks: any(task.grade for task in tasks),
            ),
        ),
    ),
    TaskField(
        name="state",
        words=(
            FieldWords(
                column=Column.STATE,
                headers=(
                    "status state 状态 完成状态 任务状态 办理状态 是否完成 是否办结 办结情况 销号情况 "
                    "是否销号"
                ),
            ),
            FieldWords(
                column=Column.CLOSED_ON,
                headers=("closed_on closed 办结日期 办结时间 销号日期 销号时间 实际完成时间 实际完成日期"),
            ),
        ),
        compared=_state,
        columns=(PaperColumn("Status", 9, _status),),
    ),
    TaskField(
        name="percent",
        words=(
            FieldWords(
                column=Column.PERCENT,
                headers=("percent progress % 完成进度 完成率 完成比例 进度 当前进度 完成百分比 形象进度"),
            ),
        ),
        columns=(
            PaperColumn(
                "Percent", 8, lambda task, _paper: "" if task.percent is None else Percent(task.percent)
            ),
        ),
    ),
    TaskField(
        name="last_report",
        words=(
            FieldWords(
                column=Column.REPORT,
                field=Field.RESULT,
                needs_colon=True,
                labels=(
                    "进展情况 完成情况 工作进展 落实情况 目前进展 办理情况 办理结果 存在问题 问题及原因 "
                    "下步打算 下一步打算 下步措施"
                ),
                latin="progress|progress to date|status|update",
                japanese="進捗状況 取組状況 実施状況 実績 進捗",
                headers=(
                    "report 反馈 反馈情况 进展 工作进展情况 最新进展 推进情况 完成情况 response "
                    "government_response management_response current_position latest_update status_update "
                    "progress_update rag_status"
                ),
            ),
        ),
        columns=(PaperColumn("Report", 36, lambda task, _paper: clean_text(task.last_report or "")),),
    ),
    TaskField(
        name="last_report_on",
        words=(
            FieldWords(
                column=Column.REPORTED_ON,
                headers="reported_on 反馈日期 反馈时间 更新日期 更新时间 填报日期 填报时间",
            ),
        ),
    ),
    TaskField(
        name="closed_at",
    ),
    TaskField(
        name="uid",
    ),
)
UNREAD = FieldWords(
    column=Column.REMARK,
    field=Field.REMARK,
    needs_colon=True,
    labels="备注",
    latin="notes|comments|remarks|description",
    japanese="備考",
    headers=(
        "remark remarks note notes comments rag priority cost budget 备注 说明 附注 联系人 "
        "联系电话 联系方式 电话 交办日期 交办时间 来源 任务来源 事项来源 资金来源"
    ),
)
"""What is told and not read, and who only oversees."""
