"""The help of every command in the user's language."""

from typing import Any

from templates.catalogues import Catalogue


def translate_help(command: Any, catalogue: Catalogue) -> None:
    """Translate the help of a command, its options and its sub-commands in place."""
    if command.help:
        command.help = catalogue.gettext(command.help)
    for parameter in command.params:
        text = getattr(parameter, "help", None)
        if text:
            parameter.help = catalogue.gettext(text)
    for child in getattr(command, "commands", {}).values():
        translate_help(child, catalogue)
