# SPDX-License-Identifier: Apache-2.0
"""`duban bounce`: mails that came back, and the mailboxes no mail is sent to because of it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli.context import AsJson, By, CommandContext, DryRun, On, command_context
from models.errors import UsageError
from models.kinds import BounceEffect
from models.queries import bounces
from models.tables import Bounce
from scheduler.upkeep import record_bounces

DRY = "This would happen, and nothing was changed:"


def list_(
    context: typer.Context,
    with_cleared: Annotated[bool, typer.Option("--all", help="Also those that are settled.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what came back, newest first, and whether it stops mail to its mailbox."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        rows = bounces.listed(session, with_cleared=with_cleared)
    _show(ctx, rows, as_json=as_json)


def read(context: typer.Context, on: On = None, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Read returned mails now; the daemon does so by itself."""
    ctx = command_context(context)
    program, inbox = ctx.program, ctx.program.inbox()
    if inbox is None:
        raise UsageError("It is not set where returned mails arrive.", cure="Set DUBAN_BOUNCES.")
    noted = record_bounces(program.ledger, inbox, program.proof, now=ctx.moment(on), dry_run=dry_run)
    if dry_run and not as_json:
        ctx.out.tell(DRY)
    _show(ctx, noted, as_json=as_json)


def clear(
    context: typer.Context,
    mailbox: Annotated[str | None, typer.Argument(help="The address that works again.")] = None,
    unread: Annotated[bool, typer.Option("--unread", help="Those that could not be read.")] = False,
    on: On = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send to a mailbox again after it was mended; what it missed and is still owed goes out next."""
    ctx = command_context(context)
    if bool(mailbox) == unread:
        raise UsageError("It is not said what to clear.", cure="Name one mailbox, or --unread.")
    with ctx.program.ledger.writing() as session:
        count = bounces.restore(session, mailbox or "", now=ctx.moment(on), by=by or ctx.program.user)
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json({"mailbox": mailbox, "cleared": count, "changed": not dry_run})
        return
    if dry_run:
        ctx.out.tell(DRY)
    if mailbox:
        ctx.out.tell("{mailbox} gets mail again.", mailbox=mailbox)
    else:
        ctx.out.tell("What could not be read is settled.")


def _show(ctx: CommandContext, rows: Sequence[Bounce], *, as_json: bool) -> None:
    if as_json:
        ctx.out.json([row.facts(but={"source"}) for row in rows])
    else:
        ctx.out.table(("mailbox", "What follows", "text", "time"), (_cells(ctx, row) for row in rows))


def _cells(ctx: CommandContext, row: Bounce) -> tuple[object, ...]:
    words = ctx.out.words
    what_follows = {
        BounceEffect.STOPS: words("no mail goes there any more"),
        BounceEffect.SOFT: words("goes on: the mailbox is there"),
        BounceEffect.MEMBER: words("goes on: only {recipient} behind it failed", recipient=row.recipient),
        BounceEffect.VAGUE: words("goes on: it does not say whom it is about"),
        BounceEffect.OUTDATED: words("goes on: it is about an earlier mail"),
        BounceEffect.UNSENT: words("goes on: that mail has not left"),
        BounceEffect.UNPROVEN: words("goes on: anybody could have written it"),
        BounceEffect.UNREAD: words("could not be read"),
    }
    return (
        row.mailbox or "–",
        what_follows[row.effect],
        row.text if row.status in row.text else f"{row.status} {row.text}",
        f"{row.at.astimezone(ctx.program.timezone):%Y-%m-%d %H:%M}",
    )
