"""The command line: one sub-command a subject, one exit status a kind of error."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import (
    bounce,
    check,
    db,
    db_move,
    demo,
    due,
    feed,
    outbox,
    plan,
    round,  # noqa: A004
    run,
    settings_command,
    status,
    task,
    unit,
)
from cli.help_words import translate_help
from cli.output import Output
from cli.state import State
from cli.wiring import Program, chosen_locale
from models.errors import DubanError
from templates.catalogues import load

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)
GROUPS = {
    "plan": plan,
    "unit": unit,
    "task": task,
    "feed": feed,
    "outbox": outbox,
    "bounce": bounce,
    "db": db,
}
for name, group in GROUPS.items():
    app.add_typer(group.app, name=name)
for command in (
    due.due,
    round.round_,
    run.run,
    status.status,
    check.check,
    demo.demo,
    settings_command.settings,
):
    app.command(command.__name__.rstrip("_"))(command)
db.app.command("move")(db_move.move_)


@app.callback()
def main_command(
    context: typer.Context,
    env_file: Annotated[Path, typer.Option("--env-file", help="The file with the settings.")] = Path(".env"),
) -> None:
    """Supervise a published plan until every task of it is done."""
    made = State(Program(env_file))
    context.obj = made
    context.call_on_close(made.program.close)


def main() -> None:
    """Run the command line; a known error is one line on stderr, a bug keeps its traceback."""
    catalogue = load(chosen_locale(Path(".env")))
    command = typer.main.get_command(app)
    translate_help(command, catalogue)
    try:
        command(sys.argv[1:], prog_name="duban")
    except DubanError as error:
        typer.echo(f"duban: {Output(catalogue).told(error)}", err=True)
        sys.exit(error.exit_status)
