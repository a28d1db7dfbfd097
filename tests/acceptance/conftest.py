# SPDX-License-Identifier: Apache-2.0
"""The program as a user runs it."""

import io
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import cli.clock
import cli.env_files
from cli.main import main
from tests.builders import MONDAY
from tests.support.clocks import Clock
from tests.support.programs import Duban, Imported, Ran, command


@pytest.fixture
def office_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder to work in, with the state below it and English output."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.env_files, "OF_THE_MACHINE", tmp_path / "none")  # duban may be installed here
    monkeypatch.setenv("DUBAN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DUBAN_LOCALE", "en")
    return tmp_path


@pytest.fixture
def clock() -> Clock:
    """Give the clock of all commands and daemons: it shows nine on a Monday when the test begins."""
    return Clock.starting_at(MONDAY)


@pytest.fixture
def duban(
    office_folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Duban:
    """Run a command in this process, as the `duban` script does."""
    monkeypatch.setattr(cli.clock, "now", clock.now)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["duban", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return Ran(status=int(ended.value.code or 0), out=out, err=err)

    return run


@pytest.fixture(scope="module")
def first_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the place where the first test of a module that imports a plan keeps what came of it."""
    return tmp_path_factory.mktemp("first") / "var"


@pytest.fixture
def imported(
    duban: Duban, office_folder: Path, first_state: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Imported:
    """Import units and a plan by the commands and go live, an hour ago; a module's other tests get a copy."""

    def bring_in(units: object, plan: object, *options: object) -> Duban:
        if not first_state.exists():
            with monkeypatch.context() as earlier:
                earlier.setattr(cli.clock, "now", Clock(clock.ahead - timedelta(hours=1)).now)
                assert duban("unit", "import", units, "--yes").status == 0
                assert duban("plan", "import", plan, "--yes", *options).status == 0
                assert duban("live", "--yes").status == 0
            shutil.copytree(office_folder / "var", first_state)
        else:
            shutil.copytree(first_state, office_folder / "var")
        return duban

    return bring_in


@pytest.fixture
def duban_process(office_folder: Path, clock: Clock) -> Duban:
    """Run a command as a process of its own."""

    def run(*arguments: object) -> Ran:
        words = command(clock, *arguments)
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240)
        return Ran(status=done.returncode, out=done.stdout, err=done.stderr)

    return run
