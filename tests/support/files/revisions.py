# SPDX-License-Identifier: Apache-2.0
"""Old plans and what a revision makes of them, with the truth of where every task came from."""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count

from hypothesis import strategies as st

from plans.revisions.similarity import Traits, title_similarity

WORDS = (
    *("修缮", "水闸", "道路", "学校", "公园", "医院", "推进", "完成", "建设", "改造"),
    *("老旧", "小区", "污水", "管网", "新增", "停车", "设施", "养老", "服务", "治理"),
)
PATTERNS = (
    "修好第{}座桥",
    "第{}件事：在东街新建第{}处停车场",
    "推进{}项目开工",
    "{}，{}，确保年底前完成",
    "{}",
)
UNITS = ("甲局", "乙镇", "丙委")
SECTIONS = ("", "第一部分", "第二部分")


@dataclass(frozen=True, kw_only=True)
class Item:
    """A task of a plan; `origins` are the places in the old plan that it carries on, none for a new one."""

    title: str
    units: tuple[str, ...]
    section: str = ""
    number: str = ""
    origins: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Revision:
    """An old plan, the revised one in its order, and the old tasks that it has no more."""

    old: tuple[Item, ...]
    new: tuple[Item, ...]
    gone: frozenset[int] = field(default_factory=frozenset)

    def kept_words(self) -> dict[int, int]:
        """Give where each task stands that kept its title, by its place in the revised plan."""
        return {
            index: item.origins[0]
            for index, item in enumerate(self.new)
            if len(item.origins) == 1 and item.title == self.old[item.origins[0]].title
        }

    def merged_or_split(self) -> list[tuple[int, int]]:
        """Give the places of what was merged or split, each with the place of its origin."""
        parts = Counter(item.origins for item in self.new)
        return [
            (index, old)
            for index, item in enumerate(self.new)
            for old in item.origins
            if len(item.origins) > 1 or parts[item.origins] > 1
        ]


titles = st.builds(
    lambda pattern, number, words: pattern.format(
        *([number] * 2 if "第" in pattern else ["".join(words)] * 2)
    ),
    st.sampled_from(PATTERNS),
    st.integers(1, 30),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)


@st.composite
def revisions(draw: st.DrawFn, most: int = 8) -> Revision:
    """Renumber, reword, reorder, merge, split, drop, add, exchange: whatever an office does to a plan."""
    old = draw(plans(most))
    seats = draw(st.permutations(range(len(old))))
    kept = seats[: draw(st.integers(0, len(old)))]
    made = list(_kept(draw, old, list(kept)))
    made += [
        Item(title=title, units=(draw(st.sampled_from(UNITS)),), section=draw(st.sampled_from(SECTIONS)))
        for title in draw(st.lists(titles, max_size=3, unique=True))
    ]
    new = numbered(draw, draw(st.permutations(_honest(old, made))))
    carried = {origin for item in new for origin in item.origins}
    return Revision(old=old, new=new, gone=frozenset(range(len(old))) - carried)


@st.composite
def plans(draw: st.DrawFn, most: int) -> tuple[Item, ...]:
    """Give a plan: titles may repeat where section and unit tell them apart, numbers may begin anew."""
    named = draw(st.lists(titles, min_size=1, max_size=most, unique=True))
    named += draw(st.lists(st.sampled_from(named), max_size=2))
    items = [
        Item(title=title, units=(draw(st.sampled_from(UNITS)),), section=draw(st.sampled_from(SECTIONS)))
        for title in named
    ]
    apart = {(item.title, item.units): item for item in items}
    return numbered(draw, list(apart.values()))


def numbered(draw: st.DrawFn, items: list[Item]) -> tuple[Item, ...]:
    """Number a plan in its order, as a whole or in each section anew, now and then with a number twice."""
    ways = draw(st.sampled_from(("whole", "whole", "sections", "twice")))
    if ways == "sections":
        indexes = {section: count(1) for section in SECTIONS}
        by_section = sorted(items, key=lambda item: item.section)
        return tuple(replace(item, number=str(next(indexes[item.section]))) for item in by_section)
    step = 2 if ways == "twice" else 1
    return tuple(replace(item, number=str(index // step + 1)) for index, item in enumerate(items))


def traits(items: tuple[Item, ...]) -> list[Traits]:
    """Give what the tasks of a plan are known by."""
    return [
        Traits(
            index=index,
            number=item.number,
            title=item.title,
            units=frozenset(item.units),
            targets=frozenset(),
            section=item.section,
        )
        for index, item in enumerate(items)
    ]


def _kept(draw: st.DrawFn, old: tuple[Item, ...], indexes: list[int]) -> list[Item]:
    made: list[Item] = []
    while indexes:
        index = indexes.pop()
        way = draw(st.sampled_from(("alone", "alone", "alone", "merged", "split")))
        if way == "merged" and indexes:
            made.append(_merged(old, index, indexes.pop()))
        elif way == "split" and len(old[index].title) > 11:
            made += _split(old, index)
        else:
            title = _edited(draw, old[index].title)
            section = draw(st.sampled_from((old[index].section, *SECTIONS)))
            made.append(replace(old[index], title=title, section=section, origins=(index,)))
    return made


def _merged(old: tuple[Item, ...], one: int, other: int) -> Item:
    units = tuple(dict.fromkeys(old[one].units + old[other].units))
    return Item(title=f"{old[one].title}，{old[other].title}", units=units, origins=(one, other))


def _split(old: tuple[Item, ...], index: int) -> list[Item]:
    title, middle = old[index].title, len(old[index].title) // 2
    return [replace(old[index], title=part, origins=(index,)) for part in (title[:middle], title[middle:])]


def _edited(draw: st.DrawFn, title: str) -> str:
    """Keep, extend, cut or change a title a little."""
    index = draw(st.integers(0, len(title) - 1))
    ways = (
        title,
        title,
        title + "，并做好验收",
        "加快" + title,
        title[:index] + title[index + 1 :] or title,
        title[:index] + draw(st.sampled_from(WORDS)) + title[index:],
        title[:index] + draw(st.sampled_from(WORDS)) + title[index + 2 :],
    )
    return draw(st.sampled_from(ways))


def _honest(old: tuple[Item, ...], made: list[Item]) -> list[Item]:
    """Leave out what no reader could know: a task that now reads as another one of the old plan."""
    titles = {item.title for item in old}
    counts = Counter(item.title for item in made)
    return [item for item in made if _is_telling(item, old, titles, counts)]


def _is_telling(item: Item, old: tuple[Item, ...], titles: set[str], counts: Counter[str]) -> bool:
    if item.title in titles:
        return bool(item.origins) and old[item.origins[0]].title == item.title
    alike = [each for each in old if title_similarity(item.title, each.title) >= 0.75]
    return counts[item.title] == 1 and (bool(item.origins) or "第" in item.title or not alike)
