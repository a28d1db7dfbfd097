# SPDX-License-Identifier: Apache-2.0
"""Plans whose headings or columns, and no labels, say who does a task."""

from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading
from plans.structure.headings import leaders_of, units_of

Reader = Callable[..., Reading]


def named(reading: Reading) -> list[tuple[str, ...]]:
    return [tuple(unit.name for unit in task.units) for task in reading.tasks]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一、县水务局（2项）", "二、县林业局（1项）"),
        ("（一）县水务局", "（二）县林业局"),
        ("【县水务局】", "【县林业局】"),
        ("县水务局：", "县林业局："),
        ("县水务局负责的任务（2项）", "县林业局负责的任务（1项）"),
        ("县水务局", "县林业局"),
        ("一、縣水務局（2項）", "二、縣林業局（1項）"),
    ],
)
def test_heading_gives_its_unit_to_its_tasks(read_text: Reader, first: str, second: str) -> None:
    """No task has a label; each takes the unit of its heading, and that is told."""
    reading = read_text(f"2026年任务分解\n{first}\n1.修渠三里。\n2.修坝两座。\n{second}\n3.植树百亩。")
    units = [units_of(first.lstrip("一二、（）")), units_of(second.lstrip("一二、（）"))]
    assert named(reading) == [units[0], units[0], units[1]]
    assert len(units[0]) == 1
    told = [finding.task for finding in reading.findings if finding.code == "inherited-unit"]
    assert told == ["1", "2", "3"]


def test_sections_may_stand_above_the_units(read_text: Reader) -> None:
    """A heading of a unit is the lower one below a chapter."""
    reading = read_text("一、城建\n【市住建局】\n1.修路。\n2.修桥。\n二、民生\n【市教育局】\n3.建校。")
    assert [task.section for task in reading.tasks] == [
        "城建 / 【市住建局】",
        "城建 / 【市住建局】",
        "民生 / 【市教育局】",
    ]
    assert named(reading) == [("市住建局",), ("市住建局",), ("市教育局",)]


def test_unit_of_the_task_goes_before_that_of_the_heading(read_text: Reader) -> None:
    """What a task says of itself is not overruled."""
    reading = read_text("一、市住建局（2项）\n1.修路。\n责任单位：市交通局\n2.修桥。\n完成时限：2026年5月1日")
    assert named(reading) == [("市交通局",), ("市住建局",)]


def test_leaders_name_without_a_number_heads_tasks(read_text: Reader) -> None:
    """A line of name and post opens a part where the first task has one above it."""
    reading = read_text(
        "2026年领办事项\n孙立 副县长\n1.修渠。\n责任单位：县水务局\n"
        "钱多多 县委常委、常务副县长\n2.建校。\n责任单位：县教育局"
    )
    assert [task.leaders for task in reading.tasks] == [("孙立",), ("钱多多",)]
    assert named(reading) == [("县水务局",), ("县教育局",)]


@pytest.mark.parametrize(
    "heading", ["城市更新和社区", "市场主体培育", "建设幸福社区（3项）", "新建污水处理站", "高新产业", "农业"]
)
def test_heading_of_other_words_names_nobody(heading: str) -> None:
    """A chapter may end like the name of an office, or begin like one of a person."""
    assert units_of(heading) == ()
    assert leaders_of(heading) == ()


@pytest.mark.parametrize("gap", [" ", "  ", "\t", "\u3000\u3000"])
def test_columns_behind_the_text_need_no_labels(read_text: Reader, gap: str) -> None:
    """Units, a leader and a time stand behind the task's words, parted by spaces alone."""
    rows = (
        ("1. 修渠三里", "县水务局", "县财政局", "12月底"),
        ("2. 建校一所", "副县长", "孙立", "县教育局、县财政局", "6月底前"),
    )
    reading = read_text("2026年实事一览\n" + "\n".join(gap.join(row) for row in rows))
    assert [task.title for task in reading.tasks] == ["修渠三里", "建校一所"]
    assert named(reading) == [("县水务局", "县财政局"), ("县教育局", "县财政局")]
    assert [task.leaders for task in reading.tasks] == [(), ("孙立",)]
    assert [str(task.due) for task in reading.tasks] == ["2026-12-31", "2026-06-30"]


def test_numbers_may_be_parted_from_the_text_by_a_tab_alone(read_text: Reader) -> None:
    """Columns pasted from a table without its header."""
    reading = read_text("2026年任务一览\n1\t修渠三里\t县水务局\t6月底前\n2\t建校一所\t县教育局\t全年")
    assert [(task.number, task.title) for task in reading.tasks] == [("1", "修渠三里"), ("2", "建校一所")]
    assert named(reading) == [("县水务局",), ("县教育局",)]


def test_units_and_times_may_stand_on_lines_of_their_own(read_text: Reader) -> None:
    """Below the task's words, without labels."""
    reading = read_text(
        "2026年实事\n1、修渠三里\n县水务局、县财政局\n9月底前\n2、建校一所\n县教育局\n全年", year=2026
    )
    assert named(reading) == [("县水务局", "县财政局"), ("县教育局",)]
    assert [str(task.due) for task in reading.tasks] == ["2026-09-30", "2026-12-31"]


def test_roles_stay_open_where_nothing_tells_them(read_text: Reader) -> None:
    """A plain list says that they are responsible, and no more."""
    reading = read_text("1. 修渠三里 县水务局 县财政局\n2. 建校一所 县教育局")
    assert {unit.role for task in reading.tasks for unit in task.units} == {Role.RESPONSIBLE}
