"""Labels and headers of Japanese plans, and of English tables, by what they announce."""

from collections.abc import Iterator, Mapping

from models.kinds import Role
from plans.text.script import folded, words

JAPANESE = {
    "due": (
        "実施時期 実施期間 実施予定時期 達成時期 完了時期 達成期限 実施年度 目標年度 取組期間 完了予定 "
        "スケジュール"
    ),
    "targets": "目標値 数値目標 成果指標 活動指標 指標",
    "result": "進捗状況 取組状況 実施状況 実績 進捗",
    "title": "取組 取組名 取組内容 取組項目 事業名 施策名 事業内容 具体的取組 具体的な取組",
    "milestones": "工程 工程表 行程",
    "remark": "備考",
}
"""Written as they are printed; they are looked for in their simplified form."""
OFFICES = {
    Role.RESPONSIBLE: "担当課 所管課 担当部署 所管部署 主管課 実施主体 担当部局",
    Role.SUPPORT: "関係課 連携課 関係部署 協力課 連携先 関係機関",
}
HEADERS = {
    "number": "番号 ref ref. reference rec rec. action_no action_no. action_ref rec_no",
    "title": (
        "recommendation recommendations key_action key_actions action_point agreed_action what "
        "what_we_will_do "
        "action_required"
    ),
    "targets": (
        "success_measure success_measures measure_of_success measures_of_success performance_measure "
        "performance_indicator performance_indicators kpis indicator indicators outcome_measure"
    ),
    "due": (
        "when timing timescales target_completion_date completion due_by date delivery_date end_date "
        "target_completion completion_target"
    ),
    "report": (
        "response government_response management_response current_position latest_update status_update "
        "progress_update rag_status"
    ),
}
"""Headers of columns only; a blank in a header is written _."""


def japanese() -> Iterator[tuple[str, str, Role | None]]:
    """Give every Japanese label in its simplified form, with the field it announces and its role."""
    yield from ((word, field, None) for word, field in _pairs(JAPANESE))
    for role, listed in OFFICES.items():
        yield from ((folded(word), "units", role) for word in words(listed))


def headers() -> Iterator[tuple[str, str]]:
    """Give every header of a column with what the column holds."""
    yield from _pairs(HEADERS)


def _pairs(table: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((folded(word), name) for name, listed in table.items() for word in words(listed))
