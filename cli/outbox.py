"""`duban outbox`: what was to leave, what left, and what did not."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from cli.state import AsJson, DryRun, State, state
from models.kinds import MessageState
from models.queries import outbox
from models.tables import Message

app = typer.Typer(no_args_is_help=True, help="Look at the messages and mend those that did not leave.")
Numbers = Annotated[list[int], typer.Argument(help="The messages' numbers.")]


@app.command("list")
def list_(
    context: typer.Context,
    states: Annotated[
        list[MessageState] | None, typer.Option("--state", help="Only this state; may be repeated.")
    ] = None,
    reader: Annotated[str, typer.Option(help="Only to this reader, by part of name or address.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the messages, newest first."""
    here = state(context)
    with here.program.ledger.reading() as session:
        rows = [_as_json(each) for each in outbox.listed(session, states=states or (), reader=reader)]
    if as_json:
        here.out.json(rows)
        return
    columns = ("id", "state", "recipient", "subject", "attempts", "last_error")
    shown = (
        [here.out.words(row[name]) if name == "state" else row[name] for name in columns] for row in rows
    )
    here.out.table(columns, shown)


@app.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The message's number.")],
    source: Annotated[bool, typer.Option("--source", help="Print the mail itself, byte for byte.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show one message with every attempt to hand it over."""
    here = state(context)
    with here.program.ledger.reading() as session:
        message = outbox.find(session, number)
        attempts = [each.model_dump(exclude={"id"}) for each in outbox.attempts_of(session, message)]
    if source:
        typer.echo(message.content, nl=False)
    elif as_json:
        here.out.json(_as_json(message) | {"deliveries": attempts})
    else:
        _print(here, message, attempts)


@app.command()
def retry(context: typer.Context, numbers: Numbers, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Queue messages for another attempt at once, given-up ones too."""
    now = state(context).program.now()
    _change(context, numbers, lambda each: outbox.retry(each, now=now), dry_run=dry_run, as_json=as_json)


@app.command()
def drop(context: typer.Context, numbers: Numbers, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take messages that did not leave off the list; they stay in the ledger."""
    _change(context, numbers, outbox.drop, dry_run=dry_run, as_json=as_json)


def _change(
    context: typer.Context,
    numbers: Sequence[int],
    change: Callable[[Message], None],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    here = state(context)
    with here.program.ledger.writing() as session:
        messages = [outbox.find(session, number) for number in numbers]
        for message in messages:
            change(message)
        rows = [_as_json(message) for message in messages]
        if dry_run:
            session.rollback()
    _tell(here, rows, dry_run=dry_run, as_json=as_json)


def _tell(here: State, rows: Sequence[dict[str, Any]], *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        here.out.json(rows)
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    for row in rows:
        words = here.out.words(row["state"])
        here.out.tell("{id}: {state} – {subject}", id=row["id"], state=words, subject=row["subject"])


def _print(here: State, message: Message, attempts: Sequence[dict[str, Any]]) -> None:
    for name, value in _as_json(message).items():
        here.out.line(f"{here.out.words(name)}: {'–' if value is None else value}")
    for each in attempts:
        said = f"{here.out.words(each['outcome'])} {each['code'] or ''} {each['text'] or ''}"
        here.out.line(f"  {each['at']:%Y-%m-%d %H:%M:%S} {said.rstrip()}")


def _as_json(message: Message) -> dict[str, Any]:
    hidden = {"content", "lease_token", "lease_until", "sender"}
    return message.model_dump(exclude=hidden) | {"size": len(message.content)}
