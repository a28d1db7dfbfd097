# SPDX-License-Identifier: Apache-2.0
"""`duban unit channel`: the ways beside mail on which a reader is told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.context import AsJson, By, CommandContext, DryRun, beginning_context, command_context
from cli.secret_input import ASK, secret_given
from models.channels import ChannelMessage, ChannelSettings, ChannelView, QuietHours
from models.errors import DeliveryError, UsageError
from models.kinds import ChannelKind, LetterKind
from models.letters import Envelope
from models.queries import channels, rehearsal
from models.queries.feed_scope import find_owner
from notifiers.chat_text import trial
from notifiers.senders.channels import ChannelSender, is_open, masked, moved, settled

Row = dict[str, Any]


def as_rows(session: Session, views: Iterable[ChannelView], *, office: str) -> list[Row]:
    """Give channels as plain data, each with its reader's name."""
    return [
        {
            "id": view.id,
            "reader": channels.reader_name(session, view.reader_key) or office,
            "reader_key": view.reader_key,
            "kind": view.settings.kind,
            "address": masked(view.settings.url),
            "label": view.settings.label,
            "carries": list(view.settings.carries),
            "quiet": str(view.settings.quiet) if view.settings.quiet else None,
            "created_at": view.created_at,
        }
        for view in views
    ]


def show_channels(ctx: CommandContext, rows: Sequence[Row], *, as_json: bool) -> None:
    """List channels."""
    if as_json:
        ctx.out.json(rows)
        return
    columns = ("id", "reader", "kind", "address", "label", "carries", "quiet")
    ctx.out.table(columns, ([_said(ctx, name, row[name]) for name in columns] for row in rows))


def show_channel(ctx: CommandContext, row: Row, *, dry_run: bool, as_json: bool) -> None:
    """Show one channel that was made, changed or removed, with its secret when it is a new one."""
    if as_json:
        ctx.out.json(row)
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    ctx.out.tell("Channel {id} of {reader}: {address}", **row)
    for name in ("label", "carries", "quiet"):
        if row[name]:
            ctx.out.line(f"    {ctx.out.words(name)}: {_said(ctx, name, row[name])}")
    if "secret" in row:
        ctx.out.tell("Its requests are signed with {secret}. Keep it: it is not shown again.", **row)


def warn_if_open(ctx: CommandContext, url: str) -> None:
    """Say that an address is not encrypted, where that matters."""
    if is_open(url):
        told = ctx.out.words("What is sent to {address} can be read on its way.", address=masked(url))
        typer.echo(told, err=True)


def show_trial(
    ctx: CommandContext,
    row: Row,
    note: ChannelMessage,
    *,
    failure: DeliveryError | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what a trial message said, and what came of it."""
    told = ctx.out.told(failure) if failure else None
    if as_json:
        ctx.out.json(
            row | {"sent": not dry_run and failure is None, "error": told, "note": note.content.decode()}
        )
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
        ctx.out.line(note.content.decode())
    elif told:
        ctx.out.tell("Channel {id} did not take it: {why}", id=row["id"], why=told)
    else:
        ctx.out.tell("Channel {id} took it.", id=row["id"])


def _said(ctx: CommandContext, name: str, value: Any) -> str:
    if name == "carries":
        return ctx.out.words(", ").join(ctx.out.words(kind) for kind in value) or ctx.out.words("all")
    return ctx.out.words(value) if name == "kind" else str(value or "")


HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def parse_kinds(written: str) -> tuple[LetterKind, ...]:
    """Read kinds of letter separated by commas; `all` is no restriction. UsageError names the known ones."""
    if written.strip() == "all":
        return ()
    names = [name.strip() for name in written.split(",") if name.strip()]
    known = {kind.value for kind in LetterKind}
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise UsageError(
            '"{written}" names no kinds of letter.',
            cure="Write some of {known}, separated by commas, or all.",
            written=written,
            known=", ".join(LetterKind),
        )
    return tuple(kind for kind in LetterKind if kind.value in names)


def parse_quiet(written: str) -> QuietHours | None:
    """Read quiet hours such as `20:00-08:00`, also over midnight; `none` is no quiet."""
    if written.strip() == "none":
        return None
    found = HOURS.fullmatch(written.strip())
    hours = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
    start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    if start == end:
        raise UsageError(
            '"{written}" are no quiet hours.', cure="Write them as 20:00-08:00, or none.", written=written
        )
    return QuietHours(start=start, end=end)


ReaderName = Annotated[str, typer.Argument(help="A unit, a leader, or `office`.")]
Number = Annotated[int, typer.Argument(help="The channel's number.")]
Label = Annotated[str | None, typer.Option(help="What the channel is for.")]
Only = Annotated[
    str | None,
    typer.Option(
        metavar="KINDS", help="Only these kinds of letter, such as weekly,urging; all for every kind."
    ),
]
Quiet = Annotated[
    str | None, typer.Option(metavar="HOURS", help="Hours in which it waits, such as 20:00-08:00; or none.")
]
Secret = Annotated[
    str | None,
    typer.Option(help="What requests are signed with; one is made for a webhook if left out; - asks for it."),
]
SecretFile = Annotated[
    Path | None, typer.Option("--secret-file", metavar="FILE", help="A file with the secret instead.")
]
UrlFile = Annotated[
    Path | None, typer.Option("--url-file", metavar="FILE", help="A file with the address instead.")
]


def list_(
    context: typer.Context,
    reader: Annotated[str | None, typer.Argument(help="Only of this unit, leader, or `office`.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the channels, their addresses masked."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        key = find_owner(session, reader) if reader else None
        rows = as_rows(
            session, channels.views(session, reader_key=key), office=ctx.program.settings.office_name
        )
    show_channels(ctx, rows, as_json=as_json)


def add(
    context: typer.Context,
    reader: ReaderName,
    url: Annotated[
        str,
        typer.Argument(help="The address of a chat's bot, of a webhook, or of Apprise; - asks for it."),
    ] = ASK,
    url_file: UrlFile = None,
    label: Label = None,
    only: Only = None,
    quiet: Quiet = None,
    secret: Secret = None,
    secret_file: SecretFile = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a unit, a leader or the office a channel; a webhook's secret is shown this once."""
    ctx = command_context(context) if dry_run else beginning_context(context)
    address = _address(ctx, url, url_file)
    secret = _secret(ctx, secret, secret_file)
    settings = settled(
        ChannelSettings(
            kind=ChannelKind.CHAT,
            url=address or "",
            secret=secret or "",
            label=label or "",
            carries=parse_kinds(only or "all"),
            quiet=parse_quiet(quiet or "none"),
        )
    )
    program = ctx.program
    with program.ledger.writing() as session:
        key = find_owner(session, reader)
        made = channels.add(session, key, settings, now=program.now(), by=by or program.user)
        (row,) = as_rows(session, [made], office=program.settings.office_name)
        if dry_run:
            session.rollback()
    is_shown = settings.kind is ChannelKind.WEBHOOK and not secret and not dry_run
    show_channel(
        ctx, row | ({"secret": settings.secret} if is_shown else {}), dry_run=dry_run, as_json=as_json
    )
    warn_if_open(ctx, settings.url)


def set_(
    context: typer.Context,
    number: Number,
    url: Annotated[str | None, typer.Option(help="Another address; - asks for it.")] = None,
    url_file: UrlFile = None,
    label: Label = None,
    only: Only = None,
    quiet: Quiet = None,
    secret: Secret = None,
    secret_file: SecretFile = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Set a channel anew; what is not named stays as it is."""
    ctx = command_context(context)
    program = ctx.program
    url, secret = _address(ctx, url, url_file), _secret(ctx, secret, secret_file)
    with program.ledger.writing() as session:
        before = channels.find(session, number).settings
        placed = before if url is None else moved(before, url)
        wanted = replace(
            placed,
            secret=placed.secret if secret is None else secret,
            label=before.label if label is None else label,
            carries=before.carries if only is None else parse_kinds(only),
            quiet=before.quiet if quiet is None else parse_quiet(quiet),
        )
        settings = settled(wanted) if url is not None or secret is not None else wanted
        made = channels.change(session, number, settings, now=program.now(), by=by or program.user)
        (row,) = as_rows(session, [made], office=program.settings.office_name)
        if dry_run:
            session.rollback()
    is_new = settings.kind is ChannelKind.WEBHOOK and settings.secret not in (before.secret, secret)
    shown = {"secret": settings.secret} if is_new and not dry_run else {}
    show_channel(ctx, row | shown, dry_run=dry_run, as_json=as_json)
    warn_if_open(ctx, settings.url)


def remove(
    context: typer.Context, number: Number, by: By = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Take a channel away; what still waits for it is dropped."""
    ctx = command_context(context)
    program = ctx.program
    with program.ledger.writing() as session:
        gone = channels.remove(session, number, now=program.now(), by=by or program.user)
        (row,) = as_rows(session, [gone], office=program.settings.office_name)
        if dry_run:
            session.rollback()
    show_channel(ctx, row, dry_run=dry_run, as_json=as_json)


def test(context: typer.Context, number: Number, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Send one message now, whatever the hour, and say what came of it."""
    ctx, now = command_context(context), command_context(context).program.now()
    program = ctx.program
    with program.ledger.reading() as session:
        channel = channels.find(session, number)
        (row,) = as_rows(session, [channel], office=program.settings.office_name)
        is_rehearsal = rehearsal.is_rehearsal(session)
    if is_rehearsal and not dry_run:
        raise UsageError(
            "The ledger is in rehearsal: nothing leaves, also no trial.",
            cure="Look at the message with --dry-run; what leaves, leaves after: duban live.",
        )
    key = f"trial:{now:%Y-%m-%dT%H:%M:%S.%f}@{channel.recipient}"
    note = trial(
        identity=program.sender_identity, reader=row["reader"], reader_key=channel.reader_key, key=key
    )
    envelope = Envelope(
        key=key,
        message_id=key,
        sender="",
        recipient=channel.recipient,
        subject=note.title,
        content=note.content,
    )
    failure = None if dry_run else _failure(ChannelSender(lambda _number: channel, now=program.now), envelope)
    show_trial(ctx, row, note, failure=failure, dry_run=dry_run, as_json=as_json)
    if failure:
        raise typer.Exit(DeliveryError.exit_status)


def _address(ctx: CommandContext, written: str | None, file: Path | None) -> str | None:
    return secret_given(ctx, written, file, question="Address of the channel", option="--url")


def _secret(ctx: CommandContext, written: str | None, file: Path | None) -> str | None:
    return secret_given(ctx, written, file, question="Secret of the channel", option="--secret")


def _failure(sender: ChannelSender, envelope: Envelope) -> DeliveryError | None:
    try:
        sender.send(envelope)
    except DeliveryError as failure:
        return failure
    return None
