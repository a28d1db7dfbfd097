# SPDX-License-Identifier: Apache-2.0
"""Where a task ends and the closing part of a document begins."""

import re
from collections.abc import Sequence

from models.findings import Finding
from models.kinds import DueKind
from models.text import clean_line
from plans.drafts import TaskDraft
from plans.fields.labels import LabelMark
from plans.findings import finding
from plans.structure.segments import Segments
from plans.text.blocks import Flow
from plans.text.script import folded, tidy

_how = re.compile(
    "(?:保障|组织|推进|支撑|配套)措施|(?:组织|政策|要素|制度)(?:保障|实施|领导)|工作(?:要求|保障|机制|原则|步骤)|有关要求|几点要求"
    "|(?:总体|基本|相关)(?:要求|原则|思路)|指导思想|(?:加强|强化)(?:组织领导|督导检查|督查考核)"
)
LONGEST = 24


def without_closing(tasks: Sequence[TaskDraft]) -> tuple[list[TaskDraft], list[Finding]]:
    """Leave out the sections named so in which nobody is named, where every other task names a unit."""
    named = {section for task in tasks if (section := _chapter(task)) and _tells_how(section)}
    bare = {name for name in named if all(_is_bare(task) for task in tasks if _chapter(task) == name)}
    kept = [task for task in tasks if _chapter(task) not in bare]
    if not bare or not kept or not all(task.units for task in kept):
        return list(tasks), []
    return kept, [_told(tasks, name) for name in sorted(bare)]


def _told(tasks: Sequence[TaskDraft], name: str) -> Finding:
    left = [task for task in tasks if _chapter(task) == name]
    return finding("section-left-out", line=left[0].source.line, section=name[:40], count=len(left))


def _chapter(task: TaskDraft) -> str:
    return task.section.split(" / ")[0]


def _tells_how(section: str) -> bool:
    return len(section) <= LONGEST and _how.search(folded(section)) is not None


def _is_bare(task: TaskDraft) -> bool:
    return not task.units and not task.leaders and task.due is None and task.due_kind is DueKind.NONE


CLOSED = tuple("。．.；;！!？?)）]］〕】”")
LEAST = 3


def is_cut(source: Flow, parts: Segments, found: Sequence[LabelMark], tasks: Sequence[TaskDraft]) -> bool:
    """Tell whether the last task breaks off: it alone names no unit, and its text does not end."""
    if len(tasks) < LEAST or parts.end < len(source.text) or tasks[-1].units:
        return False
    if not all(task.units for task in tasks[:-1]):
        return False
    text = source.text[parts.items[-1].start : parts.end].rstrip()
    has_labels = bool(found) and found[-1].start >= parts.items[-1].start
    return not has_labels or not text.endswith(CLOSED)


def shown(task: TaskDraft) -> str:
    """Write the beginning of a task for a sentence."""
    return clean_line(tidy(task.title))[:40]
