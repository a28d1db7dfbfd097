"""`duban db move`: the ledger goes into another database."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from cli.daemon_lock import daemon_lock
from cli.progress import counting
from cli.secret_input import ASK, secret_given
from cli.state import DryRun, State, state
from models.database import Ledger, is_database
from models.errors import LedgerError, UsageError
from models.failures import shown
from models.moving import count_rows, move, require_free
from models.queries.vitals import is_silent

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
    here = state(context)
    source = here.program.ledger
    written = None if to == ASK and to_file else to
    url = secret_given(here, written, to_file, question=WHERE_TO, option="--to") or ""
    with daemon_lock(source.path), closing(_target(url)) as target:
        _require_rest(here)
        require_free(target)
        rows = count_rows(source)
        if dry_run:
            columns = ("table", "rows")
            here.out.table(columns, [(name, count) for name, count in rows.items() if count])
            here.out.tell("Would move {rows} rows.", rows=sum(rows.values()))
            return
        with counting(here.out.words("Copying, then comparing"), 2 * sum(rows.values())) as told:
            move(source, target, told)
    _tell(here, target, sum(rows.values()))


def _target(url: str) -> Ledger:
    if not is_database(url):
        raise UsageError(
            "--to does not name a database.",
            cure="Write postgresql+psycopg://USER:PASSWORD@HOST/NAME or sqlite:///PATH.",
        )
    return Ledger(url)


def _require_rest(here: State) -> None:
    """Refuse to move away from under nodes; on SQLite the lock has shown that there is none."""
    if here.program.ledger.is_sqlite:
        return
    found = here.program.watch.vitals()
    alive = [node.node for node in found.nodes if not is_silent(node, now=found.at)]
    if alive:
        raise LedgerError(
            "Nodes work on this ledger: {nodes}.",
            cure="Stop them, and wait until duban status says that they fell silent.",
            nodes=", ".join(alive),
        )


def _tell(here: State, target: Ledger, rows: int) -> None:
    out, settings = here.out, here.program.settings
    out.tell("Moved {rows} rows; each was compared and is the same.", rows=rows)
    out.tell("Now set on every node: DUBAN_DATABASE_URL={url}", url=shown(target.url))
    if not settings.secret_key.get_secret_value():
        path = settings.var / "secret.key"
        out.tell("and DUBAN_SECRET_KEY to what {path} holds, else every feed gets a new address.", path=path)
    out.tell("The old database is as it was; never start duban on it again.")
