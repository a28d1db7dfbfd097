# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from datetime import date

from models.kinds import DueKind, Role
from plans.drafts import Reading

Reader = Callable[..., Reading]


def test_roles_come_from_the_labels(read_text: Reader) -> None:
    """牵头 leads, 配合 supports, a plain 责任单位 splits nothing."""
    reading = read_text(
        "1.修渠。\n牵头单位：县水务局\n配合单位：县财政局、各乡镇\n2.修坝。\n责任单位：县水务局、县林业局"
    )
    roles = [[(unit.name, unit.role, unit.is_group) for unit in task.units] for task in reading.tasks]
    assert roles == [
        [("县水务局", Role.LEAD, False), ("县财政局", Role.SUPPORT, False), ("各乡镇", Role.SUPPORT, True)],
        [("县水务局", Role.RESPONSIBLE, False), ("县林业局", Role.RESPONSIBLE, False)],
    ]


def test_bracket_behind_a_name_overrules_the_label(read_text: Reader) -> None:
    """县水务局（牵头） leads although the label says only 责任单位; the others of the list then support."""
    units = read_text("1.修渠。\n责任单位：县水务局（牵头）、县财政局、县林业局(配合)").tasks[0].units
    assert [(unit.name, unit.role) for unit in units] == [
        ("县水务局", Role.LEAD),
        ("县财政局", Role.SUPPORT),
        ("县林业局", Role.SUPPORT),
    ]


def test_task_without_text_is_reported(read_text: Reader) -> None:
    """A number with fields and no words is an error."""
    reading = read_text("1.\n责任单位：县水务局\n2.修坝。\n责任单位：县水务局")
    assert [f.task for f in reading.findings if f.code == "no-title"] == ["1"]


def test_fields_in_brackets_leave_the_title_clean(read_text: Reader) -> None:
    """Labels inside a bracket are fields, and its last item may be the deadline."""
    reading = read_text(
        "1.修渠。（牵头单位：县水务局；配合单位：县财政局、县林业局，6月底前完成）", year=2026
    )
    task = reading.tasks[0]
    assert (task.title, task.due) == ("修渠。", date(2026, 6, 30))
    assert [unit.name for unit in task.units] == ["县水务局", "县财政局", "县林业局"]


def test_title_is_tidied_but_latin_words_keep_their_space(read_text: Reader) -> None:
    """Spaces inside Chinese go and are counted, those between Latin words stay."""
    reading = read_text("1.推 进 Open Data 平台 建设。\n责任单位：县大数据局")
    assert reading.tasks[0].title == "推进Open Data平台建设。"
    assert reading.repairs["space"] == 2


def test_open_list_is_reported_and_its_names_kept(read_text: Reader) -> None:
    """等 at the end of a list is not part of a name."""
    reading = read_text("1.修渠。\n责任单位：县水务局、县财政局等")
    assert [unit.name for unit in reading.tasks[0].units] == ["县水务局", "县财政局"]
    assert "open-list" in {finding.code for finding in reading.findings}


def test_deadline_that_cannot_be_gives_null_and_an_error(read_text: Reader) -> None:
    """A day that does not exist is not moved to another one, and told once."""
    reading = read_text("1.修渠。\n责任单位：县水务局\n完成时限：2月30日", year=2026)
    assert (reading.tasks[0].due, reading.tasks[0].due_kind) == (None, DueKind.NONE)
    found = [finding for finding in reading.findings if finding.code in ("bad-date", "no-due-date")]
    assert [(finding.code, finding.task, finding.line) for finding in found] == [("bad-date", "1", 1)]


def test_date_broken_over_a_line_is_joined(read_text: Reader) -> None:
    """A deadline may wrap."""
    reading = read_text(
        "1.修渠。\n责任单位：县水务局\n完成时限：2026年10月\n31日\n2.修坝。\n责任单位：县水务局"
    )
    assert reading.tasks[0].due == date(2026, 10, 31)


def test_result_beside_the_plan_is_a_report(read_text: Reader) -> None:
    """What was done so far is kept apart from what was promised."""
    status = read_text("1.修渠。\n责任单位：县水务局\n进展情况：已完成勘察。").tasks[0].status
    assert status is not None
    assert status.report == "已完成勘察。"


def test_marks_between_parts_with_brackets_of_their_own_stay(read_text: Reader) -> None:
    """一是…（甲）；二是…（乙） keeps its semicolon when the brackets are taken out."""
    reading = read_text(
        "1.一是修渠（县水务局负责）；二是修坝（县交通局牵头，县财政局配合）。\n2.修桥。（县交通局负责）"
    )
    assert reading.tasks[0].title.startswith("一是修渠；二是修坝")
