"""Channels as they are listed: never with what opens their addresses, nor with secrets."""

from collections.abc import Iterable, Sequence
from typing import Any

import typer
from sqlmodel import Session

from cli.state import State
from models.channels import ChannelView, Note
from models.errors import DeliveryError
from models.queries import channels
from notifiers.addresses import is_open, masked

Row = dict[str, Any]


def as_rows(session: Session, views: Iterable[ChannelView], *, office: str) -> list[Row]:
    """Give channels as plain data, each with its reader's name."""
    return [_row(view, channels.reader_name(session, view.reader_key) or office) for view in views]


def show_channels(here: State, rows: Sequence[Row], *, as_json: bool) -> None:
    """List channels."""
    if as_json:
        here.out.json(rows)
        return
    columns = ("id", "reader", "kind", "address", "label", "carries", "quiet")
    here.out.table(columns, ([_said(here, name, row[name]) for name in columns] for row in rows))


def show_channel(here: State, row: Row, *, dry_run: bool, as_json: bool) -> None:
    """Show one channel that was made, changed or removed, with its secret when it is a new one."""
    if as_json:
        here.out.json(row)
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    here.out.tell("Channel {id} of {reader}: {address}", **row)
    for name in ("label", "carries", "quiet"):
        if row[name]:
            here.out.line(f"    {here.out.words(name)}: {_said(here, name, row[name])}")
    if "secret" in row:
        here.out.tell("Its requests are signed with {secret}. Keep it: it is not shown again.", **row)


def warn_if_open(here: State, url: str) -> None:
    """Say that an address is not encrypted, where that matters."""
    if is_open(url):
        told = here.out.words("What is sent to {address} can be read on its way.", address=masked(url))
        typer.echo(told, err=True)


def show_trial(
    here: State,
    row: Row,
    note: Note,
    *,
    failure: DeliveryError | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what a trial message said, and what came of it."""
    told = here.out.told(failure) if failure else None
    if as_json:
        here.out.json(
            row | {"sent": not dry_run and failure is None, "error": told, "note": note.content.decode()}
        )
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
        here.out.line(note.content.decode())
    elif told:
        here.out.tell("Channel {id} did not take it: {why}", id=row["id"], why=told)
    else:
        here.out.tell("Channel {id} took it.", id=row["id"])


def _row(view: ChannelView, reader: str) -> Row:
    settings = view.settings
    return {
        "id": view.id,
        "reader": reader,
        "reader_key": view.reader_key,
        "kind": settings.kind,
        "address": masked(settings.url),
        "label": settings.label,
        "carries": list(settings.carries),
        "quiet": str(settings.quiet) if settings.quiet else None,
        "created_at": view.created_at,
    }


def _said(here: State, name: str, value: Any) -> str:
    if name == "carries":
        return here.out.words(", ").join(here.out.words(kind) for kind in value) or here.out.words("all")
    return here.out.words(value) if name == "kind" else str(value or "")
