# SPDX-License-Identifier: Apache-2.0
"""The dialogue of `duban unit import`: what a file would change, what its rows are, and the approval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import AsJson, By, CommandContext, DryRun, Yes, beginning_context, read_bytes
from cli.output import Output
from models.errors import UsageError
from models.findings import Finding
from models.tables.units import GROUP, UNKNOWN
from plans.units.registry import (
    Kinds,
    RegistryProposal,
    UnitChange,
    apply_registry,
    refuse_unclear,
    write_registry,
)
from plans.units.registry_file import (
    ANSWERS,
    LEADER,
    POST,
    SKIP,
    UNIT,
    RegistryFile,
    read_registry,
)

CHOICES = {"u": UNIT, "l": LEADER, "p": POST, "g": GROUP, "s": SKIP}
WORDS = {
    UNIT: "a unit",
    LEADER: "a leader",
    POST: "a post",
    GROUP: "a word for several units",
    SKIP: "nothing of the registry: leave it out",
}
"""What a row is, as it is asked and shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitImportRequest:
    """What the command line asks of an import of units."""

    kinds: Kinds
    by: str | None
    yes: bool
    dry_run: bool
    as_json: bool


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file: name, aliases, kind, parent, mailbox, …")],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="NAME=KIND",
            help="What a row is that reads like no unit: leader, post, group, unit or skip.",
        ),
    ] = None,
    by: By = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Show which units, leaders and posts a file adds or changes, and write them once a person approves."""
    ctx = beginning_context(context, dry_run=dry_run)
    kinds = kinds_of(kind or ())
    wanted = UnitImportRequest(kinds=kinds, by=by, yes=yes, dry_run=dry_run, as_json=as_json)
    bring_in_units(ctx, read_registry(read_bytes(file), name=file.name), wanted)


def kinds_of(told: Iterable[str]) -> Kinds:
    """Read `NAME=KIND` from the command line; UsageError for anything else."""
    kinds: dict[str, str] = {}
    for text in told:
        name, _, kind = (part.strip() for part in text.rpartition("="))
        if not name or kind not in ANSWERS:
            raise UsageError(
                '"{text}" does not say what a row is.',
                cure="Write --kind NAME=KIND, where KIND is leader, post, group, unit or skip.",
                text=text,
            )
        kinds[name] = ANSWERS[kind]
    return kinds


def bring_in_units(ctx: CommandContext, file: RegistryFile, wanted: UnitImportRequest) -> None:
    """Show what a file would change, ask what is not sure, and write it once approved."""
    proposal = _proposal(ctx, file, wanted)
    if not (wanted.yes or wanted.dry_run or wanted.as_json):
        proposal, wanted = _settled(ctx, file, proposal, wanted)
    if wanted.as_json:
        ctx.out.json(_as_json(proposal, ctx.out))
    else:
        _show(proposal, ctx.out, dry_run=wanted.dry_run)
    if wanted.dry_run or proposal.changes_nothing:
        return
    refuse_unclear(proposal)
    ctx.approve("Bring this into the ledger?", yes=wanted.yes)
    program = ctx.program
    with program.ledger.writing() as session:
        now, who = program.now(), wanted.by or program.user
        apply_registry(session, proposal, file, kinds=wanted.kinds, now=now, by=who)
    if not wanted.as_json:
        ctx.out.tell("The units are in the ledger.")


def _proposal(ctx: CommandContext, file: RegistryFile, wanted: UnitImportRequest) -> RegistryProposal:
    """Write the file into the ledger and take it back: what changed is what would change."""
    program = ctx.program
    with program.ledger.writing() as session:
        who = wanted.by or program.user
        proposal = write_registry(session, file, kinds=wanted.kinds, now=program.now(), by=who)
        session.rollback()
    return proposal


def _settled(
    ctx: CommandContext, file: RegistryFile, proposal: RegistryProposal, wanted: UnitImportRequest
) -> tuple[RegistryProposal, UnitImportRequest]:
    """Ask of each row that reads like no unit what it is."""
    kinds = dict(wanted.kinds)
    for question in proposal.questions:
        ctx.out.finding(question)
        for letter, kind in CHOICES.items():
            ctx.out.line(f"  {letter}) {ctx.out.words(WORDS[kind])}")
        answer = ctx.choose(ctx.out.words("What is {name}?", name=question.facts["name"]), tuple(CHOICES))
        if answer is None:
            return proposal, wanted
        kinds[question.facts["name"]] = CHOICES[answer]
    wanted = replace(wanted, kinds=kinds)
    return (_proposal(ctx, file, wanted) if proposal.questions else proposal), wanted


def _show(proposal: RegistryProposal, out: Output, *, dry_run: bool) -> None:
    if dry_run:
        out.tell("This would happen, and nothing was changed:")
    if proposal.doubtful:
        out.tell("To be looked at first:")
    for change in proposal.changes:
        show_change(change, out)
    for found in (*proposal.findings, *proposal.questions):
        out.finding(found)
    new = sum(change.is_new for change in proposal.changes)
    out.tell(
        "{new} added, {changed} changed, {unchanged} unchanged.",
        new=new,
        changed=len(proposal.changes) - new,
        unchanged=proposal.unchanged,
    )
    if proposal.changes_nothing:
        out.tell("The ledger already says all this; nothing to do.")


def show_change(change: UnitChange, out: Output) -> None:
    """Print what changes of a unit, leader or post, field by field, and what to look at."""
    kind = "" if change.kind == UNIT else f" ({out.words(WORDS[change.kind])})"
    style = "green" if change.is_new else "yellow"
    out.line(f"{'+' if change.is_new else '~'} {change.name}{kind}", style=style)
    for name, (before, after) in change.fields.items():
        was = "–" if before in ("", UNKNOWN) else before
        out.line(f"    {out.words(name)}: {was} → {after or '–'}")
    for found in change.findings:
        out.finding(found)


def _as_json(proposal: RegistryProposal, out: Output) -> dict[str, Any]:
    new = sum(change.is_new for change in proposal.changes)
    return {
        "counts": {
            "added": new,
            "changed": len(proposal.changes) - new,
            "unchanged": proposal.unchanged,
        },
        "changes": [change_as_json(change, out) for change in proposal.changes],
        "questions": findings_as_json(proposal.questions, out),
        "findings": findings_as_json(proposal.findings, out),
    }


def change_as_json(change: UnitChange, out: Output) -> dict[str, Any]:
    """Give a change of the registry as plain data."""
    return {
        "name": change.name,
        "kind": change.kind,
        "is_new": change.is_new,
        "is_doubtful": change.is_doubtful,
        "fields": {
            name: {"before": before, "after": after} for name, (before, after) in change.fields.items()
        },
        "findings": findings_as_json(change.findings, out),
    }


def findings_as_json(findings: Sequence[Finding], out: Output) -> list[dict[str, Any]]:
    """Give findings about a file of units as plain data."""
    return [
        {"code": each.code, "severity": each.severity, "line": each.line, "message": out.told(each)}
        for each in findings
    ]
