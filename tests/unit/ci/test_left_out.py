# SPDX-License-Identifier: Apache-2.0
"""A run says what it left out and why; CI's run refuses to leave anything out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest
from tests.support.left_out import WITHOUT_SHARED

@pytest.mark.parametrize("number", range(3))
def test_of_a_program(number): pytest.skip("PostgreSQL does not start here: no space left")

@pytest.mark.skipif(True, reason="Chromium is not on this machine")
def test_of_another(): pass

def test_of_a_document(): pytest.skip(WITHOUT_SHARED)

@pytest.mark.xfail(reason="known")
def test_known(): raise AssertionError

def test_that_passes(): pass
"""
A_WHOLE_FILE = (
    'import pytest\npytest.importorskip("nothing_of_that_name", reason="an extra is not installed")\n'
)
CONFTEST = """
from tests.support.left_out import LeftOut
from tests.support import left_out

left_out.SHARED = left_out.Path({shared!r})

def pytest_addoption(parser): parser.addoption("--no-skips", action="store_true")

def pytest_configure(config): config.pluginmanager.register(LeftOut(refuses=config.getoption("--no-skips")))
"""


def run_pytest(folder: Path, *options: str, shared: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest on a folder of its own."""
    (folder / "test_some.py").write_text(TESTS, encoding="utf-8")
    (folder / "test_whole.py").write_text(A_WHOLE_FILE, encoding="utf-8")
    (folder / "conftest.py").write_text(CONFTEST.format(shared=str(shared)), encoding="utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {Path(__file__).parents[3]}\n")
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *options]
    plain = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        words, cwd=folder, env=plain, capture_output=True, text=True, check=False, timeout=120
    )


def test_what_is_left_out_is_told_by_its_reason(tmp_path: Path) -> None:
    """The most frequent reason first, each with its count, and the run is green."""
    ran = run_pytest(tmp_path, "--numprocesses", "1", shared=tmp_path)  # as `make test` does
    assert ran.returncode == 0, ran.stdout
    assert "6 left out on this machine" in ran.stdout
    assert "    3  PostgreSQL does not start here: no space left\n    1  " in ran.stdout
    for reason in ("Chromium is not on this machine", "an extra is not installed", "the real documents"):
        assert f"    1  {reason}" in ran.stdout


@pytest.mark.parametrize(("with_documents", "refused"), [(False, 5), (True, 6)])
def test_in_ci_what_is_left_out_fails(tmp_path: Path, with_documents: bool, refused: int) -> None:
    """Only the lack of the real documents is excused, and only where they are really missing."""
    if with_documents:
        (tmp_path / "golden").mkdir()
    ran = run_pytest(tmp_path, "--no-skips", "--continue-on-collection-errors", shared=tmp_path)
    assert ran.returncode == 1
    assert f"{refused} that --no-skips refuses" in ran.stdout
    assert "    3  PostgreSQL does not start here: no space left" in ran.stdout
    assert ("1 left out on this machine" in ran.stdout) is not with_documents
