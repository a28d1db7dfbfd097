# SPDX-License-Identifier: Apache-2.0
"""What importing a document would change: the proposal that a person approves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.findings import Finding
from models.kinds import TaskState
from models.text import clean_line
from models.views import TaskView
from plans.drafts import PlanDraft, TaskDraft
from plans.fields.task_fields import TASK_FIELDS
from plans.revisions.decisions import HeldValues, as_documented, keep_decisions
from plans.revisions.matching import Matching, match
from plans.revisions.questions import Answers, Candidate, Question, draft_references, settled, task_references
from plans.revisions.similarity import Canonical, of_draft, of_task
from plans.text.script import tidy

DOUBTFUL = 0.7
"""A task read with less confidence than this is shown to a person first."""


TOLD_FIRST = ("units", "leaders", "due")
"""The fields of a new task that a person has to look at before it is written."""


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
    """What happens to one task; `draft` is empty for a withdrawn one, `task` for an added one.

    `fields` of an added one are those that a person has to look at: who, under whom, and by when.
    """

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
    def confidence(self) -> float:
        """Give how sure the reader is of what it read, 0 to 1; a withdrawn task was not read."""
        return float(getattr(self.draft, "confidence", 1.0))

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
    questions: tuple[Question, ...] = ()
    """What a person must tell before anything is written, the most doubtful first."""

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Give the changes of one kind, in the order of the document."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether the ledger already says all this."""
        unchanged = all(change.kind is ChangeKind.UNCHANGED for change in self.changes)
        return unchanged and not self.is_new and not self.questions

    @property
    def doubtful(self) -> tuple[Change, ...]:
        """Give the tasks that change and were read with little confidence, the most doubtful first."""
        doubted = (
            item
            for item in self.changes
            if item.confidence < DOUBTFUL and item.kind is not ChangeKind.UNCHANGED
        )
        return tuple(sorted(doubted, key=lambda change: change.confidence))

    @property
    def to_confirm(self) -> tuple[TaskDraft, ...]:
        """Give what the document says of doubtful tasks, those of questions included, in the same order."""
        asked = (question.draft for question in self.questions if question.draft.confidence < DOUBTFUL)
        drafts = (*(change.document for change in self.doubtful), *asked)
        return tuple(sorted(drafts, key=lambda draft: draft.confidence))


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What is sure to change, and what a person must tell first."""

    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...] = ()
    """What the office decided and the document says otherwise."""


def compare(
    drafts: Sequence[TaskDraft],
    tasks: Sequence[TaskView],
    canonical: Canonical,
    answers: Answers | None = None,
    held: HeldValues | None = None,
) -> Comparison:
    """Compare a document's tasks with those of the ledger, withdrawn ones included: they may come back.

    What the office decided of a task (`held`) stays where the document only repeats what it said before.
    A task that a question is about is neither changed nor withdrawn before the question is answered.
    """
    fixed = settled(answers or {}, draft_references(drafts), task_references(tasks))
    known = as_documented(drafts, tasks, held or {})
    matching = match(
        [of_draft(index, draft, canonical) for index, draft in enumerate(drafts)],
        [of_task(index, task, canonical) for index, task in enumerate(known)],
        fixed,
    )
    kept, findings = list(drafts), list[Finding]()
    for new, old in sorted(matching.pairs.items()):
        kept[new], found = keep_decisions(drafts[new], tasks[old], held or {}, canonical)
        findings += found
    return Comparison(
        changes=(*_kept(kept, tasks, canonical, matching), *_gone(tasks, matching)),
        questions=_questions(drafts, tasks, matching),
        findings=tuple(findings),
    )


def _kept(
    drafts: Sequence[TaskDraft], tasks: Sequence[TaskView], canonical: Canonical, matching: Matching
) -> Iterable[Change]:
    asked = {found.index for found in matching.ambiguous}
    for index, draft in enumerate(drafts):
        known = matching.pairs.get(index)
        if index in asked:
            continue
        if known is None:
            yield Change(kind=ChangeKind.ADDED, draft=draft, fields=tuple(_told_first(draft, canonical)))
        else:
            fields = _differences(draft, tasks[known], canonical)
            kind = ChangeKind.CHANGED if fields else ChangeKind.UNCHANGED
            yield Change(kind=kind, draft=draft, task=tasks[known], fields=fields)


def _gone(tasks: Sequence[TaskView], matching: Matching) -> Iterable[Change]:
    stay = {*matching.pairs.values(), *matching.asked}
    for index, task in enumerate(tasks):
        if index not in stay and task.state is not TaskState.WITHDRAWN:
            yield Change(kind=ChangeKind.WITHDRAWN, task=task)


def _questions(
    drafts: Sequence[TaskDraft], tasks: Sequence[TaskView], matching: Matching
) -> tuple[Question, ...]:
    new, old = draft_references(drafts), task_references(tasks)
    found = [
        Question(
            ref=new[found.index],
            draft=drafts[found.index],
            kind=found.kind,
            candidates=tuple(
                Candidate(ref=old[index], task=tasks[index], similarity=score)
                for index, score in found.candidates
            ),
        )
        for found in matching.ambiguous
    ]
    return tuple(sorted(found, key=lambda question: question.margin))


def _told_first(draft: TaskDraft, canonical: Canonical) -> Iterable[FieldChange]:
    """Give what a new task asks of whom by when."""
    for field in TASK_FIELDS:
        if field.name in TOLD_FIRST and field.compared:
            yield FieldChange(name=field.name, before="", after=field.compared(draft, canonical))


def _differences(draft: TaskDraft, task: TaskView, canonical: Canonical) -> tuple[FieldChange, ...]:
    """Compare field after field in the order of their table, then what is told of the progress."""
    compared = (
        FieldChange(
            name=field.name, before=field.compared(task, canonical), after=field.compared(draft, canonical)
        )
        for field in TASK_FIELDS
        if field.compared
    )
    return (*(item for item in compared if item.before != item.after), *_status_difference(draft, task))


def _status_difference(draft: TaskDraft, task: TaskView) -> list[FieldChange]:
    """Compare what is told of a task's progress; of a closed one nothing can be told."""
    status = draft.status
    if status is None or task.state is TaskState.CLOSED:
        return []
    told: list[tuple[str, object, object]] = [
        ("closed", False, bool(status.is_closed)),
        ("percent", task.percent, task.percent if status.percent is None else status.percent),
    ]
    if status.report and _said(status.report) != _said(task.last_report or ""):
        told.append(("report", task.last_report, status.report))
    return [FieldChange(name=n, before=str(b), after=str(a)) for n, b, a in told if b != a]


def _said(report: str) -> str:
    return clean_line(tidy(report))
