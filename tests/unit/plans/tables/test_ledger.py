# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from datetime import date

import pytest

from models.errors import InputError
from models.kinds import DueKind, Role
from plans.drafts import Reading, StatusDraft

Reader = Callable[..., Reading]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_chinese_headers_are_known_by_their_meaning(read_table: Reader) -> None:
    """A ledger in the office's own words reads without any setting."""
    reading = read_table(
        "序号,任务类别,工作任务,责任领导,牵头单位,配合单位,完成时限（年月日）\n"
        "1,水利,修渠,李明,县水务局,县财政局；县林业局,2026年6月30日\n"
    )
    task = reading.tasks[0]
    assert (task.number, task.section, task.title, task.leaders) == ("1", "水利", "修渠", ("李明",))
    assert [(unit.name, unit.role) for unit in task.units] == [
        ("县水务局", Role.LEAD),
        ("县财政局", Role.SUPPORT),
        ("县林业局", Role.SUPPORT),
    ]
    assert (task.due, task.due_kind) == (date(2026, 6, 30), DueKind.FIRM)


def test_english_headers_are_known_too(read_table: Reader) -> None:
    """An action table in English is a ledger."""
    reading = read_table("No.,Action,Lead,Deadline\n1,Repair the bridge,Roads Office,2026-06-30\n")
    assert [(t.number, t.title, t.due) for t in reading.tasks] == [
        ("1", "Repair the bridge", date(2026, 6, 30))
    ]


def test_milestone_and_target_columns_are_taken_as_they_are(read_table: Reader) -> None:
    """Their columns overrule what the text of the task would give; an empty cell means none."""
    reading = read_table(
        "number,title,due,milestones,targets\n"
        '1,建3座桥,2026-12-31,2026-03=选址|2026-06-15=开工,"桥>=3座|长度~1,200米"\n'
        "2,建4座桥，6月底前完工,2026-12-31,,\n".replace("，", " ")
    )
    first, second = reading.tasks
    assert [(step.by, step.text) for step in first.milestones] == [
        ("2026-03", "选址"),
        ("2026-06-15", "开工"),
    ]
    assert [(t.name, t.op, t.value, t.unit) for t in first.targets] == [
        ("桥", ">=", "3", "座"),
        ("长度", "~", "1200", "米"),
    ]
    assert (second.milestones, second.targets) == ((), ())


def test_without_their_columns_milestones_and_targets_come_from_the_text(read_table: Reader) -> None:
    """A ledger that has only the text loses nothing."""
    task = read_table("序号,任务,完成时限\n1,建3座桥；6月底前开工,2026年底\n", year=2026).tasks[0]
    assert [step.by for step in task.milestones] == ["2026-06"]
    assert [target.value for target in task.targets] == ["3"]


@pytest.mark.parametrize("mark", ["|", ";", "；", "、"])
def test_lists_in_cells_may_use_any_separator(read_table: Reader, mark: str) -> None:
    """Leaders and units are lists, whatever stands between them."""
    task = read_table(f"number,title,units,leaders,due\n1,修渠,丙局{mark}丁局,甲{mark}乙,2026-01-31\n").tasks[
        0
    ]
    assert task.leaders == ("甲", "乙")
    assert [unit.name for unit in task.units] == ["丙局", "丁局"]


def test_comment_lines_tell_of_the_plan(read_table: Reader) -> None:
    """Lines beginning with # carry what no column can."""
    plan = read_table(
        "# title: 某县2026年台账\n# year: 2026\n# document_number: 某政发〔2026〕1号\n# issuer: 某县政府\n"
        "# issued_on: 2026-02-03\n# declared_count: 1\nnumber,title,due\n1,修渠,6月底前\n"
    ).plan
    assert (plan.title, plan.year, plan.document_number) == ("某县2026年台账", 2026, "某政发〔2026〕1号")
    assert (plan.issuer, plan.issued_on, plan.declared_count) == ("某县政府", date(2026, 2, 3), 1)


def test_header_that_begins_with_a_number_sign_is_no_comment(read_table: Reader) -> None:
    """A column may be called #."""
    assert [task.number for task in read_table("#,task,due\n7,修渠,2026-01-31\n").tasks] == ["7"]


def test_status_columns_become_a_status(read_table: Reader) -> None:
    """State, progress, result and day are kept beside the plan."""
    reading = read_table(
        "序号,任务,完成时限,状态,进度,完成情况,反馈日期\n"
        "1,修渠,2026-06-30,进行中,60%,已挖两段,2026-03-01\n"
        "2,修坝,2026-06-30,已完成,1.0,,\n"
        "3,修桥,2026-06-30,,,,\n"
    )
    assert [task.status for task in reading.tasks] == [
        StatusDraft(is_closed=False, percent=60, report="已挖两段", reported_on=date(2026, 3, 1)),
        StatusDraft(is_closed=True, percent=100),
        None,
    ]


def test_closing_day_closes_the_task(read_table: Reader) -> None:
    """A day in the column 办结日期 says that the task is done, and when."""
    status = read_table("序号,任务,完成时限,办结日期\n1,修渠,2026-06-30,2026年5月2日\n").tasks[0].status
    assert status == StatusDraft(is_closed=True, reported_on=date(2026, 5, 2))


def test_impossible_progress_and_unknown_state_are_reported(read_table: Reader) -> None:
    """What does not fit is told, never forced into a number."""
    reading = read_table("序号,任务,完成时限,进度,状态\n1,修渠,2026-06-30,150%,奇怪\n")
    assert reading.tasks[0].status == StatusDraft(report="奇怪")
    assert {"bad-number", "unread-status"} <= codes(reading)


def test_missing_due_column_is_told_once(read_table: Reader) -> None:
    """A ledger without deadlines reads, with one finding and no date made up."""
    reading = read_table("序号,任务,责任单位\n1,修渠,甲局\n2,修坝,乙局\n")
    assert [task.due for task in reading.tasks] == [None, None]
    assert [f.code for f in reading.findings if "due" in f.code] == ["no-due-column"]


def test_missing_task_column_is_refused_with_the_header_seen(read_table: Reader) -> None:
    """Without a column for the task there is nothing to read."""
    with pytest.raises(InputError, match=r"甲 \| 乙.*任务"):
        read_table("甲,乙\n1,2\n")


def test_impossible_day_is_reported_with_its_row(read_table: Reader) -> None:
    """A due date of 30 February is an error of one row."""
    reading = read_table("序号,任务,完成时限\n1,修渠,2026-02-30\n2,修坝,2026-06-30\n")
    found = [(f.code, f.task, f.line) for f in reading.findings if f.code in ("bad-date", "no-due-date")]
    assert found == [("bad-date", "1", 2)]


def test_rows_without_numbers_are_numbered_and_told(read_table: Reader) -> None:
    """A ledger without a number column gets the order of its rows."""
    reading = read_table("任务,完成时限\n修渠,2026-06-30\n修坝,2026-06-30\n")
    assert [task.number for task in reading.tasks] == ["1", "2"]
    assert "number-given" in codes(reading)


def test_section_rows_head_the_rows_below(read_table: Reader) -> None:
    """A row that holds one heading is a section, not a task."""
    reading = read_table("序号,任务,完成时限\n一、水利,,\n1,修渠,2026-06-30\n二、道路,,\n2,修路,2026-06-30\n")
    assert [(task.number, task.section) for task in reading.tasks] == [("1", "水利"), ("2", "道路")]


def test_row_without_a_task_is_left_out_and_told(read_table: Reader) -> None:
    """A row that cannot be read is a finding with its line."""
    reading = read_table("序号,任务,责任单位,完成时限\n1,修渠,甲局,2026-06-30\n,,乙局,2026-07-31\n")
    assert [(f.line, f.code) for f in reading.findings if f.code == "row-without-title"] == [
        (3, "row-without-title")
    ]


def test_header_without_rows_reads_nothing_and_says_so(read_table: Reader) -> None:
    """An empty ledger is never a silent zero."""
    assert "nothing-read" in codes(read_table("序号,任务,完成时限\n"))


def test_day_number_of_a_spreadsheet_is_a_date(read_table: Reader) -> None:
    """46022 is what is left of 2025-12-31 when its format is lost."""
    assert read_table("序号,任务,完成时限\n1,修渠,46022\n").tasks[0].due == date(2025, 12, 31)


def test_unreadable_item_is_reported_with_its_column(read_table: Reader) -> None:
    """A milestone in a grammar unknown here is told."""
    reading = read_table("number,title,due,milestones\n1,修渠,2026-06-30,2026-13=开工\n")
    assert [f.facts["column"] for f in reading.findings if f.code == "unread-item"] == ["milestones"]


def test_name_numbered_like_a_heading_is_the_section_of_numbered_details(read_text: Reader) -> None:
    """一、 in the first column heads the rows whose second column counts 1., 2., also where it was merged."""
    reading = read_text(
        "工作任务 | 具体要求 | 责任部门\n一、理顺档案。 | 1.清点旧卷。 | 综合科\n2.编写目录。 | 综合科 |\n"
        "二、整修库房。 | 3.更换门锁。 | 后勤科\n"
    )
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1", "理顺档案", "清点旧卷。"),
        ("2", "理顺档案", "编写目录。"),
        ("3", "整修库房", "更换门锁。"),
    ]


def test_parts_of_one_task_share_its_number(read_text: Reader) -> None:
    """Rows with one number and one name that ask for different things are parts, not a number given twice."""
    reading = read_text(
        "| 序号 | 工作任务 | 具体举措 | 牵头单位 | 完成时限 |\n|---|---|---|---|---|\n"
        "| 1 | 疏通水系 | 清淤 | 甲局 | 3月底前 |\n| 1 | 疏通水系 | 截污 | 乙局 | 6月底前 |\n",
        year=2026,
    )
    assert [(task.number, task.title) for task in reading.tasks] == [
        ("1", "疏通水系:清淤"),
        ("1", "疏通水系:截污"),
    ]
    assert "shared-number" in codes(reading)
    assert "duplicate-number" not in codes(reading)


def test_header_over_two_rows_is_read_as_one(read_table: Reader) -> None:
    """A row that names the parts of the columns above it belongs to the header; a sum is no task."""
    reading = read_table(
        "序号,事项,责任分工,,时限,推进情况,\n,,牵头领导,责任单位,,目前进展,存在问题\n"
        "1,修渠,王一平,县水务局,2026-10-31,已过半,缺石料\n合计,1项,,,,,\n"
    )
    (task,) = reading.tasks
    assert (task.title, task.leaders, task.due) == ("修渠", ("王一平",), date(2026, 10, 31))
    assert [unit.name for unit in task.units] == ["县水务局"]


def test_action_beside_an_objective_is_the_task(read_text: Reader) -> None:
    """The objective is the section of the actions that serve it."""
    reading = read_text(
        "Objective\tAction\tResponsible\tBy when\nLess waste\tBuy cups\tCatering\tMay 2026\n"
        "Less waste\tSort bins\tEstates\tMay 2026"
    )
    assert [(task.section, task.title) for task in reading.tasks] == [
        ("Less waste", "Buy cups"),
        ("Less waste", "Sort bins"),
    ]


def test_column_that_was_not_read_is_told(read_table: Reader) -> None:
    """An unknown header, or a second column of one kind, loses what it holds; empty columns lose nothing."""
    reading = read_table("序号,任务,责任单位,土方,完成时限,旧列\n1,修渠,甲局,三百方,2026-10-31,\n")
    told = [dict(finding.facts)["column"] for finding in reading.findings if finding.code == "unread-column"]
    assert told == ["土方"]


def test_cell_that_says_the_same_as_above_is_filled(read_table: Reader) -> None:
    """同上 is no unit: it stands for the unit, the leader and the day of the row above."""
    reading = read_table(
        "序号,任务,责任领导,责任单位,完成时限\n1,修渠,王一平,县水务局,2026-10-31\n2,修坝,同上,〃,同上\n3,修桥,王一平,―,同上\n"
    )
    assert reading.tasks[1].leaders == ("王一平",)
    assert [unit.name for unit in reading.tasks[1].units] == ["县水务局"]
    assert reading.tasks[2].units == ()
    assert {task.due for task in reading.tasks} == {date(2026, 10, 31)}


def test_year_in_front_of_a_header_changes_nothing(read_table: Reader) -> None:
    """年度建设任务 and 2026年工作内容 tell what a task asks for; a stretch of time ends with its last day."""
    reading = read_table(
        "序号,项目名称,年度建设任务,责任单位,起止时间\n1,修渠,建成通水,甲局,2026年1月—2026年6月\n"
    )
    (task,) = reading.tasks
    assert (task.title, task.due) == ("修渠:建成通水", date(2026, 6, 30))
