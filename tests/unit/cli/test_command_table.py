# SPDX-License-Identifier: Apache-2.0
"""The table of commands and the commands it names."""

from collections.abc import Iterator, Mapping
from inspect import getdoc
from pkgutil import resolve_name

import pytest

from cli.command_table import COMMANDS
from cli.lazy_commands import CommandEntry


def commands(entries: Mapping[str, CommandEntry] = COMMANDS) -> Iterator[CommandEntry]:
    """Give every command of the table, those of groups too."""
    for entry in entries.values():
        if entry.below:
            yield from commands(entry.below)
        else:
            yield entry


@pytest.mark.parametrize("entry", list(commands()), ids=lambda entry: entry.at)
def test_help_says_what_the_command_says_of_itself(entry: CommandEntry) -> None:
    """Help reads the table and imports no command, so that the two could part."""
    assert getdoc(resolve_name(entry.at)) == entry.help


def test_every_command_stands_once() -> None:
    """Two names for one command would be two lines of help for one thing."""
    places = [entry.at for entry in commands()]
    assert len(places) == len(set(places)) > 40
