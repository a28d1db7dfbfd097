"""What an import tells beside its changes: unknown and former units, progress that would be put aside."""

from collections.abc import Iterable, Iterator, Sequence

from models.findings import Finding
from models.queries.units import Registry
from models.views import TaskView
from plans.drafts import Reading, UnitMention
from plans.revisions.changes import Change, ChangeKind
from plans.revisions.questions import task_references
from plans.sentences import finding
from plans.units.suggestions import suggest


def unknown_units(reading: Reading, registry: Registry) -> tuple[str, ...]:
    """Give the units that a reading names and the registry does not know, as printed."""
    named = (unit.name for unit in _mentioned(reading) if not registry.knows(unit.name))
    return tuple(dict.fromkeys(named))


def unit_findings(reading: Reading, registry: Registry) -> list[Finding]:
    """Tell each unknown unit, with the known ones it reads like; none of them is taken for it."""
    known = registry.names
    return [_unknown(name, suggest(name, known)) for name in unknown_units(reading, registry)]


def progress_findings(changes: Iterable[Change], tasks: Sequence[TaskView]) -> Iterator[Finding]:
    """Tell each withdrawn task that something was reported of: perhaps another task carries it on.

    `tasks` are all of the plan's in the ledger: where a number stands there twice, the task is told apart.
    """
    references = dict(zip((task.uid for task in tasks), task_references(tasks), strict=True))
    for change in changes:
        task = change.task
        if change.kind is ChangeKind.WITHDRAWN and task and (task.percent or task.last_report):
            number = references.get(task.uid, task.number)
            yield finding("progress-withdrawn", task=task.number, number=number)


def _mentioned(reading: Reading) -> Iterator[UnitMention]:
    return (unit for task in reading.tasks for unit in task.units if not unit.is_group)


def _unknown(name: str, likely: tuple[str, ...]) -> Finding:
    if likely:
        return finding("unknown-unit/likely", unit=name, likely="、".join(likely))
    return finding("unknown-unit", unit=name)
