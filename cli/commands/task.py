# SPDX-License-Identifier: Apache-2.0
"""`duban task`: show a task, report on it, close and reopen it, and change what the office decided."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, TypeVar

import typer
from sqlmodel import Session

from cli.commands.plan_import import changed_field
from cli.context import AsJson, By, CommandContext, DryRun, On, Yes, command_context, parse_day
from cli.output import Output
from models.errors import LedgerError, NotFoundError, UsageError
from models.kinds import EventKind, Grade, Role
from models.queries import log, plans, progress, task_parts
from models.queries.progress import Reported
from models.queries.tasks import task_views
from models.status import TaskStatus
from models.tables import Event, Milestone, Target, Task
from models.tables.base import row_id
from plans.revisions.decisions import Decided, Decision, decide
from scheduler.assessment import assess
from wording.facts import Subject, facts
from wording.formatter import Formatter

FACTS = (
    "section",
    "assessment_dimension",
    "grade",
    "units",
    "leaders",
    "deadline",
    "working_days",
    "signal",
    "progress",
)


def show_task(out: Output, status: TaskStatus, history: Sequence[Event], formatter: Formatter) -> None:
    """Print a task's facts, milestones, targets and history."""
    task = status.task
    out.line(f"{task.plan_key} / {task.number}. {task.title}", style="bold")
    for fact in facts(FACTS, Subject(task=task, status=status), formatter):
        out.line(f"  {fact.label}: {fact.text or '–'}")
    for place, step in enumerate(task.milestones, 1):
        done = "✓" if step.done_on else "–"
        out.tell(
            "  milestone {place}: {by} {text} {done}", place=place, by=step.by_text, text=step.text, done=done
        )
    for place, goal in enumerate(task.targets, 1):
        wanted = f"{goal.name} {goal.op} {goal.value}{goal.unit}"
        reached = goal.reported or "–"
        out.tell(
            "  target {place}: {wanted}, reached: {reached}", place=place, wanted=wanted, reached=reached
        )
    for event in history:
        said = event.detail.get("text") or ""
        out.line(f"  {event.at:%Y-%m-%d %H:%M} {event.by}: {out.words(event.kind.value)} {said}")
        if event.kind is EventKind.TASK_SET:
            for name, (before, after) in event.detail["fields"].items():
                out.line(f"    {changed_field(name, before, after, out)}")


Plan = Annotated[str, typer.Argument(help="The plan's key, number or title.")]
Number = Annotated[str, typer.Argument(help="The task's number.")]
Text = Annotated[str, typer.Argument(help="What there is to say.")]
Change = Callable[[Session, Task], None]
Part = TypeVar("Part", Milestone, Target)


def show(context: typer.Context, plan: Plan, number: Number, on: On = None, as_json: AsJson = False) -> None:
    """Show everything the ledger knows of one task, its history included."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        task = plans.find_task(session, plan, number)
        status = _status(ctx, session, task, on)
        history = log.of_task(session, row_id(task))
    if as_json:
        ctx.out.json(_as_json(status, history))
    else:
        show_task(ctx.out, status, history, Formatter(ctx.program.catalogue))


def report(
    context: typer.Context,
    plan: Plan,
    number: Number,
    text: Text = "",
    percent: Annotated[int | None, typer.Option(min=0, max=100, help="How much of it is done.")] = None,
    milestone: Annotated[int | None, typer.Option(min=1, help="The milestone reached, from 1 on.")] = None,
    target: Annotated[int | None, typer.Option(min=1, help="The target --value is about, from 1 on.")] = None,
    value: Annotated[str | None, typer.Option(help="What was reached of the target.")] = None,
    by: By = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Record what was reached: in words, in percent, a milestone, or a target's value."""
    ctx = command_context(context)
    if not text and percent is None and milestone is None and target is None:
        raise UsageError(
            "There is nothing to record.", cure="Give a text, --percent, --milestone or --target."
        )
    if (target is None) != (value is None):
        raise UsageError("A target and its value belong together.", cure="Give both --target and --value.")

    def change(session: Session, task: Task) -> None:
        said = Reported(
            text=text,
            percent=percent,
            milestone=_milestone(session, task, milestone),
            target=_target(session, task, target),
            value=value,
        )
        progress.report(session, task, said, at=ctx.moment(on), by=by or ctx.program.user)

    _change(ctx, plan, number, change, dry_run=dry_run, done="Recorded on task {number}: {title}")


def close(
    context: typer.Context,
    plan: Plan,
    number: Number,
    text: Text = "",
    by: By = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Close a task: its mails stop at once, its feeds show it as done."""
    change = _with_text(command_context(context), progress.close, text, by, on)
    _change(
        command_context(context),
        plan,
        number,
        change,
        dry_run=dry_run,
        done="Task {number} is closed: {title}",
    )


def reopen(
    context: typer.Context,
    plan: Plan,
    number: Number,
    text: Text = "",
    by: By = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Open a closed task again."""
    change = _with_text(command_context(context), progress.reopen, text, by, on)
    _change(
        command_context(context),
        plan,
        number,
        change,
        dry_run=dry_run,
        done="Task {number} is open again: {title}",
    )


def set_(
    context: typer.Context,
    plan: Plan,
    number: Number,
    reason: Annotated[str, typer.Option(help="Why it was decided; kept in the task's history.")],
    due: Annotated[str | None, typer.Option(metavar="DAY", help="The new deadline.")] = None,
    title: Annotated[str | None, typer.Option(help="The new title.")] = None,
    new_number: Annotated[str | None, typer.Option("--number", help="The new number.")] = None,
    lead: Annotated[list[str] | None, typer.Option(help="All units that lead it; repeated.")] = None,
    support: Annotated[list[str] | None, typer.Option(help="All units that support; repeated.")] = None,
    responsible: Annotated[
        list[str] | None, typer.Option(help="All units that answer for it alike; repeated.")
    ] = None,
    leader: Annotated[list[str] | None, typer.Option(help="All leaders in charge; repeated.")] = None,
    grade: Annotated[Grade | None, typer.Option(help="How much weight the office gives it.")] = None,
    as_: Annotated[
        str | None, typer.Option("--as", help="Who decides; the user at the keyboard if left out.")
    ] = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change a task as the office decided, with the reason; later imports do not undo it silently."""
    ctx = command_context(context)
    units = {Role.LEAD: lead, Role.RESPONSIBLE: responsible, Role.SUPPORT: support}
    decision = Decision(
        number=new_number,
        title=title,
        due=parse_day(due) if due else None,
        grade=grade,
        units={role: names for role, names in units.items() if names},
        leaders=leader or (),
    )
    now, who = ctx.program.now(), as_ or ctx.program.user

    def run(session: Session) -> tuple[Decided, ...]:
        task = plans.find_task(session, plan, number)
        return decide(session, task, decision, now=now, by=who, reason=reason)

    with ctx.program.ledger.writing() as session:
        decided = run(session)
        session.rollback()
    if not as_json:
        _show_decided(ctx.out, number, decided)
    if decided and not dry_run:
        ctx.approve("Write this into the ledger?", yes=yes)
        with ctx.program.ledger.writing() as session:
            if run(session) != decided:
                raise LedgerError(
                    "The task changed while the change was being looked at; nothing was written.",
                    cure="Run the command again and look at what it shows.",
                )
    if as_json:
        fields = {item.name: {"before": item.before, "after": item.after} for item in decided}
        ctx.out.json({"plan": plan, "number": number, "fields": fields, "dry_run": dry_run})
    elif dry_run:
        ctx.out.tell("Nothing was changed.")
    elif decided:
        ctx.out.tell("Task {number} is changed.", number=number)


def _show_decided(out: Output, number: str, decided: Sequence[Decided]) -> None:
    if not decided:
        out.tell("Task {number} is like that already.", number=number)
    for item in decided:
        out.line(changed_field(item.name, item.before, item.after, out))


def _with_text(
    ctx: CommandContext, step: Callable[..., None], text: str, by: str | None, on: str | None
) -> Change:
    return partial(step, at=ctx.moment(on), by=by or ctx.program.user, text=text)


def _change(ctx: CommandContext, plan: str, number: str, change: Change, *, dry_run: bool, done: str) -> None:
    with ctx.program.ledger.writing() as session:
        task = plans.find_task(session, plan, number)
        change(session, task)
        facts = {"number": task.number, "title": task.title}
        if dry_run:
            session.rollback()
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    ctx.out.tell(done, **facts)


def _milestone(session: Session, task: Task, place: int | None) -> Milestone | None:
    return _at(task_parts.milestones_of(session, task), place, task) if place else None


def _target(session: Session, task: Task, place: int | None) -> Target | None:
    return _at(task_parts.targets_of(session, task), place, task) if place else None


def _at(rows: Sequence[Part], place: int, task: Task) -> Part:
    if place > len(rows):
        raise NotFoundError(
            "Task {number} has {count} of these, so there is no {place}.",
            cure="Look at it with: duban task show PLAN {number}.",
            number=task.number,
            count=len(rows),
            place=place,
        )
    return rows[place - 1]


def _as_json(status: TaskStatus, history: Sequence[Event]) -> dict[str, object]:
    return {
        "task": asdict(status.task),
        "on": status.on,
        "signal": status.signal,
        "working_days": status.working_days,
        "missed": [asdict(milestone) for milestone in status.overdue_milestones],
        "history": [event.facts(but={"id"}) for event in history],
    }


def _status(ctx: CommandContext, session: Session, task: Task, on: str | None) -> TaskStatus:
    day = ctx.day(on)
    views = task_views(session, on=day, plan_id=task.plan_id, with_withdrawn=True)
    view = next(item for item in views if item.id == task.id)
    return assess(view, on=day, calendar=ctx.program.calendar, policy=ctx.program.policy)
