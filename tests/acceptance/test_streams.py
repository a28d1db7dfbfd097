# SPDX-License-Identifier: Apache-2.0
"""Output that cannot be written, that nobody reads, or that was closed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.clocks import Clock
from tests.support.ports import free_port
from tests.support.programs import Duban, Ran, command
from tests.support.waiting import PATIENCE

SHOWING = (
    ("unit", "list"),
    ("plan", "read", "plan.csv", "--json"),
    ("--help",),
    pytest.param(("unit", "list", "--json"), marks=[pytest.mark.whole]),
)
"""A list, JSON of a command that ends with an error, help; CI takes the list as JSON too."""


@pytest.fixture(autouse=True)
def files(office_folder: Path, duban: Duban, first_state: Path) -> None:
    """Make a ledger with enough units to fill every buffer, and a plan that leaves something to settle."""
    units = "".join(f"Office of roads and bridges number {n},\n" for n in range(1_000))
    (office_folder / "units.csv").write_text(f"name,mailbox\n{units}")
    (office_folder / "plan.csv").write_text("# year: 2026\ndue,number,title,units\nsoon,1,Mend,Roads\n")
    if first_state.exists():
        shutil.copytree(first_state, office_folder / "var")
        return
    assert duban("unit", "import", "units.csv", "--yes").status == 0
    shutil.copytree(office_folder / "var", first_state)


def redirected(clock: Clock, redirection: str, *arguments: str) -> Ran:
    """Run a command whose streams the shell leads elsewhere."""
    words = ["sh", "-c", f'exec "$@" {redirection}', "sh", *command(clock, *arguments)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240)
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)


@pytest.mark.parametrize("showing", SHOWING)
def test_a_full_disk_is_told_in_one_sentence(clock: Clock, showing: tuple[str, ...]) -> None:
    """With its cure, whatever was to be shown, and with the status of a machine out of room."""
    ran = redirected(clock, ">/dev/full", *showing)
    assert ran.status == 11
    assert ran.err.startswith(
        "duban: What is to be shown cannot be written: No space left on device. Make room"
    )
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("showing", SHOWING)
def test_a_reader_who_has_seen_enough_is_told_nothing(clock: Clock, showing: tuple[str, ...]) -> None:
    """As with `head`, which closes the pipe while more is to come."""
    reading, writing = os.pipe()
    os.close(reading)
    words = command(clock, *showing)
    done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=240)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("showing", SHOWING)
@pytest.mark.parametrize("closed", [pytest.param(">&-", marks=[pytest.mark.whole]), "<&- >&- 2>&-"])
def test_a_closed_stream_is_one_to_nowhere(
    clock: Clock, duban: Duban, showing: tuple[str, ...], closed: str
) -> None:
    """The command ends as it would, and no file takes the number of the stream; CI closes one alone too."""
    expected = duban(*showing)
    ran = redirected(clock, closed, *showing)
    assert (ran.status, ran.out) == (expected.status, "")
    assert "Traceback" not in ran.err


def test_a_change_is_made_though_nobody_can_be_told(clock: Clock, duban: Duban) -> None:
    """Its sentence is lost, what it changed is not, and the status says that something was lost."""
    name = "Office of roads and bridges number 7"
    change = ("unit", "set", name, "--mailbox", "canals@office.example")
    assert redirected(clock, ">/dev/full", *change).status == 11
    assert "canals@office.example" in duban("unit", "list", "--json").out


def test_a_proposal_that_cannot_be_shown_is_not_written(
    clock: Clock, duban: Duban, office_folder: Path
) -> None:
    """Whoever says yes beforehand still means what is shown."""
    (office_folder / "more.csv").write_text("name,mailbox\nOffice of canals,\n")
    assert redirected(clock, ">/dev/full", "unit", "import", "more.csv", "--yes").status == 11
    assert "Office of canals" not in duban("unit", "list", "--json").out


@pytest.mark.parametrize("limit", [6, pytest.param(7, marks=[pytest.mark.whole]), 8])
@pytest.mark.parametrize("asked", [("unit", "import", "units.csv", "--yes"), ("run", "--web")])
def test_a_machine_out_of_files_is_told_in_one_sentence(
    clock: Clock, limit: int, asked: tuple[str, ...]
) -> None:
    """Wherever they run out, there is a cure instead of a traceback, and no status of a bug."""
    words = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *command(clock, *asked)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode == 0 and asked[0] != "run") or done.returncode in (6, 11), done.stderr
    assert "Traceback" not in done.stderr


def test_errors_that_cannot_be_told_still_have_their_status(clock: Clock) -> None:
    """Both streams may lead to the same full disk."""
    assert redirected(clock, ">/dev/full 2>&1", "unit", "list").status == 11
    assert redirected(clock, "2>/dev/full", "task", "show", "2026", "1").status == 5


@pytest.mark.parametrize("whither", ["/dev/full", "nobody"])
def test_a_daemon_runs_though_its_greeting_cannot_be_shown(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, whither: str
) -> None:
    """It says so in its log, serves and sends, and ends in an orderly way when it is told to."""
    monkeypatch.setenv("DUBAN_PORT", str(free_port()))
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody, Path("/dev/full").open("wb") as full:
        out = full if whither == "/dev/full" else nobody
        daemon = subprocess.Popen(command(clock, "run"), stdout=out, stderr=subprocess.PIPE, text=True)
    with daemon:
        try:
            assert daemon.stderr
            assert any("its output cannot be written" in line for line in daemon.stderr)
            daemon.terminate()
            assert daemon.wait(timeout=PATIENCE) == 0
        finally:
            daemon.kill()
