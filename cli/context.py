# SPDX-License-Identifier: Apache-2.0
"""What every command gets: the program, a way to print, and the day it acts as of."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from models.errors import InputError, NotApproved, UsageError
from templates.catalogues import LOCALES

if TYPE_CHECKING:
    from cli.output import Output
    from cli.wiring import Program

NOON = time(12)
"""A day without a time means its noon, when every duty of the morning is due."""


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD, or the day of YYYY-MM-DDTHH:MM; UsageError otherwise."""
    return _parse(text).date()


def parse_moment(text: str, timezone: ZoneInfo) -> datetime:
    """Read YYYY-MM-DDTHH:MM, in the office's time zone unless it names another; a bare day means its noon."""
    moment = _parse(text)
    return moment.astimezone(timezone) if moment.tzinfo else moment.replace(tzinfo=timezone)


def _parse(text: str) -> datetime:
    try:
        if len(text) == len("2026-11-22"):
            return datetime.combine(date.fromisoformat(text), NOON)
        return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise UsageError(
            '"{text}" is not a day of the calendar.',
            cure="Write YYYY-MM-DD, or YYYY-MM-DDTHH:MM for a moment.",
            text=text,
        ) from wrong


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen and change nothing.")]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day to act as of, else today.")]
By = Annotated[str | None, typer.Option("--by", help="Who does it; the user at the keyboard if left out.")]
SaidBy = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who says so; the user at the keyboard if left out."),
]
Reason = Annotated[str, typer.Option("--reason", help="Why, for the log.")]
Yes = Annotated[bool, typer.Option("--yes", help="Approve without being asked, for scripts.")]


@dataclass
class CommandContext:
    """The program and a way to print; neither reads settings before it is needed."""

    program: "Program"

    @cached_property
    def out(self) -> "Output":
        """Print in the chosen locale."""
        from cli.output import Output  # noqa: PLC0415  (loads rich, which the help of a command does without)

        return Output(self.program.catalogue)

    def day(self, on: str | None) -> date:
        """Give the day named by `--on`, else today."""
        return parse_day(on) if on else self.program.today()

    def moment(self, on: str | None) -> datetime:
        """Give the moment named by `--on`, else now."""
        return parse_moment(on, self.program.timezone) if on else self.program.now()

    def approve(self, question: str, *, yes: bool) -> None:
        """Ask a person; NotApproved when they decline or nobody is there to ask."""
        if not yes and not _asked(self.out.words(question)):
            raise NotApproved(
                "Nothing was changed: the proposal was not approved.", cure="In a script, add --yes."
            )

    def choose(self, question: str, choices: Sequence[str]) -> str | None:
        """Ask for one of several answers until it is given; None when nobody is there to give it."""
        shown = f"{question} [{'/'.join(choices)}]"
        try:
            while (answer := str(typer.prompt(shown)).strip().lower()) not in choices:
                pass
        except typer.Abort:
            return None
        return answer


def command_context(context: typer.Context) -> CommandContext:
    """Give the state, made from what the main command was told when it is first asked for."""
    from cli.wiring import Program  # noqa: PLC0415  (loads settings and tables, which help does without)

    main = context.find_root()
    if not isinstance(main.obj, CommandContext):
        main.obj = CommandContext(Program(main.obj))
        main.call_on_close(main.obj.program.close)
        _leave_imports_alone()
    return main.obj


def beginning_context(context: typer.Context, *, dry_run: bool = False) -> CommandContext:
    """Give the state to a command that makes a ledger where there is none; a rehearsal makes it aside."""
    from cli.ledger_place import Beginning  # noqa: PLC0415  (loads the tables)

    made = command_context(context)
    made.program.beginning = Beginning.ASIDE if dry_run else Beginning.HERE
    return made


def known_language(name: str) -> str:
    """Give the locale of that name; UsageError lists those there are."""
    if name not in LOCALES:
        raise UsageError(
            'There is no language "{name}".',
            cure="Write one of {known}.",
            name=name,
            known=", ".join(LOCALES),
        )
    return name


def read_bytes(path: Path) -> bytes:
    """Read a file the user named; InputError says why it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as failure:
        raise InputError(
            "There is no file {path}.", cure="Look whether the name and the folder are right.", path=path
        ) from failure
    except IsADirectoryError as failure:
        raise InputError("{path} is a folder.", cure="Name one file in it.", path=path) from failure
    except OSError as failure:
        raise InputError(
            "{path} cannot be read: {reason}.",
            cure="Look whether the name is right and the file may be read.",
            path=path,
            reason=failure.strerror,
        ) from failure


def _leave_imports_alone() -> None:
    """Let Python look for circles from here on, but not through what is imported.

    That stays, and looking through it again and again takes a fifth of the start.
    """
    if not gc.isenabled():  # as `duban.__main__` left it
        gc.freeze()
        gc.enable()


def _asked(question: str) -> bool:
    ask: Callable[..., bool] = typer.confirm
    try:
        return ask(question, default=False)
    except typer.Abort:
        return False
