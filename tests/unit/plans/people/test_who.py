# SPDX-License-Identifier: Apache-2.0
"""Invented plans in the styles of many offices: who leads, who does, who helps."""

from collections.abc import Callable

import pytest

from models.kinds import Role
from plans.drafts import Reading

Reader = Callable[..., Reading]
Who = list[tuple[str, Role]]
LEAD, SUPPORT, PLAIN, IMPLEMENTS = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE, Role.IMPLEMENTS


def who(reading: Reading) -> list[Who]:
    return [[(unit.name, unit.role) for unit in task.units] for task in reading.tasks]


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


@pytest.mark.parametrize(
    ("sentence", "title", "expected"),
    [
        ("修渠三里。县水务局负责，4月底前。", "修渠三里。", [("县水务局", PLAIN)]),
        (
            "修渠三里，县水务局牵头，县财政局、各乡镇配合。",
            "修渠三里",
            [("县水务局", LEAD), ("县财政局", SUPPORT), ("各乡镇", SUPPORT)],
        ),
        ("修渠三里；县水务局主办，县档案馆协办。", "修渠三里", [("县水务局", LEAD), ("县档案馆", SUPPORT)]),
        (
            "修渠三里，县水务局会同市商务局组织实施，9月底前完成。",
            "修渠三里",
            [("县水务局", LEAD), ("市商务局", SUPPORT)],
        ),
        (
            "修渠三里。市水务局指导，县水务局承办，县财政局等部门参与。",
            "修渠三里。",
            [("市水务局", SUPPORT), ("县水务局", PLAIN), ("县财政局", SUPPORT)],
        ),
        (
            "修渠三里。由县水务局牵头，会同县财政局、县林业局等单位共同推进。",
            "修渠三里。",
            [("县水务局", LEAD), ("县财政局", SUPPORT), ("县林业局", SUPPORT)],
        ),
        (
            "修渠三里，县水务局总牵头，各镇（街道）按职责分工负责。",
            "修渠三里",
            [("县水务局", LEAD), ("各镇（街道）", SUPPORT)],
        ),
    ],
)
def test_roles_may_end_the_sentence(read_text: Reader, sentence: str, title: str, expected: Who) -> None:
    """Neither 由, a bracket nor a line of their own is needed."""
    reading = read_text(f"2026年工作安排\n1.{sentence}\n2.修坝两座。县水务局负责。")
    assert reading.tasks[0].title == title
    assert who(reading)[0] == expected


@pytest.mark.parametrize(
    "sentence",
    ["加强巡查，督促企业落实。", "新建污水处理站，推动社区参与。", "指导学校负责。", "各单位要抓好落实。"],
)
def test_deeds_are_no_role_sentences(read_text: Reader, sentence: str) -> None:
    """A verb before the name makes it somebody's object, not somebody who acts."""
    reading = read_text(f"1.{sentence}（县教育局牵头）\n2.修坝。（县水务局牵头）")
    assert reading.tasks[0].title == sentence
    assert who(reading)[0] == [("县教育局", LEAD)]


def test_leader_in_a_role_sentence_is_no_unit(read_text: Reader) -> None:
    """Who leads as a person or a post is a leader; the units keep their own roles."""
    reading = read_text(
        "1.修渠。由县委常委、副县长钱多多牵头，县水务局具体负责。\n2.修坝。由县长负总责，县水务局总牵头。"
    )
    assert [task.leaders for task in reading.tasks] == [("钱多多",), ("县长",)]
    assert who(reading) == [[("县水务局", PLAIN)], [("县水务局", LEAD)]]
    assert reading.tasks[0].posts == {"钱多多": "县委常委、副县长"}
    assert "leader-with-post" in codes(reading)


def test_time_in_other_words_ends_a_role_sentence(read_text: Reader) -> None:
    """汛前 is no date that can be dated, but it is no unit either, and it is told."""
    reading = read_text(
        "1.演练一次。县应急局、县水务局分别牵头，汛前完成。\n2.修坝。县水务局负责。", year=2026
    )
    assert who(reading)[0] == [("县应急局", LEAD), ("县水务局", LEAD)]
    assert {"unread-due", "parted-lead"} <= codes(reading)


def test_headings_of_many_shapes_name_the_leader(read_text: Reader) -> None:
    """Name and post, a count, 同志, a duty: each holds for the tasks below it."""
    reading = read_text(
        "2026年重点工作分工\n一、钱多多 市委常委、常务副市长\n1.修渠。\n责任单位：市水务局\n"
        "二、孙立 副市长\n2.修坝。\n责任单位：市水务局\n"
        "三、常务副市长李建国牵头（12项）\n3.修桥。\n责任单位：市交通局\n"
        "四、周文同志负责的工作\n4.修路。\n责任单位：市交通局\n"
        "五、城乡建设\n5.植树。\n责任单位：市林业局"
    )
    assert [task.leaders for task in reading.tasks] == [
        ("钱多多",),
        ("孙立",),
        ("李建国",),
        ("周文",),
        (),
    ]
    assert reading.tasks[0].posts == {"钱多多": "市委常委、常务副市长"}
    assert "inherited-leader" in codes(reading)


def test_leader_above_other_headings_still_leads(read_text: Reader) -> None:
    """Sections below a leader's heading do not hide it."""
    reading = read_text(
        "一、副县长 孙立（2项）\n（一）水利建设\n1.修渠。\n责任单位：县水务局\n"
        "（二）交通建设\n2.修桥。\n责任单位：县交通局"
    )
    assert [task.leaders for task in reading.tasks] == [("孙立",), ("孙立",)]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("主办单位", PLAIN),
        ("承办部门", PLAIN),
        ("责任科室", PLAIN),
        ("归口管理部门", PLAIN),
        ("总牵头单位", LEAD),
        ("统筹部门", LEAD),
        ("会办单位", SUPPORT),
        ("参与部门", SUPPORT),
        ("技术支撑单位", SUPPORT),
        ("属地单位", IMPLEMENTS),
        ("責任單位", PLAIN),
        ("所管課", PLAIN),
        ("担当課", PLAIN),
        ("関係課", SUPPORT),
    ],
)
def test_label_is_put_together_of_duty_and_body(read_text: Reader, label: str, role: Role) -> None:
    """Any duty before any word for a body makes a label."""
    reading = read_text(f"1.修渠。\n{label}：水務課\n2.修坝。\n{label}：水務課")
    assert who(reading) == [[("水務課", role)], [("水務課", role)]]


def test_overseer_is_told_and_gets_no_role(read_text: Reader) -> None:
    """Who checks the work does not do it."""
    reading = read_text("1.修渠。\n主办单位：甲局\n督办单位：县政府督查室\n2.修坝。\n主办单位：乙局")
    assert who(reading) == [[("甲局", PLAIN)], [("乙局", PLAIN)]]
    assert [finding.task for finding in reading.findings if finding.code == "overseer"] == ["1"]


def test_one_label_may_hold_units_and_persons(read_text: Reader) -> None:
    """责任单位及责任人 lists both; persons are known by their posts or full names."""
    label = "责任单位及责任人"
    reading = read_text(f"1.修渠。\n{label}：县水务局、局长孙立\n2.修坝。\n{label}：县水务局、孙立")
    assert [task.leaders for task in reading.tasks] == [("孙立",), ("孙立",)]
    assert who(reading) == [[("县水务局", PLAIN)], [("县水务局", PLAIN)]]


def test_short_labels_stand_beside_each_other(read_text: Reader) -> None:
    """主管 and 協力 need neither 課 nor a line of their own."""
    reading = read_text(
        "1.窓口の電子化\n主管：情報政策課　協力：市民課、税務課\n2.防災訓練\n主管：危機管理課"
    )
    assert who(reading)[0] == [("情報政策課", PLAIN), ("市民課", SUPPORT), ("税務課", SUPPORT)]


def test_english_labels_and_partners(read_text: Reader) -> None:
    """Delivered by … in partnership with … tells two roles; labels may share a line."""
    reading = read_text(
        "Harbour Plan 2026\n1. Mend the quay\nLead: Works Office; Support: Harbour Watch\n"
        "2. Open a reading room\nDelivered by: Culture Office in partnership with Friends of Books"
    )
    assert who(reading) == [
        [("Works Office", LEAD), ("Harbour Watch", SUPPORT)],
        [("Culture Office", LEAD), ("Friends of Books", SUPPORT)],
    ]
