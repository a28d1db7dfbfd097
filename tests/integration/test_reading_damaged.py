"""Files of every format, damaged at random a hundred times each in CI, twenty times by `make test`."""

import os
import subprocess
import sys
from pathlib import Path

import fuzzing
import pytest
from samples import of_many

COUNT = of_many(100, sample=20)
SEED = 3


@pytest.mark.parametrize("kind", fuzzing.SAMPLES)
def test_damaged_files_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    """Each gives tasks, findings or one clear error, never a traceback or a crash; the seed is printed."""
    command = [sys.executable, fuzzing.__file__, "--count", str(COUNT), "--seed", str(SEED), "--format", kind]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # the wheel's folders are on ours only
    done = subprocess.run(
        command, cwd=tmp_path, env=path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"seed {SEED}" in done.stdout
