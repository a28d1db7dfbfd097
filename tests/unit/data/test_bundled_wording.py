# SPDX-License-Identifier: Apache-2.0
"""The project carries facts and figures of its sources, never their sentences."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]


def test_no_sentence_of_the_sources_is_repeated(shared: Path) -> None:
    """No line of the project shares a run of 24 characters with a source document."""
    tool = shared / "tools" / "own_words.py"
    if not tool.is_file() or not (PROJECT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs git, a git checkout of the project and ../shared/tools/own_words.py")
    ran = subprocess.run(
        [sys.executable, str(tool), str(PROJECT)], capture_output=True, text=True, check=False
    )
    assert ran.stdout + ran.stderr == ""
