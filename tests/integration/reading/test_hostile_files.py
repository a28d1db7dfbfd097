# SPDX-License-Identifier: Apache-2.0
"""Files of every format made to hurt: read, or refused with a cure, within bounds of memory and time."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.files import hostile_files

SLOWEST = 15
"""Seconds of computing for one file; most take a tenth of one."""


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, object]]:
    """Read all of them in one process that may use 2 GB and two minutes of computing."""
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # the wheel's folders are on ours only
    command = [sys.executable, hostile_files.__file__]
    done = subprocess.run(command, env=path, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-2000:]
    return {each["name"]: each for each in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", hostile_files.FILES)
def test_hostile_file_is_read_or_refused_within_bounds(
    name: str, found: dict[str, dict[str, object]]
) -> None:
    """No traceback, no silence, no endless reading; what is refused is refused with a cure."""
    outcome = str(found[name]["outcome"])
    assert outcome.startswith(("read", "refused"))
    assert "MemoryError" not in outcome
    assert float(str(found[name]["seconds"])) < SLOWEST


@pytest.mark.parametrize("name", ["letters.txt", "numbers.txt", "brackets.txt", "labels.txt", "commas.csv"])
def test_plan_beside_endless_text_is_not_lost(name: str, found: dict[str, dict[str, object]]) -> None:
    """The task that stands below the nonsense is read."""
    assert found[name]["outcome"] == "read 1"
