"""The documentation says what the program does."""

from pathlib import Path

import pytest

from cli.main import command_line
from cli.settings import PREFIX, Settings
from cli.settings_command import env_example
from models import errors
from templates.catalogues import load

PROJECT = Path(__file__).resolve().parents[3]


def commands() -> list[str]:
    """Give every command as it is typed."""
    found = []
    for name, command in command_line(load("en")).commands.items():
        children = getattr(command, "commands", None)
        found += [f"duban {name} {child}" for child in children] if children else [f"duban {name}"]
    return found


def page(name: str) -> str:
    """Read a page of the documentation."""
    return (PROJECT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    """A command without a line in the docs is missing."""
    assert f"`{command}" in page("docs/commands.md")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    """A setting without a line in the docs is missing."""
    assert f"`{PREFIX}{name.upper()}`" in page("docs/settings.md")


def test_the_example_file_is_the_table_of_settings() -> None:
    """`.env.example` is what the table of settings writes."""
    assert page(".env.example") == env_example()


def test_every_exit_status_is_documented() -> None:
    """Each kind of error has its line."""
    named = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = [kind for kind in named if issubclass(kind, errors.DubanError)]
    missing = [kind for kind in kinds if f"| {kind.exit_status} |" not in page("docs/commands.md")]
    assert missing == []


def test_the_first_screen_names_the_two_commands() -> None:
    """Both READMEs show how to start before anything else."""
    for name in ("README.md", "README.zh-CN.md"):
        head = page(name)[:900]
        assert "make demo" in head
        assert "make test" in head
