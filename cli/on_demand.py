"""Commands that are imported when they are asked for: help loads none, a round no reader of plans, no web."""

from collections import UserDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pkgutil import resolve_name
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from cli.help_words import translate_help
from templates.catalogues import Catalogue

PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None}
"""How all help is laid out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One line of help: a command at `module:function`, or a group with the commands `below` it."""

    help: str
    at: str = ""
    below: Mapping[str, "Entry"] = field(default_factory=dict)


class OnDemand(UserDict[str, Any]):
    """Commands by name, in the user's language; only those that are looked up are imported."""

    def __init__(self, entries: Mapping[str, Entry], catalogue: Catalogue) -> None:
        super().__init__(entries)
        self._catalogue = catalogue

    def __getitem__(self, name: str) -> Any:
        """Import a command; KeyError when there is none of that name."""
        entry: Entry = super().__getitem__(name)
        command = self._group(name, entry) if entry.below else _command(name, entry)
        translate_help(command, self._catalogue)
        return command

    def listed(self) -> dict[str, TyperCommand]:
        """Give every command with its help alone."""
        return {
            name: TyperCommand(name, help=self._catalogue.gettext(entry.help))
            for name, entry in self.data.items()
        }

    def _group(self, name: str, entry: Entry) -> Any:
        above = typer.Typer(**PLAIN)
        above.add_typer(typer.Typer(cls=ListingGroup, no_args_is_help=True, help=entry.help), name=name)
        group: Any = typer.main.get_group(above).commands[name]
        group.commands = OnDemand(entry.below, self._catalogue)
        return group


class ListingGroup(TyperGroup):
    """A group whose help lists its commands without importing them."""

    commands: Any

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        listed = self.commands.listed()
        TyperGroup(commands=listed).format_commands(ctx, formatter)


def _command(name: str, entry: Entry) -> Any:
    alone = typer.Typer(**PLAIN)
    alone.command(name, help=entry.help)(resolve_name(entry.at))
    return typer.main.get_group(alone).commands[name]
