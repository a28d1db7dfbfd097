"""What a command loads before it works."""

import subprocess
import sys

import pytest
from programs import Duban

READERS = {"pypdfium2", "lxml", "docx", "openpyxl", "opencc"}
WEB = {"fastapi", "uvicorn", "prometheus_client", "icalendar"}


def loaded_by(*arguments: str) -> set[str]:
    """Give the packages that a command imported."""
    command = [sys.executable, "-X", "importtime", "-m", "duban", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("command", ["round", "status"])
def test_a_command_loads_no_library_that_it_does_not_use(duban: Duban, command: str) -> None:
    """Once the tables are there, neither readers of plans nor the web nor the migrations take memory."""
    duban("status")
    loaded = loaded_by(command)
    assert "sqlalchemy" in loaded
    assert loaded.isdisjoint(READERS | WEB | {"alembic"})


def test_a_mistyped_command_is_told_what_it_may_have_meant(duban: Duban) -> None:
    """The names are known without loading what they name."""
    ran = duban("statsu")
    assert (ran.status, "'status'" in ran.err) == (2, True)
