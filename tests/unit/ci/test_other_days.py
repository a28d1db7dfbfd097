# SPDX-License-Identifier: Apache-2.0
"""The days on which CI runs the tests once more, and what moves the clock for that."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

CI = Path(__file__).resolve().parents[3] / ".ci"
READ = "import time, datetime; time.sleep(0.01); print(datetime.datetime.now().astimezone().isoformat())"


def said_by(*command: str) -> str:
    """Run a command and give what it says."""
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_the_days_are_of_three_kinds_whenever_that_is_asked() -> None:
    """A Saturday, the first Monday of a year that nobody has published, and a first of March, all ahead."""
    saturday, monday, march = map(datetime.fromisoformat, said_by(str(CI / "other-dates")).split())
    today = datetime.now(UTC).date()
    assert today < min(saturday.date(), monday.date(), march.date())
    assert saturday.weekday() == 5
    assert (monday.weekday(), monday.day <= 7, monday.month) == (0, True, 1)
    assert monday.year >= today.year + 2
    assert (march.month, march.day) == (3, 1)


def test_a_command_and_what_it_starts_see_another_day() -> None:
    """Also Python that sleeps, which one version of the tool breaks; a run within a run begins anew."""
    if not list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        pytest.skip("faketime is not on this machine: apt-get install faketime")
    on_date = str(CI / "on-date")
    inner = [
        sys.executable,
        "-c",
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {READ!r}])",
    ]
    told = datetime.fromisoformat(
        said_by(on_date, "2031-05-06T07:08", on_date, "2030-02-03T04:05", *inner).strip()
    )
    assert timedelta() <= told - datetime(2030, 2, 3, 4, 5, tzinfo=told.tzinfo) < timedelta(minutes=5)
