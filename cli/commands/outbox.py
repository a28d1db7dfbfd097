# SPDX-License-Identifier: Apache-2.0
"""`duban outbox`: what was to leave, what left, and what did not."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.context import AsJson, CommandContext, DryRun, command_context
from models.errors import NotFoundError
from models.kinds import LetterKind, MessageState
from models.queries import channels, nodes, outbox
from models.tables import Message

Row = dict[str, Any]
Numbers = Annotated[list[int], typer.Argument(help="The messages' numbers.")]


def list_(
    context: typer.Context,
    states: Annotated[
        list[MessageState] | None, typer.Option("--state", help="Only this state; may be repeated.")
    ] = None,
    reader: Annotated[str, typer.Option(help="Only to this reader, by part of name or address.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the messages, newest first."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        listed = outbox.listed(session, states=states or (), reader=reader)
        rows = [_as_json(message, is_kept=is_kept) for message, is_kept in listed]
    if as_json:
        ctx.out.json(rows)
        return
    shown = (
        (
            row["id"],
            ctx.out.words(row["state"]),
            row["recipient"],
            _subject(ctx, row),
            row["attempts"],
            row["last_error"],
        )
        for row in rows
    )
    ctx.out.table(("id", "state", "recipient", "subject", "attempts", "last_error"), shown)


def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The message's number.")],
    source: Annotated[bool, typer.Option("--source", help="Print the mail itself, byte for byte.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one message with every attempt to hand it over."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        message = outbox.find(session, number)
        attempts = [item.facts(but={"id"}) for item in outbox.attempts_of(session, message)]
    if source:
        if not message.content:
            raise NotFoundError(
                "The mail of message {id} is not there: it could not be written, or its time is over.",
                cure="How long mails are kept is retention.mail_bodies in the policy.",
                id=message.id,
            )
        typer.echo(message.content, nl=False)
    elif as_json:
        ctx.out.json(_shown(message) | {"deliveries": attempts})
    else:
        _print(ctx, message, attempts)


def retry(context: typer.Context, numbers: Numbers, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Try messages again at once, a stopped relay too; what was given up or not written is written anew."""
    now = command_context(context).program.now()

    def again(session: Session, message: Message) -> None:
        if message.channel_id:
            channels.find(session, message.channel_id)  # what goes to a removed one would be dropped again
        outbox.retry(session, message, now=now)
        nodes.resume(session)

    _change(context, numbers, again, dry_run=dry_run, as_json=as_json)


def drop(context: typer.Context, numbers: Numbers, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take messages that did not leave off the list; they stay in the ledger."""
    _change(context, numbers, lambda _, message: outbox.drop(message), dry_run=dry_run, as_json=as_json)


def resume(context: typer.Context, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Try a stopped relay again at once, instead of waiting for its next trial."""
    ctx = command_context(context)
    with ctx.program.ledger.writing() as session:
        names = nodes.resume(session)
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json({"resumed": list(names)})
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    for name in names:
        ctx.out.tell("Relay {name} is tried again.", name=name)
    if not names:
        ctx.out.tell("No relay is stopped.")


def _change(
    context: typer.Context,
    numbers: Sequence[int],
    change: Callable[[Session, Message], None],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    ctx = command_context(context)
    with ctx.program.ledger.writing() as session:
        messages = [outbox.find(session, number) for number in numbers]
        for message in messages:
            change(session, message)
        rows = [_shown(message) for message in messages]
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json(rows)
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    for row in rows:
        words, subject = ctx.out.words(row["state"]), _subject(ctx, row)
        ctx.out.tell("{id}: {state} – {subject}", id=row["id"], state=words, subject=subject)
    if any(row["state"] is MessageState.UNWRITTEN for row in rows):
        ctx.out.tell("What is unwritten is written anew by the next round: of the daemon, or of duban round.")


def _subject(ctx: CommandContext, row: Row) -> str:
    """Say what a message is about; what was never written has no subject yet."""
    kind = ctx.out.words(row["kind"].value)
    return row["subject"] or ctx.out.words("{kind} to {reader}", kind=kind, reader=row["reader_name"])


def _print(ctx: CommandContext, message: Message, attempts: Sequence[Row]) -> None:
    for name, value in _shown(message).items():
        ctx.out.line(f"{ctx.out.words(name)}: {_said(ctx, value)}")
    for attempt in attempts:
        said = f"{ctx.out.words(attempt['outcome'])} {attempt['code'] or ''} {attempt['text'] or ''}"
        ctx.out.line(f"  {_said(ctx, attempt['at'])} {said.rstrip()}")


def _said(ctx: CommandContext, value: object) -> str:
    match value:
        case None:
            return "–"
        case datetime():
            return f"{value.astimezone(ctx.program.timezone):%Y-%m-%d %H:%M:%S}"
        case bool():
            return ctx.out.words("yes" if value else "no")
        case MessageState() | LetterKind():
            return ctx.out.words(value.value)
    return str(value)


def _shown(message: Message) -> Row:
    size = len(message.content)
    return _as_json(message, is_kept=size > 0) | {"size": size}


def _as_json(message: Message, *, is_kept: bool) -> Row:
    hidden = {"content", "lease_token", "lease_until", "sender"}
    shown = (name for name in Message.model_fields if name not in hidden)
    return {name: getattr(message, name) for name in shown} | {"mail_kept": is_kept}
