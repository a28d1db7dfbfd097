"""What a number in a cell means by its format: a day, a month, a time of day, a share."""

import re
from datetime import datetime, timedelta
from enum import Enum

EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001  (days, not moments)
LAST = 2_958_465
"""31 December 9999 as Excel counts days."""
BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 58), "yyyy-mm-dd"),
    **dict.fromkeys((17, 57), "yyyy-mm"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
}
"""The formats a file need not spell out; those from 27 on are the East Asian ones."""
_literal = re.compile(r'"[^"]{0,200}"|\\.|_.|\[(?![hms]{1,9}\])[^\]]{0,40}\]', re.I)


class Meaning(Enum):
    """What a number stands for."""

    NUMBER = "number"
    SHARE = "share"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"


def meaning_of(code: str) -> Meaning:
    """Tell what numbers in a format are (ECMA-376 18.8.31); letters in quotes and brackets mean nothing."""
    first = _literal.sub("", code).partition(";")[0].lower()
    if first in ("", "general", "@"):
        return Meaning.NUMBER
    if "d" in first:
        return Meaning.DAY
    if "y" in first or "e" in first.replace("e+", "").replace("e-", ""):
        return Meaning.MONTH if "m" in first else Meaning.YEAR
    if "h" in first or "s" in first:
        return Meaning.TIME
    if "m" in first:
        return Meaning.MONTH
    return Meaning.SHARE if "%" in first else Meaning.NUMBER


def number_text(value: float, meaning: Meaning, *, is_1904: bool = False) -> str:
    """Write a number as it is meant: 2026-06-30, 2026年6月, 60%, 12.5."""
    if meaning is Meaning.SHARE:
        return f"{value * 100:g}%"
    if meaning is Meaning.NUMBER or not 0 <= value <= LAST:
        return str(int(value)) if value.is_integer() else repr(value)
    moment = EPOCHS[is_1904] + timedelta(days=value)
    match meaning:
        case Meaning.TIME:
            return f"{moment:%H:%M}"
        case Meaning.MONTH:
            return f"{moment.year}年{moment.month}月"
        case Meaning.YEAR:
            return f"{moment.year}年"
        case _:
            return moment.date().isoformat()
