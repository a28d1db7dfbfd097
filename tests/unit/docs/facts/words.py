# SPDX-License-Identifier: Apache-2.0
"""Values of the program as documents write them."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
SPELLED = dict(enumerate(SMALL)) | {
    15: "fifteen",
    20: "twenty",
    30: "thirty",
    40: "forty",
    50: "fifty",
    100: "a hundred",
    1000: "a thousand",
}
UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
PARTS = {
    2: "half",
    3: "a third",
    4: "a quarter",
    5: "a fifth",
    10: "a tenth",
    12: "a twelfth",
    15: "a fifteenth",
}


def spelled(number: float) -> str:
    """Write a whole number as a word: ten, a hundred."""
    return SPELLED[int(number)]


def figure(number: float) -> str:
    """Write a number in figures, with commas between thousands."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,}"


def part(number: int) -> str:
    """Write one part of so many: a twelfth."""
    return PARTS[number]


def span(length: timedelta | float) -> str:
    """Write a length of time in its largest whole unit: 5 minutes, 4 hours, 3 days."""
    return _span(length, figure)


def spelled_span(length: timedelta | float) -> str:
    """Write a length of time in words: five minutes, three days, an hour."""
    text = _span(length, spelled)
    return text.replace("one hour", "an hour").replace("one ", "a ")


def _span(length: timedelta | float, write: Any) -> str:
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    name, size = next(unit for unit in UNITS if seconds % unit[1] == 0)
    return f"{write(seconds / size)} {name}{'' if seconds == size else 's'}"


def clock(at: time) -> str:
    """Write a time of day."""
    return f"{at:%H:%M}"


def day(of: date) -> str:
    """Write a day as a document does: 30 June."""
    return f"{of.day} {of:%B}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Write a list as a sentence has it: a, b and c."""
    *before, end = names
    return f"{', '.join(before)} {last} {end}" if before else end


def where(thing: Any) -> str:
    """Give the file of the checkout in which something is defined."""
    name = thing.__name__ if type(thing).__name__ == "module" else thing.__module__
    return f"{name.replace('.', '/')}.py"


def has(text: str, path: Path) -> bool:
    """Tell whether a file says something."""
    return text in path.read_text(encoding="utf-8")
