# SPDX-License-Identifier: Apache-2.0
"""`duban db`: upgrade, back up and move the ledger."""

from contextlib import closing
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal
from typing import Annotated

import typer

from cli.context import CommandContext, DryRun, command_context
from cli.daemon.daemon import daemon_lock
from cli.progress import counting
from cli.secret_input import ASK, secret_given
from models.backend_move import count_rows, move, require_free
from models.database import Ledger, is_database
from models.errors import LedgerError, UsageError
from models.failures import shown
from models.migrations import head, is_current, require_made, revision_of, upgrade
from models.queries.nodes import is_silent, stats

WHERE_TO = "Address of the database to move into"


def move_(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option("--to", metavar="URL", help="The database to move into; - asks for it."),
    ] = ASK,
    to_file: Annotated[
        Path | None, typer.Option("--to-file", metavar="FILE", help="A file with the address instead.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Move the ledger into another database and compare every row; run it again if it was broken off."""
    ctx = command_context(context)
    source = ctx.program.ledger
    url = secret_given(ctx, to, to_file, question=WHERE_TO, option="--to") or ""
    with daemon_lock(source.path), closing(_target(url)) as target:
        _require_rest(ctx)
        require_free(target)
        rows = count_rows(source)
        if dry_run:
            columns = ("table", "rows")
            ctx.out.table(columns, [(name, count) for name, count in rows.items() if count])
            ctx.out.tell("Would move {rows} rows.", rows=sum(rows.values()))
            return
        with counting(ctx.out.words("Copying, then comparing"), 2 * sum(rows.values())) as told:
            move(source, target, told)
    _tell(ctx, target, sum(rows.values()))


def _target(url: str) -> Ledger:
    if not is_database(url):
        raise UsageError(
            "The address to move into names no database.",
            cure="Write postgresql+psycopg://USER:PASSWORD@HOST/NAME or sqlite:///PATH.",
        )
    return Ledger(url)


def _require_rest(ctx: CommandContext) -> None:
    """Refuse to move away from under nodes; on SQLite the lock has shown that there is none."""
    if ctx.program.ledger.is_sqlite:
        return
    with ctx.program.ledger.reading() as session:
        found = stats(session, now=ctx.program.now())
    alive = [node.node for node in found.nodes if not is_silent(node, now=found.at)]
    if alive:
        raise LedgerError(
            "Nodes work on this ledger: {nodes}.",
            cure="Stop them, and wait until duban status says that they fell silent.",
            nodes=", ".join(alive),
        )


def _tell(ctx: CommandContext, target: Ledger, rows: int) -> None:
    out, settings = ctx.out, ctx.program.settings
    out.tell("Moved {rows} rows; each was compared and is the same.", rows=rows)
    out.tell("Now set on every node: DUBAN_DATABASE_URL={url}", url=shown(target.url))
    if not settings.secret_key.get_secret_value():
        path = settings.var / "secret.key"
        out.tell("and DUBAN_SECRET_KEY to what {path} holds, else every feed gets a new address.", path=path)
    out.tell("The old database is as it was; never start duban on it again.")


def upgrade_(context: typer.Context, dry_run: DryRun = False) -> None:
    """Bring the tables to the revision this program needs."""
    ctx = command_context(context)
    ledger = ctx.program.raw_ledger
    if dry_run:
        require_made(ledger)
    else:
        ctx.program.place.make_folder()
    found, needed = revision_of(ledger), head()
    if is_current(ledger):
        ctx.out.tell("The database is at revision {needed}; nothing to do.", needed=needed)
        return
    if not dry_run:
        upgrade(ledger)
    sentence = "Would upgrade from {found} to {needed}." if dry_run else "Upgraded from {found} to {needed}."
    ctx.out.tell(sentence, found=found or "–", needed=needed)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make; it must not exist yet.")],
) -> None:
    """Copy the ledger as it stands at this moment, also while the daemon runs."""
    ctx = command_context(context)
    ledger = ctx.program.raw_ledger
    require_made(ledger)
    before = signal(SIGTERM, default_int_handler)  # whoever ends it, no half a copy is left
    try:
        ledger.backup(file)
    finally:
        signal(SIGTERM, before)
    ctx.out.tell("The ledger is copied to {file}.", file=file)


def revision_(context: typer.Context) -> None:
    """Say which revision the tables are at and which one this program needs."""
    ctx = command_context(context)
    require_made(ctx.program.raw_ledger)
    found = revision_of(ctx.program.raw_ledger) or "–"
    ctx.out.tell("The database is at {found}, this program needs {needed}.", found=found, needed=head())
