"""A document that breaks off: its last task is half there and must not pass for a whole one."""

from collections.abc import Sequence

from models.text import clean_line
from plans.drafts import TaskDraft
from plans.fields.labels import Mark
from plans.structure.segments import Segments
from plans.text.flow import Flow
from plans.text.script import tidy

CLOSED = tuple("。．.；;！!？?)）]］〕】”")
LEAST = 3


def is_cut(source: Flow, parts: Segments, found: Sequence[Mark], tasks: Sequence[TaskDraft]) -> bool:
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
