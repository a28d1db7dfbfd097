"""Words of aim: 力争 and 争取 as words, not as letters inside 全力争创 or 力争取得."""

import re

EFFORT = "全大努竭奋着尽"
_aim = re.compile(rf"(?<![{EFFORT}])力争|(?<!力)争取|(?<=[{EFFORT}]力)争取")


def is_stretch(text: str) -> bool:
    """Tell whether a text promises an aim and not a firm result."""
    return _aim.search(text) is not None
