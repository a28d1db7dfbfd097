"""Commands that are imported when they are looked up: a round needs no reader of plans and no web server."""

from collections import UserDict
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

import typer

from cli.help_words import translate_help
from templates.catalogues import Catalogue

PLAIN: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None}
"""How all help is laid out."""


class OnDemand(UserDict[str, Any]):
    """Commands by name, in the user's language; only those that are looked up are imported."""

    def __init__(self, places: Mapping[str, str], catalogue: Catalogue) -> None:
        """Take where each command is: `module:function` for one, `module:app` for a group."""
        super().__init__(places)
        self._catalogue = catalogue

    def __getitem__(self, name: str) -> Any:
        """Import a command; KeyError when there is none of that name."""
        command = _built(name, resolve_name(super().__getitem__(name)))
        translate_help(command, self._catalogue)
        return command


def _built(name: str, found: Any) -> Any:
    alone = typer.Typer(**PLAIN)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    return typer.main.get_group(alone).commands[name]
