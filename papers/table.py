# SPDX-License-Identifier: Apache-2.0
"""A plan's ledger as a table: one row a task, one column a role, every cell a value with its own type."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.views import TaskView
from plans.drafts import PlanDraft
from plans.fields.task_fields import TASK_FIELDS, CellValue, Paper, PaperColumn


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperSheet:
    """Everything a file needs: the plan, words about it in the reader's language, and the table."""

    plan: PlanDraft
    paper: Paper
    columns: tuple[PaperColumn, ...]
    tasks: tuple[TaskView, ...]

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Give what identifies the plan, each with its label: year, document number, issuer, …"""
        values = {
            "Plan title": self.plan.title,
            "Year": self.plan.year,
            "Document number": self.plan.document_number,
            "Issuer": self.plan.issuer,
            "Issued on": self.plan.issued_on,
            "Tasks declared": self.plan.declared_count,
            "As of": self.paper.on,
        }
        told = ((name, value) for name, value in values.items() if value is not None)
        return tuple((self.paper.gettext(name), str(value)) for name, value in told)

    @property
    def headers(self) -> tuple[str, ...]:
        """Give the header row."""
        return tuple(self.paper.gettext(column.header) for column in self.columns)

    @property
    def rows(self) -> Iterable[tuple[CellValue, ...]]:
        """Give a row for each task."""
        return (tuple(column.cell(task, self.paper) for column in self.columns) for task in self.tasks)


def sheet(
    plan: PlanDraft, tasks: Sequence[TaskView], *, on: date, gettext: Callable[[str], str] = str
) -> PaperSheet:
    """Lay out a plan's tasks as they stand on a day; `gettext` translates headers and words."""
    columns = (column for field in TASK_FIELDS for column in field.columns)
    return PaperSheet(
        plan=plan,
        paper=Paper(gettext=gettext, on=on),
        columns=tuple(column for column in columns if column.is_needed(tasks)),
        tasks=tuple(tasks),
    )
