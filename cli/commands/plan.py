# SPDX-License-Identifier: Apache-2.0
"""`duban plan`: read, import, list and export plans."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.commands.due import show_statuses
from cli.commands.plan_import import ImportRequest, answers_of, bring_in, read_document
from cli.context import AsJson, By, CommandContext, DryRun, On, Yes, beginning_context, command_context
from cli.output import Output
from models.errors import InputError, ReadWithFindings, UsageError
from models.kinds import DueKind, Role, Severity
from models.queries import plans
from models.queries.tasks import task_views
from papers.export import Form, write_file
from papers.table import sheet
from plans.as_json import as_json
from plans.drafts import PlanDraft, Reading, TaskDraft, UnitMention
from scheduler.assessment import assess

STDOUT = "-"
BINARY = (Form.XLSX, Form.DOCX)


def write_export(
    ctx: CommandContext, plan: str, *, form: Form, output: Path | None, force: bool, on: str | None
) -> None:
    """Write the file; `on` is the day of which it shows how things stand."""
    day, program = ctx.day(on), ctx.program
    with program.ledger.reading() as session:
        row = plans.find_plan(session, plan)
        tasks = task_views(session, on=day, plan_id=row.id)
    draft = PlanDraft(
        title=row.title,
        year=row.year,
        document_number=row.document_number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        declared_count=row.declared_count,
    )
    content = write_file(sheet(draft, tasks, on=day, gettext=program.catalogue.gettext), form)
    path = output or (Path(f"{row.key}.{form}") if form in BINARY else Path(STDOUT))
    if str(path) == STDOUT:
        sys.stdout.buffer.write(content)
        return
    _write(path, content, force=force)
    ctx.out.tell("{path}: {count} tasks.", path=path, count=len(tasks))


def _write(path: Path, content: bytes, *, force: bool) -> None:
    if path.exists() and not force:
        raise UsageError(
            "{path} is there already.", cure="Give another name with --output, or add --force.", path=path
        )
    try:
        _replace(path, content)
    except OSError as failure:
        raise InputError(
            "{path} cannot be written: {reason}.",
            cure="Look whether the folder is there and may be written.",
            path=path,
            reason=failure.strerror,
        ) from failure


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file first: a full disk leaves no half a file and takes no old one."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a pipe or a device
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


File = Annotated[Path, typer.Argument(help="The document: Word, PDF, Excel, text, CSV or a web page.")]
Match = Annotated[
    list[str] | None,
    typer.Option("--match", metavar="NEW=OLD", help="Task NEW of the document is OLD of the ledger, or new."),
]
Year = Annotated[int | None, typer.Option(min=1949, max=2200, help="The plan's year, if not in the text.")]


def read_(context: typer.Context, file: File, year: Year = None, as_json_: AsJson = False) -> None:
    """Read a document and show what was understood, without touching the ledger."""
    ctx = command_context(context)
    reading = read_document(ctx, file, year)
    if as_json_:
        ctx.out.json(as_json(reading, gettext=ctx.program.catalogue.gettext))
    else:
        _show_reading(ctx, reading)
    if not reading.tasks:
        raise typer.Exit(InputError.exit_status)
    if any(finding.severity is not Severity.INFO for finding in reading.findings):
        raise typer.Exit(ReadWithFindings.exit_status)


def import_(
    context: typer.Context,
    file: File,
    year: Year = None,
    key: Annotated[str | None, typer.Option(help="The plan that this document revises.")] = None,
    match: Match = None,
    with_errors: Annotated[
        bool, typer.Option("--with-errors", help="Import although the document has errors.")
    ] = False,
    by: By = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Show what a document would change in the ledger, and change it once a person approves."""
    ctx = beginning_context(context, dry_run=dry_run)
    wanted = ImportRequest(
        key=key,
        answers=answers_of(match or ()),
        with_errors=with_errors,
        by=by,
        yes=yes,
        dry_run=dry_run,
        as_json=as_json_,
    )
    bring_in(ctx, read_document(ctx, file, year), wanted)


def export(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan's key, number or title.")],
    to: Annotated[Form, typer.Option("--to", help="The kind of file.")] = Form.XLSX,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; - is standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    on: On = None,
) -> None:
    """Give the ledger of a plan back as a table, for people to fill in and `plan import` to read."""
    ctx = command_context(context)
    write_export(ctx, plan, form=to, output=output, force=force, on=on)


def list_(context: typer.Context, as_json_: AsJson = False) -> None:
    """List the plans in the ledger."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        rows = [plan.facts(but={"id", "sha256"}) for plan in plans.all_plans(session)]
    if as_json_:
        ctx.out.json(rows)
    else:
        columns = ("key", "year", "document_number", "title", "revision")
        cells = ([row[column] for column in columns] for row in rows)
        ctx.out.table(("key", "year", "document_number", "Plan", "revision"), cells)


def show(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan's key, number or title.")],
    on: On = None,
    as_json_: AsJson = False,
) -> None:
    """List the tasks of one plan with their signals."""
    ctx = command_context(context)
    day, program = ctx.day(on), ctx.program
    with program.ledger.reading() as session:
        tasks = task_views(session, on=day, plan_id=plans.find_plan(session, plan).id)
    statuses = [assess(task, on=day, calendar=program.calendar, policy=program.policy) for task in tasks]
    show_statuses(ctx.out, statuses, as_json=as_json_)


def _show_reading(ctx: CommandContext, reading: Reading) -> None:
    out = ctx.out
    if reading.tasks:
        plan = reading.plan
        facts = {"title": plan.title, "year": plan.year, "number": plan.document_number}
        out.tell("{title} (year {year}, {number})", **{name: value or "–" for name, value in facts.items()})
        rows = (
            [
                task.number,
                task.title,
                "、".join(task.leaders),
                "、".join(_unit(unit, out) for unit in task.units),
                task.due or _kind(task, out),
            ]
            for task in reading.tasks
        )
        out.table(("No.", "Task", "Leaders", "Units", "Due"), rows)
    for finding in reading.findings:
        out.finding(finding)
    out.line(out.count("{n} task read.", "{n} tasks read.", len(reading.tasks)))


def _unit(unit: UnitMention, out: Output) -> str:
    return unit.name if unit.role is Role.RESPONSIBLE else f"{unit.name} ({out.words(unit.role.value)})"


def _kind(task: TaskDraft, out: Output) -> str:
    return "" if task.due_kind is DueKind.NONE else out.words(task.due_kind.value)
