# SPDX-License-Identifier: Apache-2.0
from datetime import date

import pytest

from plans.header import read_header

FRONT = [
    "某 县 人 民 政 府 文件",
    "某政办发〔2026〕7 号",
    "关于印发《2026年县政府重点工作分工方案》的通知",
    "将56项重点工作进行分解。",
    "某县人民政府办公室",
    "2026 年 2 月 3 日",
    "2026年县政府重点工作分工方案",
    "（共计 56 项）",
]


def test_header_fields_are_read_from_the_notice() -> None:
    """Title, year, number, issuer, day and declared count stand in front of the tasks."""
    plan = read_header(FRONT, [])
    assert (plan.title, plan.year) == ("2026年县政府重点工作分工方案", 2026)
    assert (plan.document_number, plan.issuer) == ("某政办发〔2026〕7号", "某县人民政府办公室")
    assert (plan.issued_on, plan.declared_count) == (date(2026, 2, 3), 56)


def test_issuer_and_day_may_be_glued() -> None:
    """The signature and its day may share a line."""
    plan = read_header(["某县人民政府办公室2026年2月3日"], [])
    assert (plan.issuer, plan.issued_on) == ("某县人民政府办公室", date(2026, 2, 3))


def test_imprint_behind_the_tasks_counts_when_nothing_else_does() -> None:
    """The imprint at the end names issuer and day too."""
    plan = read_header([], ["抄送：县委办。", "某县人民政府办公室　2026年2月3日印发"])
    assert (plan.issuer, plan.issued_on) == ("某县人民政府办公室", date(2026, 2, 3))


def test_title_over_two_lines_is_joined() -> None:
    """The year may stand on the first of two lines."""
    assert read_header(["2026年县政府", "重点工作分工方案"], []).title == "2026年县政府重点工作分工方案"


@pytest.mark.parametrize(
    "front", [[], ["某县人民政府办公室"], ["第3次会议通过"], ["二、主要工作任务"], ["工作任务"]]
)
def test_nothing_is_made_up(front: list[str]) -> None:
    """What the document does not say stays open."""
    plan = read_header(front, [])
    assert (plan.title, plan.year, plan.document_number, plan.declared_count) == (None, None, None, None)


def test_line_with_year_and_work_stands_in_for_a_title() -> None:
    """折子工程 or 安排表 need be no known word where the line names the year and what is planned."""
    plan = read_header(["某区门户网站", "2026年区政府折子工程（3项）", "发布时间：2025年12月30日"], [])
    assert (plan.title, plan.year) == ("2026年区政府折子工程", 2026)


def test_two_such_lines_of_different_years_give_none() -> None:
    """Which of two years is planned is not guessed."""
    plan = read_header(["2025年重点工程回头看", "2026年重点工程开门红"], [])
    assert (plan.title, plan.year) == (None, None)


@pytest.mark.parametrize(
    ("title", "year"), [("某縣115年度施政計畫分工表", 2026), ("某市令和8年度行動計画", 2026)]
)
def test_year_of_an_era_is_a_plan_year(title: str, year: int) -> None:
    """A title may count by the republic or by the emperor."""
    assert read_header([title], []).year == year


def test_notice_that_names_the_year_of_its_tasks_gives_the_year() -> None:
    """关于做好2026年…任务落实的通知 is the plan itself when nothing else is titled."""
    assert read_header(["关于做好2026年《实事清单》重点任务落实工作的通知"], []).year == 2026
