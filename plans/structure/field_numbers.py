# SPDX-License-Identifier: Apache-2.0
"""Fields that are numbered inside their task: 1.工作内容：… 2.责任领导：… 3.责任单位：…"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from plans.fields.labels import LabelMark
from plans.fields.task_fields import Field
from plans.structure import numbering
from plans.text.blocks import Flow

_number = re.compile(r"[ \t\u3000]{0,9}(?:\d{1,2}[.、．)）]|[（(]\d{1,2}[)）]|[①-⑳])[ \t\u3000]{0,4}")
OWN = (Field.UNITS, Field.LEADERS, Field.DUE)
"""Labels that never open a task: a number in front of them counts the fields."""
LEAST = 2


def with_their_numbers(source: Flow, found: Sequence[LabelMark]) -> list[LabelMark]:
    """Let labels begin at the number in front of them, where a document numbers its fields."""
    numbered = {mark: start for mark in found if (start := _start(source, mark)) is not None}
    if sum(mark.field in OWN for mark in numbered) < LEAST:
        return list(found)
    return [replace(mark, start=numbered.get(mark, mark.start)) for mark in found]


def _start(source: Flow, mark: LabelMark) -> int | None:
    line = source.starts[source.index(mark.start)]
    return line if line < mark.start and _number.fullmatch(source.text, line, mark.start) else None


def free(numbers: Iterable[numbering.NumberMark], found: Sequence[LabelMark]) -> list[numbering.NumberMark]:
    """Leave out the numbers that belong to labels."""
    starts = [mark.start for mark in found]
    return [number for number in numbers if not _is_inside(number.start, starts, found)]


def _is_inside(index: int, starts: Sequence[int], found: Sequence[LabelMark]) -> bool:
    before = bisect_right(starts, index) - 1
    return before >= 0 and index < found[before].end
