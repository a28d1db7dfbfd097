# SPDX-License-Identifier: Apache-2.0
"""How alike two tasks are: what counts, how much, and what tells the tasks of a row apart."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.kinds import Role, TaskState
from models.views import TargetView
from plans.drafts import TargetDraft, UnitMention
from plans.revisions.similarity import (
    Traits,
    at_most,
    by_chance,
    coverage,
    is_another,
    longest_common,
    of_draft,
    of_task,
    plain,
    similarity,
    title_similarity,
)
from tests.builders import task, task_view, unit_view

BRIDGE = "改造三座老桥的照明和护栏"
ONE, OTHER = frozenset({"甲局"}), frozenset({"乙局"})


def traits(title: str = BRIDGE, **facts: object) -> Traits:
    usual = {"index": 0, "number": "1", "units": frozenset(), "targets": frozenset()}
    return Traits(**usual | {"title": title} | facts)


@pytest.mark.parametrize("mark", [*"，。、；：,.;:（）()“”\"'‘’《》 \t\n", "。 ，"])
def test_marks_and_gaps_are_no_difference(mark: str) -> None:
    """A comma more or less is the same title."""
    assert plain(f"{mark}改造{mark}老桥{mark}") == "改造老桥"


def test_a_draft_and_a_task_of_the_ledger_are_known_by_the_same_traits() -> None:
    """Number, title, registered units, targets and section; and whether it was withdrawn."""
    draft = task(
        7,
        section="一、城建",
        title="改造 三座老桥。",
        units=(UnitMention(name="住建委", role=Role.LEAD), UnitMention(name="区住建委", role=Role.SUPPORT)),
        targets=(TargetDraft(name="老桥", op=">=", value="3", unit="座"),),
    )
    held = task_view(
        7,
        section="一 城建",
        title="改造，三座老桥",
        units=(unit_view(1, "住建委"),),
        targets=(TargetView(id=1, name="桥", op=">=", value="3", unit="座"),),
    )
    known = Traits(
        index=4,
        number="7",
        title="改造三座老桥",
        units=frozenset({"区住建委"}),
        targets=frozenset({">=3座"}),
        section="一城建",
    )

    def canonical(name: str) -> str:
        return "区" + name.removeprefix("区")

    assert of_draft(4, draft, canonical) == known
    assert of_task(4, held, canonical) == known
    withdrawn = task_view(7, state=TaskState.WITHDRAWN, due=date(2026, 12, 31))
    assert (of_task(0, withdrawn, canonical).is_withdrawn, of_task(0, held, canonical).is_withdrawn) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, 1.0),
        ({"units": ONE}, {"units": OTHER}, 0.9),
        ({"units": ONE}, {}, 0.9),
        ({"units": ONE | OTHER}, {"units": OTHER}, 0.95),
        ({"targets": ONE}, {"targets": OTHER}, 0.9),
        ({"targets": ONE | OTHER, "units": ONE}, {"targets": OTHER, "units": OTHER}, 0.85),
        ({"title": "甲乙丙丁"}, {"title": "甲乙戊己"}, 0.6),
        ({"title": "甲乙丙丁"}, {"title": "戊己庚辛"}, 0.2),
        ({"title": "甲乙丙丁", "units": ONE, "targets": ONE}, {"title": "戊己庚辛"}, 0.0),
    ],
)
def test_the_title_counts_for_four_fifths(
    one: dict[str, object], other: dict[str, object], expected: float
) -> None:
    """Units and targets for a tenth each, by the share that both have."""
    assert similarity(traits(**one), traits(**other)) == pytest.approx(expected)
    assert similarity(traits(**other), traits(**one)) == pytest.approx(expected)


def test_only_the_first_400_characters_are_compared() -> None:
    """What differs behind them makes no difference, what differs before them does."""
    long, end = "甲" * 399, "丙" * 200
    assert title_similarity(f"{long}乙{end}", f"{long}乙") == 1.0
    assert title_similarity(f"{long}乙{end}", f"{long}丁{end}") == pytest.approx(399 / 400)
    assert coverage(f"{long}乙{end}", f"{long}乙") == 1.0
    assert coverage(f"{long}乙", f"{long}丁乙") == pytest.approx(399 / 400)
    assert longest_common(f"{long}乙{end}", f"{long}丁{end}") == 399
    for compared in (coverage, longest_common):
        assert compared(f"{long}乙丙丁", "丙丁") == compared("丙丁", f"{long}乙丙丁") == 0
    assert at_most(traits(f"{long}乙{end}"), traits(f"{long}丁{end}"), 399) == pytest.approx(
        0.8 * 399 / 400 + 0.2
    )


def test_a_word_that_stands_everywhere_still_counts() -> None:
    """In a long title too, where a comparison of texts would leave it out as noise."""
    assert title_similarity("甲乙" * 150, "丙" + "甲乙" * 150) == pytest.approx(600 / 601)
    assert coverage("甲乙" * 150, "丙" + "甲乙" * 150) == 1.0
    assert not is_another(traits("甲乙" * 150, number="2"), traits("丙" + "甲乙" * 150))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("改造老桥", "改造老桥并验收", 1.0),
        ("改造老桥", "改造新桥", 0.5),
        ("改造老桥", "改一造二老三桥", 0.0),
        ("改造老桥", "老桥改造", 0.5),
        ("改造老桥和", "全面改造老桥", 0.8),
        ("", "改造", 0.0),
        ("改", "改造", 0.0),
        ("改造", "改造", 1.0),
    ],
)
def test_coverage_is_the_share_of_a_title_that_stands_in_another_in_runs(
    part: str, whole: str, expected: float
) -> None:
    """Single characters stand in any title by chance."""
    assert coverage(part, whole) == pytest.approx(expected)


@given(st.text("甲乙丙", max_size=9), st.text("甲乙丙", max_size=9))
def test_the_longest_common_part_is_that_of_trying_all(one: str, other: str) -> None:
    """Character by character, in order, gaps allowed."""
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row, column in product(range(len(one)), range(len(other))):
        same = best[row][column] + 1 if one[row] == other[column] else 0
        best[row + 1][column + 1] = max(same, best[row][column + 1], best[row + 1][column])
    assert longest_common(one, other) == best[-1][-1]


def test_the_bound_of_the_likeness_is_reached_by_equal_titles() -> None:
    """And by empty ones; a tenth each is lost with units and targets."""
    assert at_most(traits(), traits(), len(BRIDGE)) == pytest.approx(1.0)
    assert at_most(traits(""), traits(""), 0) == pytest.approx(1.0)
    assert at_most(traits("甲乙", units=ONE), traits("甲乙丙丁", units=OTHER), 2) == pytest.approx(
        0.8 * 2 / 3 + 0.1
    )


@pytest.mark.parametrize(
    ("title", "ordinals", "figures"),
    [
        ("修好第2座桥和第13座桥", ("第13", "第2"), ("13", "2")),
        ("完成二期和十二期", ("二期", "十二期"), ()),
        ("改造3号楼、12号楼", ("12号", "3号"), ("12", "3")),
        ("第一百二十三件", ("第一百二十三",), ()),
        ("第〇四五六七八九十件", ("第〇四五六七八九十",), ()),
        ("第一二三百期", ("第一二三百",), ()),
        ("〇一二三期", ("〇一二三期",), ()),
        ("四五六期、七八期、九十百号", ("七八期", "九十百号", "四五六期"), ()),
        ("完成2.5公里、10%和3处", (), ("10", "2.5", "3")),
        ("三座桥", (), ()),
    ],
)
def test_ordinals_and_figures_are_found_in_any_writing(
    title: str, ordinals: tuple[str, ...], figures: tuple[str, ...]
) -> None:
    """Which one of many, and how many: sorted, so that their order in the text makes no difference."""
    found = traits(title)
    assert (found.ordinals, found.figures) == (tuple(sorted(ordinals)), figures)


@pytest.mark.parametrize(
    "pair",
    [
        *(
            "东西",
            "南北",
            "东中",
            "上中",
            "中下",
            "左右",
            "前中",
            "中后",
            "内外",
            "新老",
            "老旧",
            "甲乙",
            "丙丁",
            "戊己",
        ),
        *("庚辛", "AB", "CD", "EF", "GH", "ab", "cd", "ef", "gh"),
    ],
)
def test_what_tells_the_tasks_of_a_row_apart_is_never_a_new_wording(pair: str) -> None:
    """城东水厂 is not 城西水厂, whatever number it has."""
    one, other = (f"建成城{each}第一水厂并且通水" for each in pair)
    assert is_another(traits(one), traits(other))
    assert is_another(traits(one, number="2"), traits(other))
    assert not is_another(traits(one), traits(one))


@pytest.mark.parametrize(
    ("new", "old", "same_number", "other_number"),
    [
        ("修好东街第2座桥的栏杆", "修好东街第6座桥的栏杆", True, True),
        ("开办80个班的夜校", "开办60个班的夜校", False, True),
        ("开办八个班的夜校", "开办五个班的夜校", False, True),
        ("开办〇个班的夜校", "开办两个班的夜校", False, True),
        ("开办十百千万亿个班的夜校", "开办一二三四零个班的夜校", False, True),
        ("建成石桥镇文化中心并开放", "建成双河镇文化中心并开放", False, True),
        ("建成石桥镇文化中心并开放", "建成石河镇文化中心并开放", False, False),
        ("建成石桥镇文化中心", "建成石河口镇文化中心", False, False),
        ("建成大石桥镇文化中心", "建成东石桥镇文化中心", False, False),
        ("开办80个班的夜校", "开办80个晚班的夜校", False, False),
        ("建成石桥镇文化中心", "建成石桥镇文化中心并开放", False, False),
        ("建成新石桥镇文化中心", "建成东石桥镇文化中心", False, False),
    ],
)
def test_another_figure_or_word_under_another_number_may_be_another_task(
    new: str, old: str, same_number: bool, other_number: bool
) -> None:
    """Under the same number the figure is a new target and the word a new wording; an ordinal is never."""
    assert is_another(traits(new), traits(old)) is same_number
    assert is_another(traits(new, number="2"), traits(old)) is other_number
    assert is_another(traits(old, number="2"), traits(new)) is other_number


@pytest.mark.parametrize("numeral", "〇零一二两三四五六七八九十百千万亿0123456789")
def test_every_numeral_is_a_figure(numeral: str) -> None:
    """One character that another numeral stands for is another figure, under another number."""
    other = "五" if numeral != "五" else "六"
    assert is_another(traits(f"开办{numeral}个夜校", number="2"), traits(f"开办{other}个夜校"))
    assert (
        not is_another(traits(f"开办{numeral}个夜校", number="2"), traits("开办好个夜校"))
        or numeral.isdigit()
    )


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ({"number": "9", "units": OTHER}, {"units": ONE}, True),
        ({"number": "1", "units": OTHER}, {"units": ONE}, False),
        ({"number": "9", "units": ONE | OTHER}, {"units": ONE}, False),
        ({"number": "9"}, {"units": ONE}, False),
        ({"number": "9", "units": OTHER}, {}, False),
    ],
)
def test_a_short_title_may_be_alike_by_chance(
    new: dict[str, object], old: dict[str, object], expected: bool
) -> None:
    """With another number and quite other units; eleven characters are short, twelve are not."""
    assert by_chance(traits("甲" * 11, **new), traits("甲" * 11, **old)) is expected
    assert by_chance(traits("甲" * 12, **new), traits("甲" * 12, **old)) is False
