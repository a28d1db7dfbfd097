"""`duban db`: the tables of the ledger."""

from pathlib import Path
from signal import SIGTERM, default_int_handler, signal
from typing import Annotated

import typer

from cli.state import DryRun, state
from models.migrations import head, is_current, require_made, revision_of, upgrade


def upgrade_(context: typer.Context, dry_run: DryRun = False) -> None:
    """Bring the tables to the revision this program needs."""
    here = state(context)
    ledger = here.program.raw_ledger
    if dry_run:
        require_made(ledger)
    else:
        here.program.place.make_folder()
    found, needed = revision_of(ledger), head()
    if is_current(ledger):
        here.out.tell("The database is at revision {needed}; nothing to do.", needed=needed)
        return
    if not dry_run:
        upgrade(ledger)
    sentence = "Would upgrade from {found} to {needed}." if dry_run else "Upgraded from {found} to {needed}."
    here.out.tell(sentence, found=found or "–", needed=needed)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The file to make; it must not exist yet.")],
) -> None:
    """Copy the ledger as it stands at this moment, also while the daemon runs."""
    here = state(context)
    ledger = here.program.raw_ledger
    require_made(ledger)
    before = signal(SIGTERM, default_int_handler)  # whoever ends it, no half a copy is left
    try:
        ledger.backup(file)
    finally:
        signal(SIGTERM, before)
    here.out.tell("The ledger is copied to {file}.", file=file)


def revision_(context: typer.Context) -> None:
    """Say which revision the tables are at and which one this program needs."""
    here = state(context)
    require_made(here.program.raw_ledger)
    found = revision_of(here.program.raw_ledger) or "–"
    here.out.tell("The database is at {found}, this program needs {needed}.", found=found, needed=head())
