# SPDX-License-Identifier: Apache-2.0
"""What a command loads before it works."""

import os
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.builders import MONDAY
from tests.support.clocks import Clock
from tests.support.programs import Duban, command

READERS = {"pypdfium2", "lxml", "docx", "openpyxl", "opencc"}
WEB = {"fastapi", "uvicorn", "prometheus_client", "icalendar"}
MIGRATIONS = {"alembic", "mako"}
LEDGER = {"sqlalchemy", "sqlmodel", "pydantic_settings", "holidays"}
SENDING = {"jinja2", "smtplib", "imaplib", "dkim", "apprise", "segno"}


def loaded_by(*arguments: str) -> set[str]:
    """Give the packages that a command imported."""
    return {name.partition(".")[0] for name in modules_of(*arguments)}


def modules_of(*arguments: str) -> set[str]:
    """Give the modules that a command imported."""
    python, *words = command(Clock.starting_at(MONDAY), *arguments)
    timed = [python, "-X", "importtime", *words]
    done = subprocess.run(timed, capture_output=True, text=True, check=True, timeout=240)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("command", ["--help", "--version", "plan --help", "unit channel --help"])
def test_help_loads_no_command(duban: Duban, command: str) -> None:
    """What help lists is known without the commands, the settings and all that they need."""
    modules = modules_of(*command.split())
    assert {"typer", "cli.command_table"} <= modules
    own = {
        "cli.wiring",
        "cli.settings",
        "cli.output",
        *(f"cli.{name}" for name in ("plan", "unit", "channel")),
    }
    assert modules & own == set()
    packages = {name.partition(".")[0] for name in modules}
    assert packages & (LEDGER | SENDING | READERS | WEB | MIGRATIONS | {"rich", "dateutil"}) == set()


def test_looking_at_tasks_loads_no_mail(duban: Duban) -> None:
    """Nor pages, nor a reader of plans: what only some commands need is made for them alone."""
    duban("round")
    modules = modules_of("due")
    packages = {name.partition(".")[0] for name in modules}
    assert {"sqlalchemy", "holidays"} <= packages
    assert packages & (SENDING | READERS | WEB | MIGRATIONS) == set()
    assert {
        name for name in modules if name.startswith(("plans.", "web.pages.render", "scheduler.round"))
    } == set()


@pytest.mark.parametrize("command", ["round", "status"])
def test_a_command_loads_no_library_that_it_does_not_use(duban: Duban, command: str) -> None:
    """Once the tables are there: no reader of plans, no web, no migrations."""
    duban("round")
    loaded = loaded_by(command)
    assert "sqlalchemy" in loaded
    assert loaded & (READERS | WEB | MIGRATIONS) == set()


def test_a_mistyped_command_is_told_what_it_may_have_meant(duban: Duban) -> None:
    """The names are known without loading what they name."""
    ran = duban("statsu")
    assert (ran.status, "'status'" in ran.err) == (2, True)


def test_the_folder_of_state_is_nobody_elses(duban: Duban, office_folder: Path) -> None:
    """Names, mailboxes and the key behind feed addresses stand in it."""
    assert duban("round").status == 0
    assert (office_folder / "var").stat().st_mode & 0o077 == 0


def test_the_version_is_told_before_any_setting_is_read(duban: Duban, office_folder: Path) -> None:
    """Also where the settings are broken, because that is when somebody is asked for it."""
    (office_folder / ".env").write_text("DUBAN_PORT=none\n", encoding="utf-8")
    ran = duban("--version")
    assert (ran.status, ran.out) == (0, f"duban {version('duban')}\n")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("gbk", "√"), ("ascii", "+"), pytest.param("latin-1", "+", marks=[pytest.mark.whole]), ("utf-8", "✓")],
)
def test_a_sign_that_the_terminal_lacks_is_replaced(
    office_folder: Path, clock: Clock, encoding: str, mark: str
) -> None:
    """By one that looks alike, not by a question mark, which reads as doubt: GBK has √ and no ✓."""
    words = command(clock, "check")
    place = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(words, capture_output=True, env=place, check=False, timeout=120)
    assert b"Traceback" not in done.stderr
    assert f"{mark} settings" in done.stdout.decode(encoding).splitlines()


def test_a_sign_without_its_like_is_a_question_mark(office_folder: Path, clock: Clock) -> None:
    """ASCII has no Chinese: the list is printed all the same."""
    place = {**os.environ, "PYTHONIOENCODING": "ascii", "DUBAN_LOCALE": "zh_CN"}
    done = subprocess.run(command(clock, "check"), capture_output=True, env=place, check=False, timeout=120)
    assert (b"Traceback" in done.stderr, b"+ ??\n" in done.stdout) == (False, True)


def test_the_file_that_counts_is_told(
    duban: Duban, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By `check` and by `settings`, for people and for scripts; where there is none, that is told."""
    assert duban("round").status == 0
    assert "from the environment alone" in duban("check").out
    assert "file" not in {**duban("check", "--json").json[1]}
    assert duban("check", "--json").json[0]["file"] is None
    other = office_folder / "other.env"
    other.write_text("DUBAN_PORT=8700\n", encoding="utf-8")
    monkeypatch.setenv("DUBAN_ENV_FILE", str(other))
    assert f"The settings are read from {other};" in duban("check").out.replace("\n", " ")
    assert duban("check", "--json").json[0]["file"] == str(other)
    shown = duban("settings", "--json").json
    assert (shown["DUBAN_ENV_FILE"], shown["DUBAN_PORT"]) == (str(other), "8700")
    assert shown["DUBAN_BASE_URL"] == "http://127.0.0.1:8700"
    monkeypatch.setenv("DUBAN_ENV_FILE", "none.env")
    assert (duban("check").status, "There is no file none.env" in duban("check").err) == (3, True)


def test_help_version_and_the_example_need_no_settings(duban: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may not read the settings of the machine may still ask what there is."""
    monkeypatch.setenv("DUBAN_ENV_FILE", "none.env")
    for arguments in ("--version", "--help", "round --help", "settings --example"):
        assert duban(*arguments.split()).status == 0, arguments
