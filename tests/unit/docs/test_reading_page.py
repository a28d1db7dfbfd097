# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/reading.md, and the addresses of docs/commands.md, are read as the pages say."""

import re

import pytest

from models.addresses import read_mailboxes
from models.kinds import Role
from plans.drafts import Reading
from plans.reading import read
from tests.support.docs.documents import Row, blocks, table

PAGE = "docs/reading.md"
ROLES = {role.value for role in Role}
WHO: dict[str, set[str]] = {
    "牵头单位：甲；责任单位：乙": {"lead", "support"},
    "（甲局牵头，乙局、丙局配合）": {"lead", "support"},
    "〔甲局牵头，乙局参与，丙〔县〕政府负责落实〕": {"lead", "support", "implements"},
    "甲局、乙局分别牵头": {"lead"},
    "甲局牵头，各部门按职责分工负责": {"lead", "support"},
    "甲局会同乙局负责": {"lead", "support"},
    "…三里，水利局牵头，各镇配合，9月底前完成。": {"lead", "support"},
    "由副县长刘某某牵头，甲局负责": {"responsible"},
    "Works Office in partnership with the Friends": {"lead", "support"},
    "未注明时限的，均于年底前完成": set(),
    "列第一位的为牵头单位，下同": {"lead", "support"},
    "以下各项工作均需各县政府落实，不再列出": {"implements"},
    "以上各项任务均需各县政府落实": {"implements"},
    "各镇均为各项任务的配合单位": {"support"},
}
"""Each way of saying who does what that the reader knows, with the roles it comes to."""
LABELS = (
    *("牵头领导, 责任领导, 分管领导, …", "责任单位, 主要责任单位, …"),
    *("副区长 刘某某, 刘某某副区长, 刘某某（副区长）", "督办单位, 督查部门, …", "责任单位及责任人"),
    *(
        "牵头单位 · 配合单位, 协办单位, … · 落实单位",
        "完成时限, 完成时间, 时限要求, …",
        "考评维度, 考核维度, 评价维度, …",
        "任务等级, 督办等级, 事项等级, …",
        "进展情况, 完成情况, …",
    ),
)
IN_BRACKETS = ("甲局会同", "由副县长")
OTHER = "2.修坝。责任单位：丁局、戊局"


def plan_with(example: str) -> Reading:
    """Read a plan of two tasks, the first of which has the example."""
    if example.startswith("Works"):
        return read(
            f"1. Mend the mill\nLead: {example}\n2. Mend the dam\nLead: B Office".encode(), name="a.txt"
        )
    tasks = [f"1.修渠。{f'（{example}）' if example.startswith(IN_BRACKETS) else example}", OTHER]
    if example.startswith("…"):
        tasks = [f"1.修好城北的水渠{example[1:]}", "2.修好城东的坝五座，农业局牵头，10月底前完成。"]
    if example.startswith("以上"):  # speaks of the tasks above it
        tasks = ["1.修渠。责任单位：甲局", OTHER, example]
    return read("\n".join(["某县2026年重点任务分工方案", *tasks]).encode(), name="plan.txt")


def who_rows() -> dict[str, Row]:
    """Give each example with its row; a row may have two."""
    return {each: row for row in table(PAGE, "written", "read as") for each in row["written"].split(" · ")}


def test_every_way_has_a_row() -> None:
    """And every row is one that is tried here."""
    assert list(who_rows()) == list(WHO)
    assert tuple(row["label"] for row in table(PAGE, "label", "meaning")) == LABELS


@pytest.mark.parametrize("example", WHO)
def test_who_does_what_is_read_as_the_row_says(example: str) -> None:
    """The roles, and the findings that go with them."""
    row, found = who_rows()[example], plan_with(example)
    said = set(re.findall(r"`([a-z-]+)`", row["read as"]))
    roles = {unit.role.value for task in found.tasks for unit in task.units}
    assert WHO[example] <= roles, f"{PAGE}:{row.line}: {example} is read as {roles}"
    assert said & ROLES <= WHO[example], f"{PAGE}:{row.line}: {example} is read as {roles}"
    codes = {finding.code for finding in found.findings}
    assert said - ROLES <= codes, f"{PAGE}:{row.line}: {example} is told as {codes}"


def test_the_first_rows_give_each_unit_its_role() -> None:
    """The names beside the roles are those of the example."""
    for example, row in who_rows().items():
        units = {unit.name: unit.role.value for unit in plan_with(example).tasks[0].units}
        for name, role in re.findall(r"([甲乙丙丁]局?) `([a-z]+)`", row["read as"]):
            assert units.get(name) == role, f"{PAGE}:{row.line}: {units}"


FILLED = {"等级": "重要", "程度": "重要", "领导": "刘伟", "时": "9月底前", "情况": "已开工"}


@pytest.mark.parametrize("row", table(PAGE, "label", "meaning"), ids=lambda row: str(row.line))
def test_a_label_means_what_its_row_says(row: Row) -> None:
    """Each label of a row gives the field, the role or the finding that the row tells."""
    for label in re.split(r" · |, ", row["label"].replace(", …", "")):
        value = next((value for part, value in FILLED.items() if part in label), "甲局")
        field = f"牵头领导：{label}" if "某某" in label else f"{label}：{value}"
        found = read(
            f"2026年重点任务分工方案\n1.修渠。\n{field}\n2.修坝。\n责任单位：戊局\n".encode(), name="a.txt"
        )
        task, meaning = found.tasks[0], row["meaning"]
        codes = {finding.code for finding in found.findings}
        named = set(re.findall(r"`([a-z-]+)`", meaning)) - ROLES - {"posts"}
        assert named <= codes, f"{PAGE}:{row.line}: {label} is told as {codes}"
        said = {
            "leaders in their order": task.leaders == ("刘伟",),
            "the post stands beside the name": task.posts == {"刘某某": "副区长"},
            "never a unit of the task": not task.units,
            "the deadline and its kind": task.due is not None,
            "a report, kept apart from the plan": task.status is not None and task.status.report == "已开工",
            "the grade of the task": task.grade == "重要",
            "the dimension under which the task is assessed": bool(task.assessment_dimension),
            "units": bool(task.units),
            "role": {unit.role.value for unit in task.units} <= set(re.findall(r"`([a-z]+)`", meaning)),
        }
        assert any(sentence in meaning and holds for sentence, holds in said.items()), label
        assert not any(sentence in meaning and not holds for sentence, holds in said.items()), label


def test_the_ledger_of_the_page_is_read_with_its_plan() -> None:
    """The lines on top of a CSV tell of the plan, and every column of the example is known."""
    (example,) = [block.text for block in blocks(PAGE) if block.text.startswith("# title")]
    header = example.splitlines()[-1]
    assert header == "number,title,section,units,leaders,due,due_kind,targets,milestones"
    row = "1,修渠,水利,甲局,刘伟,2026-09-30,firm,水渠>=3公里,2026-06=开工"
    found = read(f"{example}\n{row}\n".encode(), name="ledger.csv")
    told = dict(re.findall(r"^# (\w+): (.*)$", example, re.MULTILINE))
    plan = found.plan
    assert (plan.title, str(plan.year), plan.document_number) == (
        told["title"],
        told["year"],
        told["document_number"],
    )
    assert (plan.issuer, str(plan.issued_on), str(plan.declared_count)) == (
        told["issuer"],
        told["issued_on"],
        told["declared_count"],
    )
    (task,) = found.tasks
    assert (task.section, task.leaders, str(task.due)) == ("水利", ("刘伟",), "2026-09-30")
    assert [(step.by, step.text) for step in task.milestones] == [("2026-06", "开工")]
    assert [(target.name, target.op, target.value, target.unit) for target in task.targets] == [
        ("水渠", ">=", "3", "公里")
    ]


def test_addresses_are_read_as_the_page_of_commands_says() -> None:
    """What is taken off, what is kept beside, and what is refused."""
    for rows in (rows for rows in address_rows() if rows):
        written, told = rows
        for example in written:
            listed = read_mailboxes(example)
            if told.startswith("refused"):
                assert listed.refused, example
                assert not listed.mailboxes, example
            else:
                address = re.split(r"[;,] ", told)[0]
                assert [each.address for each in listed.mailboxes] == [address], example
                assert bool(listed.mailboxes[0].label) == ("kept beside it" in told), example


def address_rows() -> list[tuple[list[str], str]]:
    """Give the examples of addresses with what the page says of them."""
    rows = [row for row in table("docs/commands.md", "written", "read as") if "`" in row["written"]]
    found = [(re.findall(r"`([^`]*@[^`]*|[^`]*＠[^`]*)`", row["written"]), row["read as"]) for row in rows]
    return [(examples, told) for examples, told in found if all(len(each) > 1 for each in examples)]
