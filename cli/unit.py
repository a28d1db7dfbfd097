"""`duban unit`: the registry of units, leaders and posts."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.output import Output
from cli.state import AsJson, By, DryRun, read_bytes, state
from models.queries import units
from plans.registry import UnitChange, import_registry

app = typer.Typer(no_args_is_help=True, help="Keep the registry of units, leaders and posts.")


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file: name, aliases, kind, parent, mailbox, …")],
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add new units, leaders and posts, and bring known ones up to date."""
    here = state(context)
    program, content = here.program, read_bytes(file)
    with program.ledger.writing() as session:
        changes = import_registry(session, content, name=file.name, now=program.now(), by=by or program.user)
        if dry_run:
            session.rollback()
    if as_json:
        here.out.json([asdict(change) for change in changes])
    else:
        _show(here.out, changes, dry_run=dry_run)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every unit with its names and mailbox."""
    here = state(context)
    with here.program.ledger.reading() as session:
        rows = [asdict(entry) for entry in units.entries(session)]
    if as_json:
        here.out.json(rows)
        return
    columns = ("name", "kind", "mailbox", "contact", "leader", "parent", "aliases")
    shown = ([*(row[column] for column in columns[:-1]), "、".join(row["aliases"])] for row in rows)
    here.out.table(columns, shown)


def _show(out: Output, changes: Sequence[UnitChange], *, dry_run: bool) -> None:
    if dry_run:
        out.tell("This would happen, and nothing was changed:")
    for change in changes:
        out.line(
            f"{'+' if change.is_new else '~'} {change.name}", style="green" if change.is_new else "yellow"
        )
        for name, (before, after) in change.fields.items():
            if not change.is_new:
                out.line(f"    {out.words(name)}: {before or '–'} → {after or '–'}")
    new = sum(change.is_new for change in changes)
    out.tell("{new} added, {changed} changed.", new=new, changed=len(changes) - new)
