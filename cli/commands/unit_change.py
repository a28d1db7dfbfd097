# SPDX-License-Identifier: Apache-2.0
"""`duban unit set` and `unit remove`: one change of one unit, leader or post, with who says so and why."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.commands.unit_import import change_as_json, show_change
from cli.context import AsJson, DryRun, Reason, SaidBy, command_context
from models.errors import UsageError
from models.text import shell_word
from plans.units import editing
from plans.units.editing import UnitEdit

UnitName = Annotated[str, typer.Argument(help="A unit, leader or post, by any of its names.")]
Several = list[str] | None


def set_(
    context: typer.Context,
    name: UnitName,
    mailbox: Annotated[
        Several,
        typer.Option("--mailbox", metavar="ADDRESS", help="Its mailbox from now on; repeat it, - for none."),
    ] = None,
    add_mailbox: Annotated[
        Several,
        typer.Option("--add-mailbox", metavar="ADDRESS", help="One more mailbox; cc: before it for a copy."),
    ] = None,
    remove_mailbox: Annotated[
        Several, typer.Option("--remove-mailbox", metavar="ADDRESS", help="A mailbox it has no more.")
    ] = None,
    new_name: Annotated[
        str | None, typer.Option("--name", help="Its name from now on; the former one stays known.")
    ] = None,
    add_alias: Annotated[Several, typer.Option("--add-alias", help="One more name it is known by.")] = None,
    remove_alias: Annotated[Several, typer.Option("--remove-alias", help="A name it has no more.")] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", help="The person to ask, of a post its holder; - for nobody.")
    ] = None,
    leader: Annotated[str | None, typer.Option("--leader", help="The leader in charge; - for none.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="What kind of unit it is.")] = None,
    parent: Annotated[str | None, typer.Option("--parent", help="The unit above it; - for none.")] = None,
    reason: Reason = "",
    says: SaidBy = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change one unit, leader or post: mailboxes, name, other names, contact, leader, kind, parent."""
    ctx = command_context(context)
    program = ctx.program
    edit = UnitEdit(
        name=new_name,
        mailboxes=tuple(mailbox or ()),
        mailboxes_added=tuple(add_mailbox or ()),
        mailboxes_removed=tuple(remove_mailbox or ()),
        aliases_added=tuple(add_alias or ()),
        aliases_removed=tuple(remove_alias or ()),
        contact=contact,
        leader=leader,
        kind=kind,
        parent=parent,
    )
    if edit.says_nothing:
        raise UsageError("There is nothing to change.", cure="Give --mailbox, --name or another option.")
    with program.ledger.writing() as session:
        who = says or program.user
        change = editing.set_unit(session, name, edit, reason=reason, now=program.now(), by=who)
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json(change_as_json(change, ctx.out))
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    if change.fields:
        show_change(change, ctx.out)
    else:
        ctx.out.tell("The ledger already says all this; nothing to do.")


def remove(
    context: typer.Context,
    name: UnitName,
    reason: Reason = "",
    says: SaidBy = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Take a unit, leader or post off the registry; a unit that tasks name is ended instead."""
    ctx = command_context(context)
    program = ctx.program
    with program.ledger.writing() as session:
        who = says or program.user
        removed = editing.remove(session, name, reason=reason, now=program.now(), by=who)
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json(asdict(removed))
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    if removed.ended_on is None:
        ctx.out.tell("{name} is off the registry; no task named it.", name=removed.name)
        return
    ctx.out.tell(
        "{name} ends on {ended}: it gets no further mail and no calendar; {count} open tasks name it.",
        name=removed.name,
        ended=removed.ended_on,
        count=len(removed.tasks),
    )
    if removed.tasks:
        ctx.out.line("  " + "、".join(removed.tasks))
        ctx.out.tell(
            "Give them to another unit with: duban unit merge {shown} UNIT --from {ended}.",
            shown=shell_word(removed.name),
            ended=removed.ended_on,
        )
