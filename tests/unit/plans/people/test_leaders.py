# SPDX-License-Identifier: Apache-2.0
import pytest

from plans.people.leaders import leaders
from plans.people.names import is_full_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("副区长 钱多多", [("钱多多", "副区长")]),
        ("副区长　钱多多", [("钱多多", "副区长")]),
        ("副区长钱多多", [("钱多多", "副区长")]),
        ("钱多多副区长", [("钱多多", "副区长")]),
        ("钱多多 副区长", [("钱多多", "副区长")]),
        ("钱多多（副区长）", [("钱多多", "副区长")]),
        ("副区长（钱多多）", [("钱多多", "副区长")]),
        ("钱多多同志", [("钱多多", "")]),
        ("縣長 錢多多", [("錢多多", "縣長")]),
        ("市水务局局长 孙立", [("孙立", "市水务局局长")]),
        ("副县长 桑羽", [("桑羽", "副县长")]),
    ],
)
def test_post_beside_a_name_is_no_part_of_it(text: str, expected: list[tuple[str, str]]) -> None:
    """Before, behind or in brackets, with any space or none: the name is the person's."""
    assert [(leader.name, leader.post) for leader in leaders(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县委常委、副县长 钱多多", [("钱多多", "县委常委、副县长")]),
        ("钱多多 市委常委、常务副市长", [("钱多多", "市委常委、常务副市长")]),
        ("副县长、公安局局长 孙立", [("孙立", "副县长、公安局局长")]),
        ("区委副书记、区长钱多多，副区长 孙立", [("钱多多", "区委副书记、区长"), ("孙立", "副区长")]),
    ],
)
def test_person_may_have_several_posts(text: str, expected: list[tuple[str, str]]) -> None:
    """The posts of one run belong to the one person named with them."""
    assert [(leader.name, leader.post) for leader in leaders(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("常务副区长、钱多多", ["常务副区长", "钱多多"]),
        ("钱多多、常务副区长", ["钱多多", "常务副区长"]),
        ("钱多多副市长、分管副秘书长", ["钱多多", "分管副秘书长"]),
        ("钱多多 孙立", ["钱多多", "孙立"]),
        ("钱多多和孙立", ["钱多多", "孙立"]),
        ("钱  多、孙　立", ["钱多", "孙立"]),
        ("区委书记、区长", ["区委书记", "区长"]),
        ("Jane Roe, John Doe", ["Jane Roe", "John Doe"]),
    ],
)
def test_several_leaders_stay_several(text: str, expected: list[str]) -> None:
    """A bare name and a bare post are two leaders; a name set wide is one."""
    assert [leader.name for leader in leaders(text)] == expected


@pytest.mark.parametrize("post", ["林业局长", "宣传部长", "应急局局长", "市委书记", "党组书记", "项目组长"])
def test_field_of_work_is_no_surname(post: str) -> None:
    """A post whose first characters could be a name stays a post."""
    assert [(leader.name, leader.post) for leader in leaders(post)] == [(post, "")]


@pytest.mark.parametrize("name", ["欧阳静", "诸葛小明", "李明", "王大力", "买买提·艾力"])
def test_full_names_are_known_by_their_surname(name: str) -> None:
    """Single and compound surnames, and names of two parts."""
    assert is_full_name(name)


@pytest.mark.parametrize("text", ["欧阳", "应急", "高新", "建设", "水务科室", "李", "A李"])
def test_other_words_are_no_names(text: str) -> None:
    """A surname alone, a field of work and other words are nobody."""
    assert not is_full_name(text)
