"""Headings that are nothing but a time, in plans arranged by month or quarter: 一月（2项）, 第三季度."""

import re
from datetime import date
from functools import lru_cache

from plans.text.script import folded
from plans.time.dates import read_due

_count = re.compile(r"[\s（(〔\[【]\s*共?计?\s*\d{1,4}\s*[项条件个](?:工作|任务|事项)?\s*[）)〕\]】]?$")
_span = re.compile(
    r"(?:20\d{2}年)?(?:(?:十[一二]?|[一二三四五六七八九]|\d{1,2})月份?|第?[一二三四1-4]季度|[上下]半年)"
    r"(?:(?:重点|主要)?(?:工作|任务|事项)(?:安排|清单)?)?"
)


def is_span(heading: str) -> bool:
    """Tell whether a heading is nothing but a month, a quarter or half a year."""
    return _span.fullmatch(_bare(heading)) is not None


@lru_cache(maxsize=1 << 6)
def day_of(heading: str, *, year: int | None) -> date | None:
    """Give the last day of the time that a heading names; None where it has other words or no year."""
    return read_due(_bare(heading), year=year).on if is_span(heading) else None


def _bare(heading: str) -> str:
    return _count.sub("", folded(heading.strip(" \t\u3000:：。"))).strip()
