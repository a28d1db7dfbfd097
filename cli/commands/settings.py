# SPDX-License-Identifier: Apache-2.0
"""`duban settings`: every setting with its value and meaning, secrets masked."""

from typing import Annotated, Any

import typer

from cli.context import AsJson, command_context
from cli.env_files import VARIABLE
from cli.settings import PREFIX, SECRETS, Settings

MASK = "******"
WHICH_FILE = "The file these settings are read from; what stands in the environment wins."


def settings(
    context: typer.Context,
    as_json: AsJson = False,
    example: Annotated[bool, typer.Option("--example", help="Print a .env with every setting.")] = False,
) -> None:
    """Show every setting with its value and meaning; secrets are masked."""
    ctx = command_context(context)
    if example:
        typer.echo(env_example(), nl=False)
        return
    shown = {VARIABLE: str(ctx.program.env_file or ""), **redacted(ctx.program.settings)}
    if as_json:
        ctx.out.json(shown)
        return
    descriptions = {VARIABLE: ctx.out.words(WHICH_FILE)} | {
        PREFIX + name.upper(): ctx.out.words(field.description or "")
        for name, field in Settings.model_fields.items()
    }
    ctx.out.table(("Setting", "Value", "Meaning"), ((key, shown[key], descriptions[key]) for key in shown))


def redacted(values: Settings) -> dict[str, str]:
    """Give every setting as text, with secrets masked."""
    texts = {name: _text(name, getattr(values, name)) for name in Settings.model_fields}
    return {PREFIX + name.upper(): MASK if name in SECRETS and text else text for name, text in texts.items()}


def env_example() -> str:
    """Write `.env.example` from the table of settings."""
    lines = [
        "# Every setting of duban with its default; copy this file to .env, or where duban is installed to",
        "# /etc/duban/env with DUBAN_VAR=/var/lib/duban, and change what you need.",
        "# A secret may stand in a file of its own: DUBAN_SMTP_URL_FILE=/etc/duban/smtp_url",
    ]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}", f"{PREFIX}{name.upper()}={_text(name, field.default)}"]
    return "\n".join(lines) + "\n"


def _text(name: str, value: Any) -> str:
    if name in SECRETS:
        return str(value.get_secret_value())
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
