"""`duban unit`: the registry of units, leaders and posts."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.moments import parse_day
from cli.output import Output
from cli.state import AsJson, By, DryRun, beginning, read_bytes, state
from cli.unit_view import show_likely, show_merged, show_resolved, show_unknown
from models.addresses import written
from models.errors import UsageError
from models.queries import plans, units
from plans.units import resolving, succession
from plans.units.registry import UnitChange, import_registry


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file: name, aliases, kind, parent, mailbox, …")],
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add new units, leaders and posts, and bring known ones up to date."""
    here = beginning(context, dry_run=dry_run)
    program, content = here.program, read_bytes(file)
    with program.ledger.writing() as session:
        changes = import_registry(session, content, name=file.name, now=program.now(), by=by or program.user)
        if dry_run:
            session.rollback()
    if as_json:
        here.out.json([_change_as_json(change, here.out) for change in changes])
    else:
        _show(here.out, changes, dry_run=dry_run)


def list_(
    context: typer.Context,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only units that a plan named and nobody has described.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every unit with its names and mailbox."""
    here = state(context)
    if unknown:
        show_unknown(here, as_json=as_json)
        return
    with here.program.ledger.reading() as session:
        rows = [
            asdict(entry) | {"mailbox": written(entry.mailboxes) or None} for entry in units.entries(session)
        ]
    if as_json:
        here.out.json(rows)
        return
    columns = ("name", "kind", "mailbox", "contact", "leader", "parent", "successor", "since", "aliases")
    shown = ([*(row[column] for column in columns[:-1]), "、".join(row["aliases"])] for row in rows)
    here.out.table(columns, shown)


def suggest(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as a plan has it.")],
    as_json: AsJson = False,
) -> None:
    """Show the units that a name reads like; none is taken for it."""
    show_likely(state(context), name, as_json=as_json)


def merge(
    context: typer.Context,
    former: Annotated[str, typer.Argument(help="The unit that is no more, by any of its names.")],
    unit: Annotated[str, typer.Argument(help="The unit that takes over from it.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The day from which it stands.")],
    renamed: Annotated[
        bool, typer.Option("--renamed", help="Both are the same body under another name.")
    ] = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let one unit take over from another; what was closed keeps the former name."""
    here = state(context)
    program = here.program
    with program.ledger.writing() as session:
        merged = succession.merge(
            session,
            former,
            unit,
            since=parse_day(since),
            is_renaming=renamed,
            now=program.now(),
            by=by or program.user,
        )
        if dry_run:
            session.rollback()
    show_merged(here, merged, dry_run=dry_run, as_json=as_json)


def resolve(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="The group word, as the task has it.")],
    plan: Annotated[str, typer.Option("--plan", help="The plan's key, number or title.")],
    number: Annotated[str, typer.Option("--task", help="The task's number.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", help="A unit that is meant; repeat it for each.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said before.")] = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say which units a group word of one task means: they get its mails."""
    here = state(context)
    program, now = here.program, here.program.now()
    if bool(to) == undo:
        raise UsageError(
            "Either units or --undo must be given.", cure="Write --to UNIT for each unit, or --undo."
        )
    with program.ledger.writing() as session:
        task = plans.find_task(session, plan, number)
        user = by or program.user
        if to:
            told = resolving.resolve(session, task, word, to, now=now, by=user)
        else:
            told = resolving.unresolve(session, task, word, now=now, by=user)
        if dry_run:
            session.rollback()
    show_resolved(here, told, dry_run=dry_run, as_json=as_json)


def _change_as_json(change: UnitChange, out: Output) -> dict[str, Any]:
    findings = [
        {"code": each.code, "severity": each.severity, "line": each.line, "message": out.told(each)}
        for each in change.findings
    ]
    return {**asdict(change), "findings": findings}


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
        for finding in change.findings:
            out.finding(finding)
    new = sum(change.is_new for change in changes)
    out.tell("{new} added, {changed} changed.", new=new, changed=len(changes) - new)
