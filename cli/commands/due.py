# SPDX-License-Identifier: Apache-2.0
"""`duban due`: where every task stands on a day."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cli.context import AsJson, On, command_context
from cli.output import Output
from models.errors import NotFoundError
from models.kinds import Signal
from models.queries import plans, units
from models.queries.tasks import task_views
from models.status import TaskStatus
from scheduler.assessment import WORST_FIRST, assess, worst_first
from wording.facts import values

IN_JSON = (
    "plan",
    "number",
    "title",
    "section",
    "units",
    "leaders",
    "due",
    "due_kind",
    "signal",
    "working_days",
    "missed_milestones",
    "percent",
)


def due(
    context: typer.Context,
    on: On = None,
    unit: Annotated[str | None, typer.Option(help="Only this unit's tasks, by any of its names.")] = None,
    plan: Annotated[str | None, typer.Option(help="Only the tasks of this plan.")] = None,
    signal: Annotated[list[Signal] | None, typer.Option(help="Only this signal; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show where every task stands on a day, worst first."""
    ctx = command_context(context)
    day, program = ctx.day(on), ctx.program
    with program.ledger.reading() as session:
        plan_id = plans.find_plan(session, plan).id if plan else None
        found = units.find(session, unit) if unit else None
        if unit and found is None:
            raise NotFoundError(
                'There is no unit "{name}".', cure="List them with: duban unit list.", name=unit
            )
        unit_id = found.id if found else None
        tasks = task_views(session, on=day, plan_id=plan_id)
    statuses = [
        assess(task, on=day, calendar=program.calendar, policy=program.policy)
        for task in tasks
        if unit_id is None or any(item.id == unit_id for item in task.units)
    ]
    shown = [status for status in statuses if not signal or status.signal in signal]
    show_statuses(ctx.out, sorted(shown, key=worst_first), as_json=as_json)


def show_statuses(out: Output, statuses: Sequence[TaskStatus], *, as_json: bool) -> None:
    """Print statuses as a table or as JSON."""
    if as_json:
        out.json([status_as_json(status) for status in statuses])
        return
    columns = ("Plan", "No.", "Task", "Units", "Leaders", "Due", "Working days", "Signal")
    rows = (
        (
            status.task.plan_key,
            status.task.number,
            status.task.title,
            "、".join(unit.name for unit in status.task.units),
            "、".join(leader.name for leader in status.task.leaders),
            status.task.due,
            status.working_days,
            status.signal,
        )
        for status in statuses
    )
    out.table(columns, rows)
    counted = {item: sum(status.signal is item for status in statuses) for item in WORST_FIRST}
    out.line("  ".join(f"{out.words(item.value)} {number}" for item, number in counted.items()))


def status_as_json(status: TaskStatus) -> dict[str, Any]:
    """Give a status as plain data; `working_days` is negative when late, null without a deadline."""
    return values(IN_JSON, status)
