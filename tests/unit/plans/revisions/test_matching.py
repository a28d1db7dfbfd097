# SPDX-License-Identifier: Apache-2.0
"""Which task of the ledger a task of a document is: sure, asked, or neither."""

import pytest

from plans.revisions.matching import Matching, match
from plans.revisions.questions import QuestionKind
from plans.revisions.similarity import Traits

BRIDGE, SCHOOL, PARK = "改造三座老桥的照明和护栏", "在城北新区开办五所夜校", "建成滨河公园二期并对外开放"
ONE, OTHER = frozenset({"甲局"}), frozenset({"乙局"})


def traits(index: int, title: str, **facts: object) -> Traits:
    """Build a task that is known by its title; facts replace the usual ones."""
    usual = {"number": str(index + 1), "units": frozenset({"甲局"}), "targets": frozenset()}
    return Traits(**{"index": index, "title": title} | usual | facts)


def matched(new: list[str], old: list[str], **facts: object) -> Matching:
    """Match titles numbered in their order."""
    drafts = [traits(index, title) for index, title in enumerate(new)]
    return match(drafts, [traits(index, title) for index, title in enumerate(old)], **facts)


def asked(matching: Matching) -> dict[int, list[int]]:
    """Give the candidates of every doubt by their places."""
    return {doubt.index: sorted(index for index, _ in doubt.candidates) for doubt in matching.ambiguous}


def test_titles_count_for_more_than_numbers() -> None:
    """Tasks that swapped numbers are the same as before."""
    assert matched([SCHOOL, BRIDGE], [BRIDGE, SCHOOL]).pairs == {0: 1, 1: 0}


def test_a_small_edit_is_the_same_task() -> None:
    """Nothing else is nearly as alike."""
    found = matched([PARK, BRIDGE + "，并验收"], [BRIDGE, SCHOOL, PARK])
    assert (found.pairs, found.ambiguous) == ({0: 2, 1: 0}, ())


def test_a_task_that_is_alike_only_by_its_pattern_is_asked() -> None:
    """第2座 was dropped and 第6座 is new, or is it the same bridge? A person knows."""
    old = [f"修好东街第{number}座桥的栏杆" for number in (1, 2, 3)]
    new = [old[0], old[2], "修好东街第6座桥的栏杆"]
    found = matched(new, old)
    assert (found.pairs, asked(found)) == ({0: 0, 1: 2}, {2: [1]})


def test_another_figure_under_another_number_is_asked() -> None:
    """Even when no other task is near."""
    found = match(
        [traits(0, "修好东街第12座桥的栏杆和照明", number="8")], [traits(0, "修好东街第2座桥的栏杆和照明")]
    )
    assert (found.pairs, asked(found)) == ({}, {0: [0]})


def test_another_figure_under_the_same_number_is_a_new_target() -> None:
    """The office raised the number of schools, not the task."""
    found = matched([PARK, "在城北新区开办八所共80个班的夜校"], [PARK, "在城北新区开办八所共60个班的夜校"])
    assert found.pairs == {0: 0, 1: 1}


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("建成城东第一水厂并通水", "建成城西第一水厂并通水"),
        ("建成滨河公园二期并对外开放", "建成滨河公园一期并对外开放"),
        ("完成A区管网改造并验收", "完成B区管网改造并验收"),
    ],
)
def test_what_tells_the_tasks_of_a_row_apart_is_never_a_new_wording(new: str, old: str) -> None:
    """Even under the same number and with nothing else near, the progress of one is not the other's."""
    found = matched([new], [old])
    assert (found.pairs, asked(found)) == ({}, {0: [0]})


def test_other_words_under_another_number_are_asked_and_under_the_same_are_not() -> None:
    """One town's centre may be gone and another town's new; under its number the town was corrected."""
    old = traits(0, "建成双河镇综合文化服务中心并开放")
    new = "建成石桥镇综合文化服务中心并开放"
    assert asked(match([traits(0, new, number="7")], [old])) == {0: [0]}
    assert match([traits(0, new)], [old]).pairs == {0: 0}


def test_tasks_of_one_title_number_and_unit_stay_in_their_sections() -> None:
    """Sections that change places do not exchange their tasks."""
    old = [
        traits(0, "开展日常巡查", number="1", section="甲"),
        traits(1, "开展日常巡查", number="1", section="乙"),
    ]
    new = [
        traits(0, "开展日常巡查", number="1", section="乙"),
        traits(1, "开展日常巡查", number="1", section="甲"),
    ]
    assert match(new, old).pairs == {0: 1, 1: 0}


def test_a_withdrawn_task_is_asked_about_where_an_open_one_may_have_its_former_title_back() -> None:
    """It was reworded and the former wording withdrawn; now the former wording stands there again."""
    old = [traits(0, BRIDGE, is_withdrawn=True), traits(1, BRIDGE + "等")]
    found = match([traits(0, BRIDGE)], old)
    assert (found.pairs, asked(found)) == ({}, {0: [0, 1]})


def test_two_tasks_in_one_are_asked_as_merged() -> None:
    """Both are candidates, and neither is withdrawn before a person said which one goes on."""
    found = matched([f"{BRIDGE}，{SCHOOL}", PARK], [BRIDGE, SCHOOL, PARK])
    (doubt,) = found.ambiguous
    assert (found.pairs, asked(found), doubt.kind) == ({1: 2}, {0: [0, 1]}, QuestionKind.MERGED)
    assert found.asked == {0, 1}


def test_one_task_in_two_is_asked_as_split() -> None:
    """Either part may carry the progress on."""
    found = matched([BRIDGE, SCHOOL, PARK], [f"{BRIDGE}，{SCHOOL}", PARK])
    assert {doubt.kind for doubt in found.ambiguous} == {QuestionKind.SPLIT}
    assert (found.pairs, asked(found)) == ({2: 1}, {0: [0], 1: [0]})


def test_a_short_title_with_its_unit_in_a_longer_one_is_asked_as_merged() -> None:
    """Two characters are a task as well: its progress is not withdrawn unasked."""
    old = [traits(0, "夜校", units=ONE), traits(1, BRIDGE, units=OTHER)]
    (doubt,) = (found := match([traits(0, f"夜校{BRIDGE}", units=ONE | OTHER)], old)).ambiguous
    assert (found.pairs, asked(found), doubt.kind) == ({}, {0: [0, 1]}, QuestionKind.MERGED)


def test_a_short_title_taken_out_of_a_longer_one_is_asked_as_split() -> None:
    """Either of them may carry the progress on, with the units that it keeps."""
    new = [traits(0, "夜校", units=ONE), traits(1, BRIDGE, units=OTHER)]
    found = match(new, [traits(0, f"夜校{BRIDGE}", units=ONE | OTHER)])
    assert {doubt.kind for doubt in found.ambiguous} == {QuestionKind.SPLIT}
    assert (found.pairs, asked(found)) == ({}, {0: [0], 1: [0]})


def test_a_short_title_is_no_part_without_its_unit() -> None:
    """Two characters stand in other titles by chance."""
    old = [traits(0, "夜校", units=ONE), traits(1, BRIDGE, units=OTHER)]
    found = match([traits(0, f"夜校{BRIDGE}", units=OTHER)], old)
    assert (found.pairs, found.ambiguous) == ({0: 1}, ())


def test_a_short_title_is_no_part_where_the_longer_one_always_said_it() -> None:
    """The bridges' lights were there before the task of that name was dropped."""
    old = [traits(0, "照明"), traits(1, BRIDGE)]
    found = match([traits(0, f"{BRIDGE}等")], old)
    assert (found.pairs, found.ambiguous) == ({0: 1}, ())


def test_tasks_of_one_title_are_told_apart_by_their_units() -> None:
    """Numbers that moved do not exchange them."""
    units = {"甲局": frozenset({"甲局"}), "乙局": frozenset({"乙局"})}
    old = [traits(0, "开展日常巡查", units=units["甲局"]), traits(1, "开展日常巡查", units=units["乙局"])]
    new = [traits(0, "开展日常巡查", units=units["乙局"]), traits(1, "开展日常巡查", units=units["甲局"])]
    assert match(new, old).pairs == {0: 1, 1: 0}


def test_tasks_of_one_title_and_one_unit_are_asked_when_one_is_gone() -> None:
    """Nothing tells which of the two was dropped."""
    found = match(
        [traits(0, "开展日常巡查", number="9")], [traits(0, "开展日常巡查"), traits(1, "开展日常巡查")]
    )
    assert (found.pairs, asked(found)) == ({}, {0: [0, 1]})


def test_a_short_title_with_other_units_and_number_is_asked() -> None:
    """Perhaps another unit has a task that is called the same."""
    found = match(
        [traits(0, "开展日常巡查", number="9", units=frozenset({"乙局"}))], [traits(0, "开展日常巡查")]
    )
    assert (found.pairs, asked(found)) == ({}, {0: [0]})


def test_what_is_quite_different_is_new_and_gone() -> None:
    """Nobody is asked about tasks that have nothing in common."""
    assert match([traits(0, PARK, number="6")], [traits(0, SCHOOL)]) == Matching()


def test_an_answer_settles_a_question_and_what_hangs_on_it() -> None:
    """The other half of a split is new once the first carries the task on."""
    found = matched([BRIDGE, SCHOOL, PARK], [f"{BRIDGE}，{SCHOOL}", PARK], fixed={0: 0})
    assert (found.pairs, found.ambiguous) == ({0: 0, 2: 1}, ())


def test_a_task_told_to_be_new_is_paired_with_none() -> None:
    """Not even with one of the same title."""
    assert matched([BRIDGE], [BRIDGE], fixed={0: None}).pairs == {}


def test_a_withdrawn_task_comes_back_only_where_no_open_one_is_meant() -> None:
    """The open one of two that read alike is the task."""
    old = [traits(0, BRIDGE, is_withdrawn=True), traits(1, BRIDGE)]
    assert match([traits(0, BRIDGE)], old).pairs == {0: 1}
    assert match([traits(0, BRIDGE)], old[:1]).pairs == {0: 0}
