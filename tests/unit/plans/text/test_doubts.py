# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from plans.drafts import Reading
from plans.text.repair import is_unreadable
from plans.text.script import folded

Reader = Callable[..., Reading]
PLAN = "1.修渠。\n责任单位：甲局\n2.修坝。\n责任单位：乙局\n"


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


@pytest.mark.parametrize("end", ["3.修建三座桥梁，并在", "3.修桥。\n责任单位：", "3.修桥。\n责任"])
def test_task_that_breaks_off_is_told_and_left_out(read_text: Reader, end: str) -> None:
    """Half a task does not pass for a whole one."""
    reading = read_text(PLAN + end)
    assert [task.number for task in reading.tasks] == ["1", "2"]
    assert [finding.task for finding in reading.findings if finding.code == "cut-text"] == ["3"]


def test_last_task_with_its_unit_is_whole(read_text: Reader) -> None:
    """A plan that ends is not cut."""
    assert "cut-text" not in codes(read_text(PLAN + "3.修桥。\n责任单位：丙局"))


def test_last_dated_step_is_offered_and_not_taken(read_text: Reader) -> None:
    """A task without a deadline keeps none."""
    reading = read_text("1.6月底前开工，9月底前通水。（甲局牵头）\n2.修坝。（甲局牵头）", year=2026)
    (told,) = [finding for finding in reading.findings if finding.code == "derived-date"]
    assert (reading.tasks[0].due, told.facts["by"]) == (None, "2026-09")


def test_only_year_of_the_tasks_stands_for_a_missing_one(read_text: Reader) -> None:
    """One year in all tasks dates the steps without a year, and is told; two years give none."""
    text = "1.2027年5月底前开工。（甲局牵头）\n2.9月底前通水。（甲局牵头）\n"
    assert read_text(text).tasks[1].milestones[0].by == "2027-09"
    assert "derived-year" in codes(read_text(text))
    assert read_text(text + "3.2028年6月底前竣工。（甲局牵头）").plan.year is None


def test_span_of_years_is_no_plan_year(read_text: Reader) -> None:
    """A plan for five years does not date a day without a year."""
    assert read_text(f"某县水利工作方案（2026—2030年）\n{PLAN}").plan.year is None


@pytest.mark.parametrize("text", ["关于年重点工作分工的通知", "县政府第次常务会议通过"])
def test_lost_digits_are_told_and_not_guessed(read_text: Reader, text: str) -> None:
    """A word that always follows a number and follows none points at lost figures."""
    assert "lost-digits" in codes(read_text(f"{text}\n{PLAN}"))
    assert "lost-digits" not in codes(read_text(f"关于2026年重点工作的通知\n县政府第3次会议\n{PLAN}"))


def test_a_word_that_needs_no_number_is_no_lost_digit(read_text: Reader) -> None:
    """年度 begins a label or a sentence of its own: no year was lost before it."""
    assert "lost-digits" not in codes(read_text(f"{PLAN}\n年度目标：建成开放\n关于年度考核的说明"))


def test_notice_without_its_annex_says_what_is_missing(read_text: Reader) -> None:
    """Labels in running text begin no task, and the annex is named."""
    reading = read_text("各科室：\n请各牵头单位按完成时限办理。\n附件：全县水利任务分解表\n某县水利局\n")
    assert reading.tasks == ()
    (told,) = [finding for finding in reading.findings if finding.code == "annex-missing"]
    assert told.facts["text"] == "全县水利任务分解表"


def test_bytes_of_another_file_are_no_text() -> None:
    """Names of an Office file's parts or a mixture of scripts give it away; a plan does not."""
    assert is_unreadable("Root Entry ... WordDocument 2024t^")
    assert is_unreadable("ࡱ" * 30 + "abc" * 10)
    assert not is_unreadable(PLAN)


def test_confidence_falls_with_what_was_found(read_text: Reader) -> None:
    """A task with nothing to settle is sure; an error about it weighs more than a warning."""
    reading = read_text(
        "1.修渠。\n责任单位：甲局\n完成时限：6月底\n2.修坝。\n责任单位：甲局等\n完成时限：6月底\n3.修桥。\n责任单位：甲局\n完成时限：2月30日",
        year=2026,
    )
    sure, open_list, bad_date = (task.confidence for task in reading.tasks)
    assert 1.0 >= sure > open_list > bad_date > 0


def test_traditional_plan_is_read_and_kept_as_printed(read_text: Reader) -> None:
    """Labels, roles and dates are known in both scripts."""
    task = read_text(
        "1.修渠，建設橋樑不少於3座。\n牽頭單位：縣水務局\n責任單位：縣財政局及各鄉鎮\n完成時限：第三季度",
        year=2026,
    ).tasks[0]
    assert [(unit.name, unit.role.value, unit.is_group) for unit in task.units] == [
        ("縣水務局", "lead", False),
        ("縣財政局", "support", False),
        ("各鄉鎮", "support", True),
    ]
    assert (str(task.due), task.targets[0].value, task.targets[0].op) == ("2026-09-30", "3", ">=")


def test_folding_keeps_every_place() -> None:
    """One character becomes one character."""
    text = "牽頭單位abc、發展與改革"
    assert folded(text) == "牵头单位abc、发展与改革"
    assert len(folded(text)) == len(text)


def test_inserted_pronunciation_is_taken_out_and_counted(read_text: Reader) -> None:
    """Tone marks in a bracket behind one character are no text, also inside labels."""
    reading = read_text("1.修建水(shuǐ)渠（A）。\n责任(rèn)单位：甲局")
    assert (reading.tasks[0].title, reading.repairs["pinyin"]) == ("修建水渠（A）。", 2)


def test_numbers_that_begin_anew_are_no_duplicates(read_text: Reader) -> None:
    """Each section may count its own tasks, which keep their number as printed."""
    reading = read_text(
        "一、水\n（一）修渠。\n责任单位：甲局\n二、路\n（一）修路。\n责任单位：甲局\n（二）修桥。\n责任单位：甲局"
    )
    assert [task.number for task in reading.tasks] == ["（一）", "（一）", "（二）"]
    assert "number-restarts" in codes(reading)
    assert "duplicate-number" not in codes(reading)
