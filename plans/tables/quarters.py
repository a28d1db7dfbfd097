"""Columns that hold a step for a part of the year: 一季度目标, Q2, 上半年, 6月底."""

import re
from collections.abc import Sequence

from plans.tables.columns import Column, meaning
from plans.time.dates import moments

_result = re.compile("完成情况|进展|成效|实绩|实际|完成率|情况|结果|問題|问题|result|progress|actual", re.I)
_kept = (Column.DUE, Column.REPORT, Column.REPORTED_ON, Column.CLOSED_ON, Column.PERCENT, Column.STATE)


def is_result(header: str) -> bool:
    """Tell whether a header names what was done, not what is planned."""
    return _result.search(header) is not None


def step_columns(header: Sequence[str], *, year: int | None) -> dict[int, str]:
    """Give the columns whose header names a part of the year, with its end as YYYY-MM; results are none."""
    found: dict[int, str] = {}
    for place, text in enumerate(header):
        moment = next(iter(moments(text, year=year)), None) if len(text) < 20 else None
        if moment and moment.on and not is_result(text) and meaning(text) not in _kept:
            found[place] = moment.by
    return found
