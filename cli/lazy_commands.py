# SPDX-License-Identifier: Apache-2.0
"""Commands that are imported when they are looked up, and their help in the chosen language."""

import os
from collections import UserDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli.env_files import env_file, read_dotenv
from models.errors import SettingsError
from templates.catalogues import DEFAULT_LOCALE, LOCALES, Catalogue

LOCALE = "DUBAN_LOCALE"


def chosen_locale() -> str:
    """Give the locale that is set, or the default: also when the rest of the settings is broken."""
    lines = dict[str, str]()
    with suppress(SettingsError):
        lines, _problems = read_dotenv(env_file(None, os.environ), known=frozenset())
    locale = os.environ.get(LOCALE) or lines.get(LOCALE) or DEFAULT_LOCALE
    return locale if locale in LOCALES else DEFAULT_LOCALE


def translate_help(command: Any, catalogue: Catalogue) -> None:
    """Translate the help of a command and of its options in place."""
    if command.help:
        command.help = catalogue.gettext(command.help)
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = catalogue.gettext(text)


PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None}
"""How all help is laid out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandEntry:
    """One line of help: a command at `module:function`, or a group with the commands `below` it."""

    help: str
    at: str = ""
    below: Mapping[str, "CommandEntry"] = field(default_factory=dict)


class LazyCommands(UserDict[str, Any]):
    """Commands by name, in the user's language; only those that are looked up are imported."""

    def __init__(self, entries: Mapping[str, CommandEntry], catalogue: Catalogue) -> None:
        super().__init__(entries)
        self._catalogue = catalogue

    def __getitem__(self, name: str) -> Any:
        """Import a command; KeyError when there is none of that name."""
        entry: CommandEntry = super().__getitem__(name)
        above = typer.Typer(**PLAIN)
        command: Any
        if entry.below:
            above.add_typer(typer.Typer(cls=ListingGroup, no_args_is_help=True, help=entry.help), name=name)
            command = typer.main.get_group(above).commands[name]
            command.commands = LazyCommands(entry.below, self._catalogue)
        else:
            above.command(name, help=entry.help)(resolve_name(entry.at))
            command = typer.main.get_group(above).commands[name]
        translate_help(command, self._catalogue)
        return command

    def listed(self) -> dict[str, TyperCommand]:
        """Give every command with its help alone."""
        return {
            name: TyperCommand(name, help=self._catalogue.gettext(entry.help))
            for name, entry in self.data.items()
        }


class ListingGroup(TyperGroup):
    """A group whose help lists its commands without importing them."""

    commands: Any

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        listed = self.commands.listed()
        TyperGroup(commands=listed).format_commands(ctx, formatter)
