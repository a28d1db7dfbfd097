"""Whatever is done to a plan, no task takes the place of another one unasked."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.likeness import Traits, title_likeness
from plans.matching import match

WORDS = (
    "修缮",
    "水闸",
    "道路",
    "学校",
    "公园",
    "医院",
    "推进",
    "完成",
    "建设",
    "改造",
    "老旧",
    "小区",
    "污水",
    "管网",
    "新增",
    "停车",
    "设施",
    "养老",
    "服务",
    "治理",
)
PATTERNS = (
    "修好第{}座桥",
    "第{}件事：在东街新建第{}处停车场",
    "推进{}项目开工",
    "{}，{}，确保年底前完成",
    "{}",
)
UNITS = ("甲局", "乙镇", "丙委")


@dataclass(frozen=True)
class Wanted:
    """A task of the old plan, or of none, and what became of its title."""

    origin: int | None
    title: str


titles = st.builds(
    lambda pattern, number, words: pattern.format(
        *([number] * 2 if "第" in pattern else ["".join(words)] * 2)
    ),
    st.sampled_from(PATTERNS),
    st.integers(1, 30),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)
plan = st.lists(titles, min_size=1, max_size=8, unique=True)


def is_another(title: str, old: list[str]) -> bool:
    """Tell whether it can be known from a reworded one: by its words, or as the next of a row."""
    near = [each for each in old if title_likeness(title, each) >= 0.75]
    return title not in old and ("第" in title or not near)


def edited(draw: st.DrawFn, title: str) -> str:
    """Keep, extend, cut or change a title a little."""
    place = draw(st.integers(0, len(title) - 1))
    ways = (
        title,
        title,
        title + "，并做好验收",
        "加快" + title,
        title[:place] + title[place + 1 :] or title,
        title[:place] + draw(st.sampled_from(WORDS)) + title[place:],
    )
    return draw(st.sampled_from(ways))


@st.composite
def revisions(draw: st.DrawFn) -> tuple[list[Traits], list[Traits], list[int | None]]:
    """Give an old plan, its revision in any order with any numbers, and where each task came from."""
    old = draw(plan)
    kept = draw(st.lists(st.sampled_from(range(len(old))), unique=True))
    added = [title for title in draw(st.lists(titles, max_size=3, unique=True)) if is_another(title, old)]
    wanted = [Wanted(origin=place, title=edited(draw, old[place])) for place in kept]
    others = {title for place, title in enumerate(old) if place not in kept}
    wanted = [each for each in wanted if each.title not in others and each.title not in added]
    told = draw(st.permutations([*wanted, *(Wanted(origin=None, title=title) for title in added)]))
    exact = {title: place for place, title in enumerate(old)}
    told = [each for each in told if exact.get(each.title, each.origin) == each.origin]
    held = [draw(st.sampled_from(UNITS)) for _ in old]
    numbers = draw(st.permutations(range(1, len(told) + 1)))
    ledger = [_traits(place, str(place + 1), title, held[place]) for place, title in enumerate(old)]
    document = [
        _traits(place, str(number), each.title, held[each.origin] if each.origin is not None else UNITS[0])
        for place, (each, number) in enumerate(zip(told, numbers, strict=True))
    ]
    return ledger, document, [each.origin for each in told]


def _traits(place: int, number: str, title: str, unit: str) -> Traits:
    return Traits(place=place, number=number, title=title, units=frozenset({unit}), targets=frozenset())


@settings(max_examples=400, deadline=None)
@given(revisions())
def test_no_task_takes_anothers_place_unasked(
    revision: tuple[list[Traits], list[Traits], list[int | None]],
) -> None:
    """A pair is the very task or there is none; whatever may be another one is asked."""
    ledger, document, origins = revision
    found = match(document, ledger)
    assert {new: old for new, old in found.pairs.items() if origins[new] != old} == {}
    assert len(set(found.pairs.values())) == len(found.pairs)


@settings(max_examples=200, deadline=None)
@given(revisions())
def test_a_task_that_kept_its_words_is_never_lost(
    revision: tuple[list[Traits], list[Traits], list[int | None]],
) -> None:
    """It is paired, or its old self is among what is asked."""
    ledger, document, origins = revision
    found = match(document, ledger)
    asked = {(doubt.place, old) for doubt in found.doubts for old, _ in doubt.candidates}
    for new, old in enumerate(origins):
        if old is not None and document[new].title == ledger[old].title:
            assert found.pairs.get(new) == old or (new, old) in asked
