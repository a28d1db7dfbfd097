# SPDX-License-Identifier: Apache-2.0
"""The command line: one sub-command a subject, one exit status a kind of error."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from cli.command_table import COMMANDS
from cli.lazy_commands import PLAIN, LazyCommands, ListingGroup, chosen_locale, translate_help
from cli.streams import prepare_streams
from models.errors import DubanError, MachineError
from templates.catalogues import Catalogue, load

app = typer.Typer(cls=ListingGroup, no_args_is_help=True, **PLAIN)


def show_version(asked: bool) -> None:
    """Print which duban this is, without looking at any setting."""
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  (help does without)

        typer.echo(f"duban {version('duban')}")
        raise typer.Exit


@app.callback()
def main_command(
    context: typer.Context,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            readable=False,  # one that may not be read is told with its cure, in the chosen language
            help="The file with the settings, else DUBAN_ENV_FILE, ./.env or /etc/duban/env.",
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=show_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """Supervise a published plan until every task of it is done."""
    context.obj = env_file


def command_line(catalogue: Catalogue) -> TyperGroup:
    """Give the main command, its help in the words of a catalogue."""
    group = typer.main.get_group(app)
    translate_help(group, catalogue)
    group.commands = LazyCommands(COMMANDS, catalogue)
    return group


def main() -> None:
    """Run the command line; a known error is one line on stderr, a bug keeps its traceback."""
    prepare_streams()
    catalogue = load(chosen_locale())
    try:
        run(catalogue)
    except Exception as failure:
        told = told_as(failure)
        if told is None:
            raise
        from cli.output import Output  # noqa: PLC0415  (loads rich, which help does without)

        with suppress(OSError):  # the status tells it too
            typer.echo(f"duban: {Output(catalogue).told(told)}", err=True)
        sys.exit(told.exit_status)


def told_as(failure: Exception) -> DubanError | None:
    """Give the error that a person reads; None for a bug.

    Whatever was being done when the machine ran out of files, memory or threads, it is the machine's fault.
    """
    known = failure if isinstance(failure, DubanError) else None
    if isinstance(known, MachineError) or (known and not known.__context__):
        return known
    from models.faults import is_exhausted  # noqa: PLC0415  (loads what help does without)

    # of a lock that another one holds the system says what it says when it is out of processes
    if not is_exhausted(failure) or (known and isinstance(known.__context__, BlockingIOError)):
        return known
    reason = (known and known.__cause__) or failure
    return MachineError(
        "The machine is out of files, memory or threads: {reason}.",
        cure="Look at open files, memory and threads, then run it again.",
        reason=str(reason) or type(reason).__name__,
    )


def run(catalogue: Catalogue) -> None:
    """Run the command that was asked for, until all that it shows is written."""
    try:
        command_line(catalogue)(sys.argv[1:], prog_name="duban")
    except (SystemExit, DubanError):
        sys.stdout.flush()
        raise
