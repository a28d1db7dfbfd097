# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

from plans.drafts import Reading

Reader = Callable[..., Reading]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def test_lines_with_a_dash_and_a_unit_are_tasks_of_one_number(read_text: Reader) -> None:
    """Each line below a number that names its own unit is a task; the words above are their section."""
    reading = read_text(
        "1.修渠三里。（县水务局）\n2.整治街面：\n- 拆除旧棚。（县城管局）\n- 补种行道树。（县园林局）\n"
        "3.修桥。（县交通局）"
    )
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1", "", "修渠三里。"),
        ("2", "整治街面", "拆除旧棚。"),
        ("2", "整治街面", "补种行道树。"),
        ("3", "", "修桥。"),
    ]
    assert [unit.name for unit in reading.tasks[2].units] == ["县园林局"]
    assert "shared-number" in codes(reading)


def test_lines_with_a_dash_below_one_unit_stay_one_task(read_text: Reader) -> None:
    """Lines that name nobody are parts of their task."""
    reading = read_text(
        "1.整治街面：\n- 拆除旧棚。\n- 补种行道树。\n责任单位：县城管局\n2.修桥。\n责任单位：县交通局"
    )
    assert len(reading.tasks) == 2
    assert "补种行道树" in reading.tasks[0].title


def test_blocks_that_begin_with_one_label_are_tasks(read_text: Reader) -> None:
    """Where nothing is numbered, each repetition of the first label begins a task."""
    reading = read_text(
        "某县改革台账\n任务名称：理顺渡口管理\n工作内容：制定办法1件\n牵头单位：县交通局\n完成时间：2026年9月\n\n"
        "任务名称：整合粮库\n工作内容：合并库点3处\n牵头单位：县发改局\n完成时间：2026年12月\n"
    )
    assert [(task.number, task.title, str(task.due)) for task in reading.tasks] == [
        ("1", "理顺渡口管理制定办法1件", "2026-09-30"),
        ("2", "整合粮库合并库点3处", "2026-12-31"),
    ]
    assert "number-given" in codes(reading)


def test_chapter_numbers_number_tasks_where_each_has_its_labels_once(read_text: Reader) -> None:
    """一、 is a task when every one has its own fields; the numbered measures inside it are none."""
    reading = read_text(
        "某市督察整改清单\n一、东渠水质不达标。\n整改措施：1.清淤。2.截污。\n整改时限：2026年6月底前\n责任单位：市水务局\n"
        "二、西山弃土未清运。\n整改措施：1.清运。2.覆绿。\n整改时限：2026年9月底前\n责任单位：市林业局\n"
    )
    assert [(task.number, str(task.due)) for task in reading.tasks] == [
        ("一", "2026-06-30"),
        ("二", "2026-09-30"),
    ]
    assert reading.tasks[1].title.startswith("西山弃土未清运。")
    assert "清运。2.覆绿。" in reading.tasks[1].title


def test_chapters_with_several_tasks_stay_headings(read_text: Reader) -> None:
    """A label that stands twice below 一、 shows that tasks stand below it."""
    reading = read_text(
        "一、水利\n1.修渠。\n责任单位：甲局\n2.修坝。\n责任单位：甲局\n二、道路\n3.修路。\n责任单位：乙局\n"
    )
    assert [(task.number, task.section) for task in reading.tasks] == [
        ("1", "水利"),
        ("2", "水利"),
        ("3", "道路"),
    ]


def test_numbers_in_parts_number_the_tasks(read_text: Reader) -> None:
    """1.1 is a whole number where its parts carry the fields; 1 above it is a heading."""
    reading = read_text(
        "1 水利工程\n1.1 修渠5里。\n责任单位：甲局\n完成时限：2026年5月31日\n"
        "1.2 修坝。\n责任单位：甲局\n完成时限：2026年6月底前\n"
        "2 道路工程\n2.1 修路3.5公里。\n责任单位：乙局\n完成时限：2026年9月底前\n"
    )
    assert [(task.number, task.section, task.title) for task in reading.tasks] == [
        ("1.1", "水利工程", "修渠5里。"),
        ("1.2", "水利工程", "修坝。"),
        ("2.1", "道路工程", "修路3.5公里。"),
    ]


def test_a_month_behind_a_number_is_no_part_of_it(read_text: Reader) -> None:
    """`2.6月底前` is task 2."""
    reading = read_text(
        "1.5月底前修渠。\n责任单位：甲局\n2.6月底前修坝。\n责任单位：甲局\n3.7月修桥。\n责任单位：甲局\n"
    )
    assert [task.number for task in reading.tasks] == ["1", "2", "3"]


def test_numbers_in_front_of_labels_count_the_fields(read_text: Reader) -> None:
    """1.工作内容：… 2.责任单位：… are the fields of the task above them, not tasks."""
    reading = read_text(
        "（一）东渠二期。\n1.工作内容：修渠5里。\n2.责任单位：县水务局\n3.完成时限：2026年9月底前\n"
        "（二）西坝加固。\n1.工作内容：加固坝体。\n2.责任单位：县水务局、县财政局\n3.完成时限：2026年11月底前\n"
    )
    assert [(task.number, task.title, str(task.due)) for task in reading.tasks] == [
        ("（一）", "东渠二期。修渠5里。", "2026-09-30"),
        ("（二）", "西坝加固。加固坝体。", "2026-11-30"),
    ]
    assert [len(task.units) for task in reading.tasks] == [1, 2]


def test_chapters_whose_headings_say_who_stay_headings(read_text: Reader) -> None:
    """一、水利（甲局牵头） heads the numbered tasks below it, which take its units with their roles."""
    reading = read_text(
        "一、水利（县水务局牵头，县财政局配合）\n1.修渠。\n2.修坝。\n二、道路（县交通局负责）\n3.修路。\n"
    )
    assert [
        (task.number, [(unit.name, unit.role.value) for unit in task.units]) for task in reading.tasks
    ] == [
        ("1", [("县水务局", "lead"), ("县财政局", "support")]),
        ("2", [("县水务局", "lead"), ("县财政局", "support")]),
        ("3", [("县交通局", "responsible")]),
    ]
    assert "inherited-unit" in codes(reading)


def test_divisions_between_articles_are_headings(read_text: Reader) -> None:
    """第二章 ends the field before it."""
    reading = read_text(
        "第一章 水利\n第一条 修渠。\n牵头单位：县水务局。\n第二章 道路\n第二条 修路。\n牵头单位：县交通局。\n"
    )
    assert [(task.number, task.section, task.units[0].name) for task in reading.tasks] == [
        ("第一条", "水利", "县水务局"),
        ("第二条", "道路", "县交通局"),
    ]


def test_tasks_may_be_numbered_with_their_word(read_text: Reader) -> None:
    """任务一 numbers a task, with spaces or a colon behind it."""
    reading = read_text(
        "任务一  修渠\n牵头单位  县水务局\n完成时间  2026年9月\n"
        "任务二  修坝\n牵头单位  县水务局\n完成时间  2026年4月\n"
    )
    assert [(task.number, task.title) for task in reading.tasks] == [("任务一", "修渠"), ("任务二", "修坝")]
