# SPDX-License-Identifier: Apache-2.0
"""Files of every format, damaged at random a hundred times each in CI, twenty times by `make test`."""

import os
import subprocess
import sys

import pytest

from tests.support.files import fuzzing
from tests.support.samples import of_many

COUNT = of_many(100, sample=20)
SEED = 3


@pytest.fixture(scope="module")
def read_apart(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Read the damaged files of all formats in a process of their own."""
    command = [sys.executable, fuzzing.__file__, "--count", str(COUNT), "--seed", str(SEED)]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # the wheel's folders are on ours only
    folder = tmp_path_factory.mktemp("damaged")
    return subprocess.run(
        command, cwd=folder, env=path, capture_output=True, text=True, timeout=280, check=False
    )


@pytest.mark.parametrize("kind", fuzzing.SAMPLES)
def test_damaged_files_are_read_or_refused(kind: str, read_apart: subprocess.CompletedProcess[str]) -> None:
    """Each gives tasks, findings or one clear error, never a traceback or a crash; the seed is printed."""
    told = [line for line in read_apart.stdout.splitlines() if line.split(" ")[0] == kind]
    assert told, f"{kind} did not come to its end:\n{read_apart.stdout}{read_apart.stderr}"
    assert f"seed {SEED}" in told[0]


def test_none_of_them_takes_long(read_apart: subprocess.CompletedProcess[str]) -> None:
    """One that does ends the process, as a crash would."""
    assert read_apart.returncode == 0, read_apart.stdout + read_apart.stderr
