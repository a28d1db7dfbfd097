"""What importing a document would change: the proposal that a person approves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.findings import Finding
from models.kinds import TaskState
from models.views import TaskView
from plans.drafts import PlanDraft, TaskDraft
from plans.matching import match

Canonical = Callable[[str], str]
"""Give the registered name of a unit for any of its names."""


class ChangeKind(StrEnum):
    """What happens to one task."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One field of a task that reads differently now."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What happens to one task; `draft` is empty for a withdrawn one, `task` for an added one."""

    kind: ChangeKind
    draft: TaskDraft | None = None
    task: TaskView | None = None
    fields: tuple[FieldChange, ...] = ()

    @property
    def number(self) -> str:
        """Give the task's number, as the document has it."""
        return self._shown.number

    @property
    def title(self) -> str:
        """Give the task's title, as the document has it."""
        return self._shown.title

    @property
    def document(self) -> TaskDraft:
        """Give what the document says; a withdrawn task is not in it, so asking is a bug."""
        if self.draft is None:
            raise ValueError("a withdrawn task is not in the document")
        return self.draft

    @property
    def _shown(self) -> TaskDraft | TaskView:
        return self.task if self.draft is None and self.task else self.document


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What an import would do to the ledger, for a person to approve."""

    plan: PlanDraft
    key: str
    is_new: bool
    sha256: str
    changes: tuple[Change, ...]
    new_units: tuple[str, ...]
    findings: tuple[Finding, ...]

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Give the changes of one kind, in the order of the document."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the ledger already says all this."""
        return not self.is_new and all(each.kind is ChangeKind.UNCHANGED for each in self.changes)


def compare(
    drafts: Sequence[TaskDraft], tasks: Sequence[TaskView], canonical: Canonical
) -> tuple[Change, ...]:
    """Compare a document's tasks with those of the ledger, withdrawn ones included: they may come back."""
    pairs = match(drafts, tasks)
    stay = {task.id for task in pairs.values()}
    kept = tuple(_change(draft, pairs.get(index), canonical) for index, draft in enumerate(drafts))
    gone = (task for task in tasks if task.id not in stay and task.state is not TaskState.WITHDRAWN)
    return kept + tuple(Change(kind=ChangeKind.WITHDRAWN, task=task) for task in gone)


def _change(draft: TaskDraft, task: TaskView | None, canonical: Canonical) -> Change:
    if task is None:
        return Change(kind=ChangeKind.ADDED, draft=draft)
    fields = _differences(draft, task, canonical)
    kind = ChangeKind.CHANGED if fields else ChangeKind.UNCHANGED
    return Change(kind=kind, draft=draft, task=task, fields=fields)


def _differences(draft: TaskDraft, task: TaskView, canonical: Canonical) -> tuple[FieldChange, ...]:
    before, after = _facts_of_task(task), _facts_of_draft(draft, canonical)
    plain = [
        FieldChange(name=name, before=before[name], after=after[name])
        for name in after
        if before[name] != after[name]
    ]
    return (*plain, *_status_difference(draft, task))


def _facts_of_draft(draft: TaskDraft, canonical: Canonical) -> dict[str, str]:
    units = dict.fromkeys(f"{canonical(unit.name)} ({unit.role})" for unit in draft.units)
    return {
        "number": draft.number,
        "section": draft.section,
        "title": draft.title,
        "leaders": "、".join(draft.leaders),
        "units": "、".join(units),
        "due": str(draft.due or ""),
        "due_kind": draft.due_kind,
        "stretch": str(draft.stretch),
        "milestones": "；".join(sorted(f"{each.by}={each.text}" for each in draft.milestones)),
        "targets": "；".join(f"{each.name}{each.op}{each.value}{each.unit}" for each in draft.targets),
        "state": TaskState.OPEN,
    }


def _facts_of_task(task: TaskView) -> dict[str, str]:
    withdrawn = task.state is TaskState.WITHDRAWN
    return {
        "number": task.number,
        "section": task.section,
        "title": task.title,
        "leaders": "、".join(leader.name for leader in task.leaders),
        "units": "、".join(f"{unit.name} ({unit.role})" for unit in task.units),
        "due": str(task.due or ""),
        "due_kind": task.due_kind,
        "stretch": str(task.stretch),
        "milestones": "；".join(sorted(f"{each.by_text}={each.text}" for each in task.milestones)),
        "targets": "；".join(f"{each.name}{each.op}{each.value}{each.unit}" for each in task.targets),
        "state": TaskState.WITHDRAWN if withdrawn else TaskState.OPEN,
    }


def _status_difference(draft: TaskDraft, task: TaskView) -> list[FieldChange]:
    status = draft.status
    if status is None:
        return []
    told: list[tuple[str, object, object]] = [
        ("closed", task.state is TaskState.CLOSED, status.is_closed or task.state is TaskState.CLOSED),
        ("percent", task.percent, task.percent if status.percent is None else status.percent),
        ("report", task.last_report, status.report or task.last_report),
    ]
    return [FieldChange(name=n, before=str(b), after=str(a)) for n, b, a in told if b != a]
