# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.people.names import is_group, is_post, names, padded


@pytest.mark.parametrize("separator", ["、", "，", ",", ";", "；", "|", " 、 "])
def test_names_are_split_at_every_usual_separator(separator: str) -> None:
    """A list may use any of the separators offices use."""
    assert names(f"区水务局{separator}区财政局") == ("区水务局", "区财政局")


def test_names_with_separators_inside_stay_whole() -> None:
    """Brackets and fixed phrases are not split."""
    assert names("各县、市、区政府，各县(市、区)委，区水务局。") == (
        "各县、市、区政府",
        "各县(市、区)委",
        "区水务局",
    )


def test_padding_is_removed_and_counted() -> None:
    """Two-character names set wide are one name."""
    assert names("李  明、王　强、赵子龙") == ("李明", "王强", "赵子龙")
    assert padded("李  明、王　强、赵子龙") == 2


def test_name_broken_over_a_line_is_joined() -> None:
    """A line break inside a name separates nothing."""
    assert names("东山镇\n人民政府、西山镇人民政府") == ("东山镇人民政府", "西山镇人民政府")


def test_unclosed_bracket_does_not_swallow_the_list() -> None:
    """A bracket that never closes protects nothing."""
    assert names("区水务局（牵头、区财政局") == ("区水务局（牵头", "区财政局")


@pytest.mark.parametrize(
    "name", ["各部门", "各单位", "相关属地", "各镇", "有关部门", "区直各单位", "各县(市、区)政府"]
)
def test_group_words_name_nobody(name: str) -> None:
    """A word for many bodies is recognised as such."""
    assert is_group(name)


@pytest.mark.parametrize("name", ["区财政局", "庞各庄镇人民政府", "区相邻办", "大兴发展", "市规划局某分局"])
def test_named_units_are_no_group(name: str) -> None:
    """A unit with a name of its own is somebody."""
    assert not is_group(name)


@pytest.mark.parametrize(
    "name", ["常务副区长", "副市长", "区委书记", "区政府办公室主任", "分管副区长", "Deputy Mayor"]
)
def test_posts_are_recognised(name: str) -> None:
    """A leader given as a post is no person."""
    assert is_post(name)


@pytest.mark.parametrize("name", ["李明", "王强副区长", "赵子龙", "欧阳区明", "Ann Lee"])
def test_persons_are_no_posts(name: str) -> None:
    """A person stays a person, even with the post behind the name."""
    assert not is_post(name)


@given(
    st.lists(
        st.text(alphabet="甲乙丙丁戊局办委镇", min_size=2, max_size=8), min_size=1, max_size=9, unique=True
    )
)
def test_any_list_of_plain_names_comes_back_in_order(listed: list[str]) -> None:
    """Joining names and splitting them again changes nothing."""
    assert names("、".join(listed)) == tuple(listed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市发改委 市城管局", ("市发改委", "市城管局")),
        ("市发改委　市城管局 各区政府", ("市发改委", "市城管局", "各区政府")),
        ("北臧村镇 人民政府", ("北臧村镇人民政府",)),
        ("市 财政局、区发展 改革委", ("市财政局", "区发展改革委")),
    ],
)
def test_a_space_parts_two_whole_names_and_no_name_in_two(text: str, expected: tuple[str, ...]) -> None:
    """Two units with only a space between them are two; a stray space inside a name is dropped."""
    assert names(text) == expected


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("Estates Manager and HR", ("Estates Manager", "HR")),
        ("Head of Parks and ICT Manager", ("Head of Parks", "ICT Manager")),
        ("Director of Finance and HR", ("Director of Finance and HR",)),
        ("Director of Place, Trade and Arts", ("Director of Place, Trade and Arts",)),
        ("Head of Parks, Head of Roads and Bridges", ("Head of Parks", "Head of Roads and Bridges")),
    ],
)
def test_english_posts_are_parted_where_both_are_posts(listed: str, found: tuple[str, ...]) -> None:
    """`and` and a comma part two posts, and stand inside the name of one."""
    assert names(listed) == found
