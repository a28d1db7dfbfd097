# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

from plans.drafts import Reading

Reader = Callable[..., Reading]

NOTICE = """某县人民政府办公室
关于印发某县2026年重点工作分工方案的通知

各乡镇人民政府：
现将方案印发给你们。
一、提高认识。1.要加强领导。2.要抓好落实。
二、抓好落实。

某县人民政府办公室
2026年2月3日

某县2026年重点工作分工方案
"""
TASK = "牵头领导：李明\n责任单位：县水务局\n完成时限：2026年9月30日"


def numbers(reading: Reading) -> list[str]:
    return [task.number for task in reading.tasks]


def test_notice_gives_no_tasks_and_no_sections(read_text: Reader) -> None:
    """Numbers in the notice in front of the plan are instructions, not tasks."""
    reading = read_text(f"{NOTICE}一、水利\n1.修渠。\n{TASK}\n2.修坝。\n{TASK}\n")
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1", "水利", "修渠。"),
        ("2", "水利", "修坝。"),
    ]


def test_number_glued_to_the_line_before_is_found(read_text: Reader) -> None:
    """The next number may stand behind the date of the task before it, or behind a heading."""
    reading = read_text(f"一、水利 1.修渠。{TASK}2.修坝。{TASK}\n二、道路3.修路。{TASK}")
    assert [(task.number, task.section) for task in reading.tasks] == [
        ("1", "水利"),
        ("2", "水利"),
        ("3", "道路"),
    ]


def test_figures_at_the_start_of_a_line_are_no_numbers(read_text: Reader) -> None:
    """A wrapped line that begins with a figure does not begin a task."""
    reading = read_text(f"1.修渠，完成\n3.5公里、\n20个闸门\n2 个泵站。\n{TASK}\n2.修坝。\n{TASK}")
    assert [task.title for task in reading.tasks] == ["修渠，完成3.5公里、20个闸门2个泵站。", "修坝。"]


def test_blank_lines_and_page_numbers_do_not_end_a_task(read_text: Reader) -> None:
    """A page break inside a sentence is joined."""
    reading = read_text(f"1.修建水\n\n\n- 4 -\n\n渠。\n\n{TASK}\n2.修坝。\n{TASK}")
    assert [task.title for task in reading.tasks] == ["修建水渠。", "修坝。"]


def test_number_before_a_month_is_the_number_of_the_task(read_text: Reader) -> None:
    """3.5月底前 is task 3 and the month of May."""
    reading = read_text(f"2.修坝。\n{TASK}\n3.5月底前修渠。\n{TASK}", year=2026)
    assert numbers(reading) == ["2", "3"]
    assert reading.tasks[1].milestones[0].by == "2026-05"


def test_gap_and_duplicate_are_kept_and_reported(read_text: Reader) -> None:
    """Numbers stay as printed; what is wrong with them is told."""
    reading = read_text("\n".join(f"{number}.修渠。\n{TASK}" for number in (1, 2, 2, 5)))
    assert numbers(reading) == ["1", "2", "2", "5"]
    assert {"numbering-gap", "duplicate-number"} <= {finding.code for finding in reading.findings}


def test_mixed_marks_of_numbers_are_one_sequence(read_text: Reader) -> None:
    """1、 and 2． and 3) number the same list."""
    reading = read_text(f"1、修渠。\n{TASK}\n2．修坝。\n{TASK}\n3）修桥。\n{TASK}")
    assert numbers(reading) == ["1", "2", "3"]


def test_sub_headings_stand_behind_their_heading(read_text: Reader) -> None:
    """A section under a section gives both."""
    reading = read_text(
        f"一、农业\n（一）水利。\n1.修渠。\n{TASK}\n（二）林业\n2.种树。\n{TASK}\n二、工业\n3.建厂。\n{TASK}"
    )
    assert [task.section for task in reading.tasks] == ["农业 / 水利", "农业 / 林业", "工业"]


def test_distribution_list_belongs_to_no_task(read_text: Reader) -> None:
    """What stands behind 抄送 is responsible for nothing."""
    reading = read_text("1.修渠。\n责任单位：县水务局\n\n抄送：县委办公室，县法院。\n")
    assert [unit.name for unit in reading.tasks[0].units] == ["县水务局"]


def test_text_that_belongs_nowhere_is_reported(read_text: Reader) -> None:
    """Nothing is dropped without a word."""
    reading = read_text(
        f"一、水利\n以下任务请抓紧办理，不得拖延。\n1.修渠。\n{TASK}\n另有一事须在会上研究。\n2.修坝。\n{TASK}"
    )
    told = [finding.facts["text"] for finding in reading.findings if finding.code == "unread-text"]
    assert told == ["以下任务请抓紧办理，不得拖延。", "另有一事须在会上研究。"]


def test_source_gives_the_lines_of_the_task(read_text: Reader) -> None:
    """Lines count from 1 in the file, page boxes and blank lines included."""
    reading = read_text(f"\n\n1.修渠。\n{TASK}\n\n(\n- \n3\n -\n)\n2.修坝。\n{TASK}")
    assert [(task.source.line, task.source.last_line) for task in reading.tasks] == [(3, 6), (13, 16)]
