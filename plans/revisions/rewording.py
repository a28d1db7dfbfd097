"""Whether two tasks that read alike may be taken for one, or only seem to be by their pattern."""

from difflib import SequenceMatcher

from plans.revisions.likeness import COMPARED, Traits

SHORT = 12
"""Titles shorter than this are alike by chance: 开展日常巡查."""
NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿")
CONTRASTS = (
    frozenset("东西南北中"),
    frozenset("上中下"),
    frozenset("左右"),
    frozenset("前中后"),
    frozenset("内外"),
    frozenset("新老旧"),
    frozenset("甲乙丙丁戊己庚辛"),
    frozenset("ABCDEFGHabcdefgh"),
)
"""Characters that tell the tasks of one pattern apart: 城东水厂 is never 城西水厂."""


def by_chance(new: Traits, old: Traits) -> bool:
    """A short title, another number and quite other units: perhaps another task that is called the same."""
    others = bool(new.units and old.units) and not new.units & old.units
    return len(new.title) < SHORT and new.number != old.number and others


def is_another(new: Traits, old: Traits) -> bool:
    """Tell whether it may be the next task of a row rather than this one reworded.

    What tells the tasks of a row apart is never reworded; under another number a figure is not either,
    nor is a word that another one stands for.
    """
    replaced = _replaced(new.title, old.title)
    if new.ordinals != old.ordinals or any(map(_is_contrast, replaced)):
        return True
    return new.number != old.number and (new.figures != old.figures or any(map(_is_other_word, replaced)))


def _replaced(one: str, other: str) -> list[tuple[str, str]]:
    matcher = SequenceMatcher(None, one[:COMPARED], other[:COMPARED], autojunk=False)
    return [
        (one[start:end], other[first:last])
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind == "replace"
    ]


def _is_contrast(replaced: tuple[str, str]) -> bool:
    one, other = map(set, replaced)
    return any(one & group and other & group for group in CONTRASTS)


def _is_other_word(replaced: tuple[str, str]) -> bool:
    one, other = replaced
    return min(len(one), len(other)) > 1 or bool(NUMERALS & set(one) and NUMERALS & set(other))
