# SPDX-License-Identifier: Apache-2.0
"""Scripts and widths: one form to compare, and words of aspiration."""

import re
from functools import cache

from opencc import OpenCC

CJK = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff65\U00020000-\U0003ffff“”‘’…—·"
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "○": 0,
}
TENS = {"十": 10, "百": 100, "千": 1000}
NUMERALS = "〇○零一二两三四五六七八九十百"
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")

_gap = re.compile(r"\s+")
_beside = re.compile(rf"(?<!\s)(?:(?<=[{CJK}])\s+|\s++(?=[{CJK}]))")
_inside = re.compile(rf"(?<=[{IDEOGRAPHS}])[^\S\n]+(?=[{IDEOGRAPHS}])")
_foreign = re.compile(f"[{IDEOGRAPHS}\u3041-\u30ff]")
_is_ideograph = re.compile(f"[{IDEOGRAPHS}]").match


def is_latin(text: str) -> bool:
    """Tell whether a text has no Chinese or Japanese letter."""
    return _foreign.search(text) is None


def words(listed: str) -> tuple[str, ...]:
    """Make a table of words from one string, separated by spaces."""
    return tuple(listed.split())


def tidy(text: str) -> str:
    """Remove white space beside Chinese characters; between Latin words and numbers one space stays."""
    return _gap.sub(" ", _beside.sub("", text)).strip()


def stray_spaces(text: str) -> int:
    """Count the runs of spaces that stand between two Chinese characters on one line."""
    return len(_inside.findall(text))


def number(numeral: str) -> int | None:
    """Read 12, 十二, 二十, 一百零三, 二千五百 or 二〇二六; None when it is no number."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(character not in NUMERALS + "千" for character in numeral):
        return None
    return _counted(numeral) if set(numeral) & set(TENS) else int("".join(str(DIGITS[c]) for c in numeral))


def _counted(numeral: str) -> int:
    total, digit = 0, 0
    for character in numeral:
        if character in DIGITS:
            digit = DIGITS[character]
        else:
            total, digit = total + (digit or 1) * TENS[character], 0
    return total + digit


def folded(text: str) -> str:
    """Write traditional characters in their simplified form, one for one, so that places stay the same."""
    return text if text.isascii() else text.translate(_SIMPLE)


class _Simple(dict[int, str]):
    """A table of simplified characters that looks each one up when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        simple = str(_converter().convert(character)) if _is_ideograph(character) else character
        self[code] = simple if len(simple) == 1 else character
        return self[code]


_SIMPLE = _Simple()


@cache
def _converter() -> OpenCC:
    """Load the dictionaries once, and only when a text is read."""
    return OpenCC("t2s")


EFFORT = "全大努竭奋着尽"
_aim = re.compile(rf"(?<![{EFFORT}])力争|(?<!力)争取|(?<=[{EFFORT}]力)争取")


def is_stretch(text: str) -> bool:
    """Tell whether a text promises an aim and not a firm result."""
    return _aim.search(text) is not None
