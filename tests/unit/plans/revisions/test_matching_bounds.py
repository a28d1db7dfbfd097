# SPDX-License-Identifier: Apache-2.0
"""How alike two tasks must be to be the same one, to be asked about, and to be told apart."""

import pytest

from plans.revisions.matching import Matching, is_half, match, merged_or_split
from plans.revisions.questions import QuestionKind
from plans.revisions.similarity import Nearest, Traits

LETTERS = [chr(0x4E00 + index * 7) for index in range(600)]
"""Characters of which none is another, a figure or a point of the compass."""
BASE = "".join(LETTERS[:100])
ONE, OTHER = frozenset({"甲局"}), frozenset({"乙局"})


def other_letters(count: int, seat: int = 1) -> str:
    """Give characters that stand in no other title; each seat has its own."""
    return "".join(LETTERS[100 * seat : 100 * seat + count])


def changed(count: int, seat: int = 1) -> str:
    """Give the title with so many of its hundred characters replaced, at its end."""
    return BASE[: 100 - count] + other_letters(count, seat)


def traits(index: int, title: str, **facts: object) -> Traits:
    usual = {"number": "1", "units": ONE, "targets": frozenset()}
    return Traits(**{"index": index, "title": title} | usual | facts)


def asked(matching: Matching) -> dict[int, list[int]]:
    return {doubt.index: [index for index, _ in doubt.candidates] for doubt in matching.ambiguous}


@pytest.mark.parametrize(
    ("count", "number", "told"),
    [
        (0, "9", "same"),
        (20, "1", "same"),
        (21, "1", "asked"),
        (56, "9", "asked"),
        (57, "9", "new"),
        (57, "1", "asked"),
        (81, "1", "asked"),
        (82, "1", "new"),
        (81, "9", "new"),
    ],
)
def test_so_many_changed_words_make_a_task_the_same_doubtful_or_new(
    count: int, number: str, told: str
) -> None:
    """A fifth may change in one that is sure; more than half is asked only under the same number."""
    found = match([traits(0, changed(count), number=number)], [traits(0, BASE)])
    assert (found.pairs, asked(found)) == {"same": ({0: 0}, {}), "asked": ({}, {0: [0]}), "new": ({}, {})}[
        told
    ]


@pytest.mark.parametrize(("count", "sure"), [(24, True), (23, False)])
def test_a_sure_task_is_clearly_ahead_of_every_other_old_one(count: int, sure: bool) -> None:
    """The next one of the ledger is at least 0.15 less alike."""
    found = match([traits(0, BASE)], [traits(0, changed(5)), traits(1, changed(count, 2), number="2")])
    assert (found.pairs, asked(found)) == (({0: 0}, {}) if sure else ({}, {0: [0, 1]}))


@pytest.mark.parametrize(("count", "sure"), [(24, True), (23, False)])
def test_a_sure_task_is_clearly_ahead_of_every_other_new_one(count: int, sure: bool) -> None:
    """The next one of the document, likewise; the other is asked, or new once the first is sure."""
    found = match([traits(0, changed(5)), traits(1, changed(count, 2), number="9")], [traits(0, BASE)])
    assert (found.pairs, asked(found)) == (({0: 0}, {}) if sure else ({}, {0: [0], 1: [0]}))


def test_the_best_two_of_many_rivals_count_wherever_they_stand() -> None:
    """The third new task comes nearer to the first than the second does."""
    drafts = [traits(0, changed(5)), traits(1, changed(50, 2)), traits(2, changed(12, 3))]
    found = match(drafts, [traits(0, BASE)])
    assert (found.pairs, asked(found)) == ({}, {0: [0], 1: [0], 2: [0]})


def test_a_task_that_is_settled_still_stands_in_the_way() -> None:
    """Of two old ones nearly alike one kept its title; the other is not sure to be the reworded new one."""
    drafts = [traits(0, BASE), traits(1, changed(8), number="2")]
    found = match(drafts, [traits(0, BASE), traits(1, changed(8, 2), number="2")])
    assert (found.pairs, asked(found)) == ({0: 0}, {1: [1]})


def test_candidates_are_told_the_most_alike_first() -> None:
    """And of equals the one that stands first in the ledger."""
    tasks = [
        traits(0, changed(30)),
        traits(1, changed(10, 2)),
        traits(2, changed(20, 3)),
        traits(3, changed(10, 4)),
    ]
    (doubt,) = match([traits(0, BASE)], tasks).ambiguous
    assert [index for index, _ in doubt.candidates] == [1, 3, 2, 0]
    assert [round(score, 2) for _, score in doubt.candidates] == [0.92, 0.92, 0.84, 0.76]
    assert doubt.kind is QuestionKind.REWORDED
    tasks = [traits(0, changed(10), units=OTHER), traits(1, changed(15, 2))]
    (doubt,) = match([traits(0, BASE)], tasks).ambiguous
    assert [index for index, _ in doubt.candidates] == [1, 0]


def test_nobody_who_comes_near_is_left_out_of_a_question() -> None:
    """Six tasks of one side that may be one of the other are all asked about, not the nearest five."""
    many = [traits(index, changed(10 + index, index % 5 + 1), number=str(9 - index)) for index in range(6)]
    assert asked(match(many, [traits(0, BASE)])) == {index: [0] for index in range(6)}
    assert {index: sorted(old) for index, old in asked(match([traits(0, BASE)], many)).items()} == {
        0: [*range(6)]
    }


def test_letters_scattered_in_a_long_title_are_no_part_of_it() -> None:
    """All of a short title may stand there without being said."""
    scattered = BASE[:6] + "".join(other_letters(5, seat) + BASE[5 + seat] for seat in range(1, 5))
    scattered += "".join(
        LETTERS[500 + 5 * step : 505 + 5 * step][0] * 5 + BASE[10 + step] for step in range(10)
    )
    found = match([traits(0, scattered, number="9")], [traits(0, BASE[:20])])
    assert (found.pairs, found.ambiguous) == ({}, ())


def test_a_part_with_other_units_is_asked_where_several_were_merged() -> None:
    """It is neither alike nor a half, but with another one it may have gone into the whole."""
    whole = traits(0, BASE[:40] + other_letters(35), number="9", targets=frozenset({"=1座"}))
    old = [
        traits(0, BASE[:40] + other_letters(20, 2), units=OTHER),
        traits(1, other_letters(20), units=OTHER),
    ]
    (doubt,) = match([whole], old).ambiguous
    assert (sorted(index for index, _ in doubt.candidates), doubt.kind) == ([0, 1], QuestionKind.MERGED)


def test_numbers_that_begin_anew_in_each_section_count_there() -> None:
    """The reworded first task of a section is asked as its old first task, not as another section's."""
    indexes = [("甲", "1"), ("甲", "2"), ("乙", "1"), ("乙", "2")]
    old = [
        traits(index, changed(81, index + 1), section=section, number=number)
        for index, (section, number) in enumerate(indexes)
    ]
    for index, (section, number) in enumerate(indexes):
        found = match([traits(0, BASE, section=section, number=number)], old)
        assert asked(found) == {0: [index]}
    assert asked(match([traits(0, BASE, section="丙", number="1")], old)) == {0: [2]}
    assert asked(match([traits(0, BASE, section="甲", number="3")], old)) == {}


def test_titles_that_stayed_are_paired_however_alike_their_rivals() -> None:
    """Their units and numbers may all have changed."""
    old = [traits(index, f"修好东街第{index + 1}座桥的栏杆和照明") for index in range(3)]
    new = [
        traits(index, old[2 - index].title, number=str(9 - index), units=OTHER, targets=frozenset({"=1座"}))
        for index in range(3)
    ]
    assert match(new, old).pairs == {0: 2, 1: 1, 2: 0}


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize("fact", ["section", "number", "units", "targets"])
def test_twins_are_told_apart_by_whatever_differs(fact: str, turn: int) -> None:
    """Section, number, units or targets: each stays itself in whatever order they stand."""
    words = ["甲", "乙", "丙"]
    values = words if fact in ("section", "number") else [frozenset({word, "丁"}) for word in words]
    old = [traits(index, BASE, **{fact: value}) for index, value in enumerate(values)]
    new = [traits(index, BASE, **{fact: values[(index + turn) % 3]}) for index in range(3)]
    assert match(new, old).pairs == {index: (index + turn) % 3 for index in range(3)}
    assert match(new[::-1], old[::-1]).pairs == {index: (index + turn) % 3 for index in range(3)}


@pytest.mark.parametrize("fact", ["section", "targets"])
def test_twins_of_which_nothing_is_left_to_tell_them_apart_are_asked(fact: str) -> None:
    """Their sections were renamed, or their targets are all others now."""
    values = ["甲", "乙", "丙", "丁"] if fact == "section" else [frozenset(word) for word in "甲乙丙丁"]
    old = [traits(index, BASE, **{fact: value}) for index, value in enumerate(values[:2])]
    new = [traits(index, BASE, **{fact: value}) for index, value in enumerate(values[2:])]
    found = match(new, old)
    assert (found.pairs, asked(found)) == ({}, {0: [0, 1], 1: [0, 1]})


@pytest.mark.parametrize("fact", ["units", "targets"])
def test_of_three_twins_only_those_that_are_alone_are_paired(fact: str) -> None:
    """Two with the same parts may be either; nobody is given to two."""
    one, two = frozenset({"甲"}), frozenset({"乙"})
    new = [
        traits(index, BASE, number=str(9 + index), **{fact: part})
        for index, part in enumerate((one, one, two))
    ]
    old = [traits(index, BASE, **{fact: part}) for index, part in enumerate((one, two))]
    found = match(new, old)
    assert (found.pairs, asked(found)) == ({2: 1}, {0: [0], 1: [0]})
    back = match(old, new)
    assert (back.pairs, asked(back)) == ({1: 2}, {0: [0, 1]})


def test_quite_equal_twins_stay_in_their_order() -> None:
    """Nothing tells them apart, and nothing is lost by taking them in turn."""
    twins = [traits(index, BASE) for index in range(3)]
    found = match(twins, twins)
    assert (found.pairs, found.ambiguous) == ({0: 0, 1: 1, 2: 2}, ())


def test_withdrawn_twins_come_back_by_their_units() -> None:
    """Also beside an open task that is somewhat like them."""
    old = [
        traits(0, changed(30)),
        traits(1, BASE, units=ONE, is_withdrawn=True),
        traits(2, BASE, units=OTHER, is_withdrawn=True),
    ]
    new = [traits(0, BASE, units=OTHER, number="7"), traits(1, BASE, units=ONE, number="8")]
    found = match(new, old)
    assert (found.pairs, found.ambiguous) == ({0: 2, 1: 1}, ())


@pytest.mark.parametrize(("count", "comes"), [(18, False), (19, True)])
def test_a_withdrawn_twin_waits_where_an_open_task_is_nearly_the_same(count: int, comes: bool) -> None:
    """Nearer than the margin of a sure pair, it may be the one that was given its title back."""
    old = [
        traits(0, BASE, units=ONE, is_withdrawn=True),
        traits(1, BASE, units=OTHER, is_withdrawn=True),
        traits(2, changed(count), number="3"),
    ]
    new = [traits(0, BASE, units=OTHER, number="7"), traits(1, BASE, units=ONE, number="8")]
    assert (match(new, old).pairs == {0: 1, 1: 0}) is comes
    alone = [old[0], traits(1, changed(count), number="3")]
    assert match([traits(0, BASE, number="7")], alone).pairs == ({0: 0} if comes else {})


def test_an_open_twin_is_meant_before_a_withdrawn_one() -> None:
    """In whatever order they stand."""
    old = [traits(0, BASE, is_withdrawn=True), traits(1, BASE), traits(2, BASE, is_withdrawn=True)]
    assert match([traits(0, BASE, number="5")], old).pairs == {0: 1}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (BASE[:40] + other_letters(60), BASE[:52]),
        (BASE[:52], BASE[:40] + other_letters(60)),
    ],
)
def test_a_part_of_a_longer_title_is_asked_though_it_is_not_alike(new: str, old: str) -> None:
    """Most of the shorter one stands in the longer one, which says much more."""
    found = match([traits(0, new, number="9", units=OTHER)], [traits(0, old)])
    assert (found.pairs, asked(found)) == ({}, {0: [0]})


@pytest.mark.parametrize(
    ("short", "held", "long", "half"),
    [
        (100, 65, 130, True),
        (100, 64, 130, False),
        (100, 65, 129, False),
        (3, 3, 10, True),
        (3, 2, 10, False),
        (4, 4, 10, True),
        (4, 3, 10, True),
        (4, 2, 10, False),
    ],
)
def test_a_half_is_held_for_two_thirds_by_a_title_a_third_longer(
    short: int, held: int, long: int, half: bool
) -> None:
    """Of three characters all must stand in the other, and its units too."""
    part, whole = BASE[:short], BASE[:held] + other_letters(long - held)
    assert is_half(traits(0, part), traits(0, whole)) is half
    assert is_half(traits(0, whole), traits(0, part)) is half
    assert not is_half(traits(0, ""), traits(0, whole))


def test_a_short_title_is_a_half_only_with_its_units() -> None:
    """夜校 of another bureau is another task."""
    whole = traits(0, "夜校和老桥的照明", units=ONE | OTHER)
    assert is_half(traits(0, "夜校", units=ONE), whole)
    assert not is_half(traits(0, "夜校", units=frozenset({"丙局"})), whole)
    assert not is_half(traits(0, "校夜", units=ONE), whole)


def kinds(new: list[str], old: list[str]) -> dict[tuple[int, int], QuestionKind]:
    drafts, tasks = ([traits(index, title) for index, title in enumerate(titles)] for titles in (new, old))
    return dict(merged_or_split((draft, task) for draft in drafts for task in tasks))


@pytest.mark.parametrize(
    ("parts", "whole", "told"),
    [
        ([BASE[:40], BASE[40:80]], BASE[:80], True),
        ([BASE[:40]], BASE[:80], False),
        ([BASE[:62], BASE[15:80]], BASE[:80], False),
        ([BASE[:61], BASE[15:80]], BASE[:80], True),
        ([BASE[:2], BASE[2:60]], BASE[:60], True),
        ([BASE[:3], BASE[3:60]], BASE[:60], True),
        ([BASE[3:6], BASE[:60]], BASE[:60] + "等", False),
        ([BASE[3:6], BASE[:60]], BASE[:60] + BASE[3:6], True),
        ([BASE[3:6], BASE[:40]], BASE[:40] + BASE[3:6] + BASE[50:60], True),
        ([BASE[3:7], BASE[:60]], BASE[:60] + "等", True),
        ([BASE[:40], other_letters(30), BASE[40:80]], BASE[:80], True),
    ],
)
def test_several_that_one_holds_were_merged_or_split(parts: list[str], whole: str, told: bool) -> None:
    """Two at least, one of them clearly shorter than the whole; a short one where the whole says it once "
    "more."""
    held = [index for index, part in enumerate(parts) if set(part) <= set(whole)]
    merged = {(0, index): QuestionKind.MERGED for index in held}
    split = {(index, 0): QuestionKind.SPLIT for index in held}
    assert kinds([whole], parts) == (merged if told else {})
    assert kinds(parts, [whole]) == (split if told else {})


def test_a_short_title_that_a_longer_part_says_as_often_as_the_whole_is_none() -> None:
    """The two longer ones were merged; the short one always stood in the first of them."""
    told = kinds([BASE[:60]], [BASE[3:6], BASE[:30], BASE[30:60]])
    assert told == {(0, 1): QuestionKind.MERGED, (0, 2): QuestionKind.MERGED}


def test_the_five_nearest_of_many_are_found_the_nearest_first() -> None:
    """Those that share a fifth of their pairs of characters; what shares less is not alike."""
    counts = [70, 10, 79, 40, 81, 20, 60, 50, 30]
    known = [traits(index, changed(count, index % 5 + 1)) for index, count in enumerate(counts)]
    found = [each.index for each in Nearest(known).to(traits(0, BASE))]
    assert found == [1, 5, 8, 3, 7]
    assert [each.index for each in Nearest(known[:1] + known[2:3]).to(traits(0, BASE))] == [0, 2]
    assert Nearest([traits(0, changed(80))]).to(traits(0, BASE)) == []
    ends = [traits(0, other_letters(79) + BASE[79:]), traits(1, other_letters(80) + BASE[80:])]
    assert Nearest(ends).to(traits(0, BASE)) == ends[:1]
    assert Nearest([traits(0, BASE)]).to(traits(0, BASE[40:50])) == [traits(0, BASE)]
    assert Nearest([]).to(traits(0, BASE)) == []


def test_the_nearest_are_found_in_a_large_plan_as_in_a_small_one() -> None:
    """Also among hundreds that begin alike, and by few characters in common."""
    crowd = [
        traits(index, "".join(LETTERS[(index * 13 + step * 29) % 500 + 100] for step in range(40)))
        for index in range(300)
    ]
    seats = {17: changed(10), 130: changed(40, 2), 299: changed(60, 3)}
    known = [traits(index, seats[index]) if index in seats else each for index, each in enumerate(crowd)]
    assert [each.index for each in Nearest(known).to(traits(0, BASE))] == [17, 130, 299]
