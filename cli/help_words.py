"""The language of help, known before any setting is checked, and help in that language."""

import os
from contextlib import suppress
from typing import Any

from cli.dotenv_file import read_dotenv
from cli.env_files import env_file
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
