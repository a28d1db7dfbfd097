# SPDX-License-Identifier: Apache-2.0
"""Secrets that a command needs: typed, piped in or out of a file, since all users see a command line."""

import sys
from pathlib import Path

import typer

from cli.context import CommandContext, read_bytes
from models.errors import InputError, UsageError

ASK = "-"
"""Written in place of a secret, it is asked for."""


def secret_given(
    ctx: CommandContext, written: str | None, file: Path | None, *, question: str, option: str
) -> str | None:
    """Give a secret as written, out of a file, or for `-` as it is typed or piped; None for none of it."""
    if written not in (None, ASK) and file is not None:
        raise UsageError(
            "{option} and {option}-file are both given.", cure="Keep one of the two.", option=option
        )
    if file is not None:
        return _read(file)
    return _asked(ctx.out.words(question), option) if written == ASK else written


def _read(file: Path) -> str:
    try:
        text = read_bytes(file).decode("utf-8").strip()
    except UnicodeDecodeError as failure:
        raise InputError("{path} is not UTF-8 text.", cure="Save it as such.", path=file) from failure
    if not text:
        raise InputError("{path} is empty.", cure="Write the secret into it.", path=file)
    return text


def _asked(question: str, option: str) -> str:
    """Ask without showing what is typed; where nobody sits, the first line of what is piped in counts."""
    if sys.stdin.isatty():
        text = str(typer.prompt(question, hide_input=True, err=True)).strip()
    else:
        text = sys.stdin.readline().strip()
    if not text:
        raise UsageError(
            "Nothing was typed or piped in.", cure="Answer the question, or use {option}-file.", option=option
        )
    return text
