# SPDX-License-Identifier: Apache-2.0
"""What the headers and rows of a file of units are read as."""

import csv

import pytest

from models.addresses import written
from models.errors import InputError
from plans.units.registry_file import RegistryFile, column_like, looks_like, read_registry
from tests.support.files.sheet_files import row as sheet_row
from tests.support.files.sheet_files import sheets
from tests.unit.docs.test_links import packaged


def read(text: str) -> RegistryFile:
    """Read a CSV file of units."""
    return read_registry(text.encode(), name="units.csv")


def told(file: RegistryFile) -> dict[str, str]:
    """Give what is told of columns and sheets, by code."""
    return {f"{each.code}, {each.severity}": str(each.facts.get("column")) for each in file.findings}


@pytest.mark.parametrize(
    "header",
    [
        "邮箱",
        "联系邮箱",
        "电子邮件",
        "電子郵件",
        "邮件地址",
        "办公邮箱",
        "邮 箱",
        "邮箱（必填）",
        "【邮箱】",
        "（邮箱）",
        "联系\n邮箱",
        "Ｅ－ｍａｉｌ",
        "E-mail 地址",
        "Email Address",
        "mail*",
        "联络员邮箱",
        "电子信箱：",
    ],
)
def test_a_header_of_mailboxes_is_known_in_the_words_and_dress_of_offices(header: str) -> None:
    """Blanks, breaks, brackets, widths and signs count for nothing; the mailboxes come in."""
    quoted = f'单位名称,"{header}"\n甲局,jia@office.example\n'
    (row,) = read(quoted).rows
    assert row.mailboxes is not None
    assert (row.name, written(row.mailboxes.mailboxes)) == ("甲局", "jia@office.example")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("单位\n（部门）名称", "name"),
        ("责任单位", "name"),
        ("邮箱（抄送）", "cc"),
        ("CC", "cc"),
        ("分管区领导", "leader"),
        ("上级单位名称", "parent"),
        ("曾用名（如有）", "aliases"),
        ("类别（领导、职务、单位）", "kind"),
        ("领导邮箱", None),
        ("联系电话", None),
        ("联系人手机号码", None),
        ("职务", None),
        ("邮政编码", None),
        ("序号", None),
    ],
)
def test_a_header_is_one_column_s_and_no_other_s(header: str, column: str | None) -> None:
    """A leader's mailbox is not the unit's, and no telephone is a contact."""
    assert column_like(header) == column


def test_what_is_not_read_is_told_by_name_and_with_the_headers_that_are_known() -> None:
    """Addresses that would be missed are a warning; numbers and remarks are only told."""
    file = read("序号,单位名称,邮箱,领导邮箱,备注,\n1,甲局,jia@b.cn,li@b.cn,x,\n2,乙局,,,,\n")
    assert told(file) == {"unread-column, warning": "领导邮箱", "unread-column, info": "序号、备注"}
    assert all("邮箱" in str(each.facts["known"]) for each in file.findings)


def test_of_two_columns_of_one_kind_the_plain_one_is_read_and_the_other_told() -> None:
    """Neither hides the other without a word."""
    file = read("单位名称,联络员邮箱,邮箱\n甲局,wang@b.cn,jia@b.cn\n")
    (row,) = file.rows
    assert row.mailboxes is not None
    assert written(row.mailboxes.mailboxes) == "jia@b.cn"
    assert told(file) == {"unread-column, warning": "联络员邮箱"}


def test_a_person_beside_a_unit_is_whom_to_ask() -> None:
    """姓名 alone names who the rows are about."""
    (beside,) = read("单位,姓名\n甲局,王五\n").rows
    (alone,) = read("姓名,邮箱\n王五,w@b.cn\n").rows
    assert (beside.name, beside.contact, alone.name) == ("甲局", "王五", "王五")


def test_names_alone_are_enough_when_no_other_header_is_known() -> None:
    """The columns that are not read are told, instead of a file without names."""
    file = read("单位名称,信息员通讯处\n甲局,jia@b.cn\n")
    assert [row.name for row in file.rows] == ["甲局"]
    assert told(file) == {"unread-column, warning": "信息员通讯处"}


def test_titles_headings_and_other_sheets_are_no_units() -> None:
    """What stands over all columns is left out; a sheet without a header of units is told."""
    rows = (
        ("各单位联络表",) * 2,
        ("单位名称", "邮箱"),
        ("一、区级部门",) * 2,
        ("甲局", "jia@b.cn"),
        ("", ""),
    )
    content = sheets("".join(sheet_row(*row) for row in rows), sheet_row("请于周五前填报", "谢谢"))
    file = read_registry(content, name="units.xlsx")
    assert [row.name for row in file.rows] == ["甲局"]
    assert [each.code for each in file.findings] == ["table-left-out"]


def test_a_file_without_a_column_of_units_is_refused() -> None:
    """Its first row is shown."""
    with pytest.raises(InputError, match="no column for the names of units; its first row is: 邮箱, 电话"):
        read("邮箱,电话\nx@b.cn,1\n")


@pytest.mark.parametrize(
    ("names", "like"),
    [
        ("张三 王某某 欧阳锋 郭文杰 李园 王德会 张三同志 张三副区长 张三（副区长）", "leader"),
        ("副区长 常务副区长 办公室主任 王局长 分管领导", "post"),
        ("各部门 相关属地 各镇、街道", "group"),
        ("合计 填表人：张三 注：邮箱为必填项", "note"),
        ("甲局 区水务局 司法局 卫健委 黄村镇 安委会 农商行 武装部 党校", None),
        ("高新区 区委办公室 易家村 第1所 Roads", None),
    ],
)
def test_a_name_reads_like_what_it_is(names: str, like: str | None) -> None:
    """Persons and posts are never taken for units, nor offices for persons."""
    assert {name: looks_like(name) for name in names.split()} == dict.fromkeys(names.split(), like)


def test_no_unit_of_the_bundled_registry_reads_like_a_person_and_each_person_does() -> None:
    """Names of a real office, whose rows say what they are."""
    rows = [*csv.DictReader(packaged("data/units/units.csv").read_text(encoding="utf-8").splitlines())]
    read_wrongly = [
        row["name"] for row in rows if (row["kind"] in ("leader", "post")) != bool(looks_like(row["name"]))
    ]
    assert read_wrongly == []
