"""`duban plan`: read a document, import it, look at what the ledger holds."""

from pathlib import Path
from typing import Annotated

import typer

from cli.due import show_standings
from cli.proposal_view import proposal_as_json, show_proposal
from cli.state import AsJson, By, DryRun, On, State, Yes, read_bytes, state
from models.errors import InputError
from models.kinds import Severity
from models.queries import plans
from models.queries.views import task_views
from plans.as_json import as_json
from plans.drafts import Reading
from plans.imports import apply, propose
from plans.reading import read
from scheduler.signals import standing

app = typer.Typer(no_args_is_help=True, help="Read plan documents and bring them into the ledger.")
File = Annotated[Path, typer.Argument(help="The document: .txt, .docx, .csv or .xlsx.")]
Year = Annotated[int | None, typer.Option(min=1949, max=2200, help="The plan's year, if not in the text.")]


@app.command("read")
def read_(context: typer.Context, file: File, year: Year = None, as_json_: AsJson = False) -> None:
    """Read a document and show what was understood, without touching the ledger."""
    here = state(context)
    reading = read(read_bytes(file), name=file.name, year=year)
    if as_json_:
        here.out.json(as_json(reading, gettext=here.program.catalogue.gettext))
    else:
        _show_reading(here, reading)
    if not reading.tasks:
        raise typer.Exit(InputError.exit_status)


@app.command("import")
def import_(
    context: typer.Context,
    file: File,
    year: Year = None,
    key: Annotated[str | None, typer.Option(help="The plan that this document revises.")] = None,
    with_errors: Annotated[
        bool, typer.Option("--with-errors", help="Import although the document has errors.")
    ] = False,
    by: By = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json_: AsJson = False,
) -> None:
    """Show what a document would change in the ledger, and change it once a person approves."""
    here = state(context)
    program, out, now = here.program, here.out, here.program.now()
    reading = read(read_bytes(file), name=file.name, year=year)
    with program.ledger.reading() as session:
        proposal = propose(session, reading, on=now.date(), key=key)
    out.json(proposal_as_json(proposal, out)) if as_json_ else show_proposal(proposal, out)
    if dry_run or proposal.changes_nothing:
        return
    _refuse_errors(here, reading, allowed=with_errors)
    here.approve("Bring this into the ledger?", yes=yes)
    with program.ledger.writing() as session:
        apply(session, proposal, reading, now=now, by=by or program.user)
    if not as_json_:
        out.tell("Plan {key} is in the ledger.", key=proposal.key)


@app.command("list")
def list_(context: typer.Context, as_json_: AsJson = False) -> None:
    """List the plans in the ledger."""
    here = state(context)
    with here.program.ledger.reading() as session:
        rows = [plan.model_dump(exclude={"id", "sha256"}) for plan in plans.all_plans(session)]
    if as_json_:
        here.out.json(rows)
    else:
        columns = ("key", "year", "document_number", "title", "revision")
        here.out.table(columns, ([row[column] for column in columns] for row in rows))


@app.command("show")
def show(
    context: typer.Context,
    plan: Annotated[str, typer.Argument(help="The plan's key, number or title.")],
    on: On = None,
    as_json_: AsJson = False,
) -> None:
    """List the tasks of one plan with their signals."""
    here = state(context)
    day, program = here.day(on), here.program
    with program.ledger.reading() as session:
        tasks = task_views(session, on=day, plan_id=plans.find_plan(session, plan).id)
    stands = [standing(task, on=day, calendar=program.calendar, policy=program.policy) for task in tasks]
    show_standings(here.out, stands, as_json=as_json_)


def _show_reading(here: State, reading: Reading) -> None:
    out, plan = here.out, reading.plan
    out.tell("{title} (year {year}, {number})", title=plan.title, year=plan.year, number=plan.document_number)
    rows = (
        [
            task.number,
            task.title,
            "、".join(task.leaders),
            "、".join(unit.name for unit in task.units),
            task.due,
        ]
        for task in reading.tasks
    )
    out.table(("No.", "Task", "Leaders", "Units", "Due"), rows)
    for finding in reading.findings:
        out.finding(finding)
    out.line(out.count("{n} task read.", "{n} tasks read.", len(reading.tasks)))


def _refuse_errors(here: State, reading: Reading, *, allowed: bool) -> None:
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    if errors and not allowed:
        raise InputError(
            "The document has errors, so nothing was imported: {errors}",
            cure="Mend it, or import it as it is with --with-errors.",
            errors=" ".join(here.out.told(each) for each in errors),
        )
