"""`duban bounce`: mails that came back, and the mailboxes no mail is sent to because of it."""

from collections.abc import Sequence
from typing import Annotated

import typer

from cli.state import AsJson, By, DryRun, State, state
from models.errors import UsageError
from models.queries import bounces
from models.tables import Bounce
from scheduler.returns import take_returns

app = typer.Typer(no_args_is_help=True, help="Look at mails that came back, and send to a mailbox again.")
COLUMNS = ("mailbox", "Weight", "status", "text", "time")


@app.command("list")
def list_(
    context: typer.Context,
    with_cleared: Annotated[bool, typer.Option("--all", help="Also those that are settled.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what came back, newest first; a hard one stops mail to its mailbox."""
    here = state(context)
    with here.program.ledger.reading() as session:
        rows = bounces.listed(session, with_cleared=with_cleared)
    _show(here, rows, as_json=as_json)


@app.command()
def read(context: typer.Context, as_json: AsJson = False) -> None:
    """Read returned mails now; the daemon does so by itself."""
    here = state(context)
    inbox = here.program.inbox()
    if inbox is None:
        raise UsageError("It is not set where returned mails arrive.", cure="Set DUBAN_BOUNCES.")
    _show(here, take_returns(here.program.ledger, inbox, now=here.program.now()), as_json=as_json)


@app.command()
def clear(
    context: typer.Context,
    mailbox: Annotated[str, typer.Argument(help="The address that works again.")],
    by: By = None,
    dry_run: DryRun = False,
) -> None:
    """Send to a mailbox again after it was mended; what it missed and is still owed goes out next."""
    here = state(context)
    with here.program.ledger.writing() as session:
        bounces.restore(session, mailbox, now=here.program.now(), by=by or here.program.user)
        if dry_run:
            session.rollback()
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    here.out.tell("{mailbox} gets mail again.", mailbox=mailbox)


def _show(here: State, rows: Sequence[Bounce], *, as_json: bool) -> None:
    if as_json:
        here.out.json([row.model_dump(exclude={"source"}) for row in rows])
    else:
        here.out.table(COLUMNS, (_cells(here, row) for row in rows))


def _cells(here: State, row: Bounce) -> tuple[object, ...]:
    weight = here.out.words("hard" if row.is_hard else "soft")
    return (
        row.mailbox,
        weight,
        row.status,
        row.text,
        f"{row.at.astimezone(here.program.timezone):%Y-%m-%d %H:%M}",
    )
