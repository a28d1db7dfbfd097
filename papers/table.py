"""A plan's ledger as a table: one row a task, one column a role, every cell a value with its own type."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.kinds import Role, TaskState
from models.text import clean_text
from models.views import TaskView
from plans.drafts import PlanDraft
from plans.text.script import is_stretch

Gettext = Callable[[str], str]
SIGNS = {">=": "≥", "<=": "≤", "~": "≈"}


class Percent(NamedTuple):
    """A share in whole percent."""

    value: int

    def __str__(self) -> str:
        return f"{self.value}%"


Value = str | int | date | Percent
Cell = Callable[[TaskView], Value]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportColumn:
    """A column: its header in the reader's language, how wide it is in characters, and its cells."""

    header: str
    width: int
    cell: Cell


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperSheet:
    """Everything a file needs: the plan, words about it in the reader's language, and the table."""

    plan: PlanDraft
    facts: tuple[tuple[str, str], ...]
    """What identifies the plan, each with its label: year, document number, issuer, …"""
    columns: tuple[ExportColumn, ...]
    tasks: tuple[TaskView, ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """Give the header row."""
        return tuple(column.header for column in self.columns)

    @property
    def rows(self) -> Iterable[tuple[Value, ...]]:
        """Give a row for each task."""
        return (tuple(column.cell(task) for column in self.columns) for task in self.tasks)


def sheet(plan: PlanDraft, tasks: Sequence[TaskView], *, on: date, gettext: Gettext = str) -> PaperSheet:
    """Lay out a plan's tasks as they stand on a day; `gettext` translates headers and words."""
    columns = _columns(gettext, on)
    if all(task.stretch == is_stretch(task.title) for task in tasks):
        columns = [column for column in columns if column.header != gettext("Stretch")]
    return PaperSheet(plan=plan, facts=_facts(plan, on, gettext), columns=tuple(columns), tasks=tuple(tasks))


def _facts(plan: PlanDraft, on: date, gettext: Gettext) -> tuple[tuple[str, str], ...]:
    values = {
        "Plan title": plan.title,
        "Year": plan.year,
        "Document number": plan.document_number,
        "Issuer": plan.issuer,
        "Issued on": plan.issued_on,
        "Tasks declared": plan.declared_count,
        "As of": on,
    }
    return tuple((gettext(name), str(value)) for name, value in values.items() if value is not None)


def _columns(gettext: Gettext, on: date) -> list[ExportColumn]:
    listed = gettext("; ").join
    cells: tuple[tuple[str, int, Cell], ...] = (
        ("No.", 6, _number),
        ("Section", 16, lambda task: clean_text(task.section)),
        ("Task", 48, lambda task: clean_text(task.title)),
        ("Leaders", 12, lambda task: listed(leader.name for leader in task.leaders)),
        ("Lead units", 18, _units(Role.LEAD, listed)),
        ("Units", 18, _units(Role.RESPONSIBLE, listed)),
        ("Support units", 18, _units(Role.SUPPORT, listed)),
        ("Implements", 18, _units(Role.IMPLEMENTS, listed)),
        ("Due", 12, lambda task: task.due or ""),
        ("Due kind", 10, lambda task: gettext(task.due_kind.value)),
        ("Stretch", 8, lambda task: gettext("yes") if task.stretch else ""),
        ("Milestones", 26, _milestones),
        ("Targets", 26, _targets),
        ("Status", 9, lambda task: gettext(_status(task, on))),
        ("Percent", 8, lambda task: "" if task.percent is None else Percent(task.percent)),
        ("Report", 36, lambda task: clean_text(task.last_report or "")),
    )
    return [ExportColumn(header=gettext(name), width=width, cell=cell) for name, width, cell in cells]


def _number(task: TaskView) -> Value:
    """A plain number is one, so that a table sorts by it."""
    return (
        int(task.number) if task.number.isdecimal() and str(int(task.number)) == task.number else task.number
    )


def _units(role: Role, listed: Callable[[Iterable[str]], str]) -> Cell:
    """The plan's own words, group words included: what they were resolved to is the ledger's."""
    return lambda task: listed(dict.fromkeys(unit.printed for unit in task.units if unit.role is role))


def _milestones(task: TaskView) -> str:
    return "\n".join(clean_text(f"{step.by_text}：{step.text}") for step in task.milestones)


def _targets(task: TaskView) -> str:
    return "\n".join(
        clean_text(f"{goal.name}{SIGNS.get(goal.op, goal.op)}{goal.value}{goal.unit}")
        for goal in task.targets
    )


def _status(task: TaskView, on: date) -> str:
    if task.state is TaskState.CLOSED:
        return task.state.value
    return "late" if task.due and task.due < on else TaskState.OPEN.value
