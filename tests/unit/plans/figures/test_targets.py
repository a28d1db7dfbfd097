# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.figures.targets import targets


def found(title: str) -> list[str]:
    return [f"{each.name}{each.op}{each.value}{each.unit}" for each in targets(title)]


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("全年举办读书会不少于12场。", "读书会>=12场"),
        ("整治河道30公里。", "整治河道=30公里"),
        ("完成8处危桥加固任务。", "危桥加固=8处"),
        ("新建2.5万平方米绿道。", "绿道=2.5万平方米"),
        ("绿化覆盖率达到40%以上。", "绿化覆盖率>=40%"),
        ("全年财政收入增长3%左右。", "财政收入增长~3%"),
        ("产业规模突破90亿元。", "产业规模>90亿元"),
        ("空置时间不超过2个月。", "空置时间<=2个月"),
        ("事故率小于0.5‰。", "事故率<0.5‰"),
        ("建设2至3个苗圃。", "苗圃=2-3个"),
        ("建设3家以上养老驿站。", "养老驿站>=3家"),
        ("推动东湖片区等5个项目开工。", "项目开工=5个"),
        ("确保东片区600余户群众回迁。", "东片区群众回迁>600户"),
        ("整理档案1,200卷。", "整理档案=1200卷"),
        ("各村至少改造一处水井。", "各村水井>=1处"),
    ],
)
def test_quantity_has_operator_value_unit_and_a_name(title: str, target: str) -> None:
    """Each way of promising a quantity gives its operator, and a name without the words that carry it."""
    assert found(title) == [target]


def test_list_of_quantities_names_each() -> None:
    """Figures in a list each get their own noun; a shared verb or tail counts for all."""
    assert found("建成水文站1个、气象站8个。") == ["水文站=1个", "气象站=8个"]
    assert found("抽检食品30批次、药品10批次。") == ["抽检食品=30批次", "抽检药品=10批次"]
    assert found("新增3个口袋公园、10条绿道。") == ["口袋公园=3个", "绿道=10条"]


def test_part_in_brackets_is_a_target_of_its_own() -> None:
    """其中 gives a second quantity."""
    assert found("引进企业90家（其中外资企业不少于6家）。") == ["引进企业=90家", "外资企业>=6家"]


def test_figure_said_twice_is_one_target() -> None:
    """The same figure of the same thing counts once."""
    assert found("完成4个乡镇规划编制，推进4个乡镇规划审查。") == ["乡镇规划=4个"]


@pytest.mark.parametrize(
    "title",
    [
        "实施“新制造100”工程。",
        "推动1＃2＃库开工。",
        "兑现“1+N”政策。",
        "加快国道230（国道104-环湖路）施工。",
        "建设1-7号楼。",
        "升级3.0政策和2.0版系统。",
        "推动R4一期和M19二期。",
        "落实《行动方案（2021-2025）》。",
        "不低于2016年核定规模。",
        "办好第3届展会，提升30亿级项目。",
    ],
)
def test_figures_inside_names_are_no_target(title: str) -> None:
    """A number that is part of a name promises nothing."""
    assert found(title) == []


@given(st.text(alphabet="0123456789个家%万亿以上不少于至、，。（）“”《》建设路等的和每", max_size=60))
def test_no_sentence_makes_the_reader_stumble(title: str) -> None:
    """Any mixture gives targets whose value is a number."""
    assert all(each.value[0].isdigit() for each in targets(title))
