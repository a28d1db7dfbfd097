# SPDX-License-Identifier: Apache-2.0
"""What the program says is compared with what it said before, and CI refuses what nobody took over."""

from pathlib import Path

import pytest

from tests.support.hashes import Comparison, read_hashes, write_hashes

PROJECT = Path(__file__).resolve().parents[3]
KNOWN = {
    "help en duban": "1",
    "mail weekly a": "2",
    "read shared/corpus/a.txt --json": "3",
    "read shared/specimens/b.txt --json": "4",
}


def compared(made: dict[str, str], shared: Path) -> Comparison:
    """Compare with what is known."""
    return Comparison(made=made, known=KNOWN, shared=shared)


def test_what_is_new_gone_or_different_is_named(tmp_path: Path) -> None:
    """Each with its name; documents that are missing from a folder that is there are gone."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "specimens").mkdir()
    found = compared({"help en duban": "1", "mail weekly a": "9", "mail weekly b": "2"}, tmp_path)
    assert found.differences == [
        "gone     read shared/corpus/a.txt --json",
        "gone     read shared/specimens/b.txt --json",
        "new      mail weekly b",
        "differs  mail weekly a",
    ]
    assert list(found.told)[-1] == "3 compared, 4 differ, 0 left out"


def test_what_is_left_out_is_told_and_kept(tmp_path: Path) -> None:
    """Without the real documents the rest is compared, and their hashes stay for who has them."""
    (tmp_path / "corpus").mkdir()
    here = {name: said for name, said in KNOWN.items() if "specimens" not in name}
    found = compared(here, tmp_path)
    assert found.differences == []
    assert list(found.told) == [
        "left out: 1 documents of ../shared/specimens, which is not on this machine",
        "3 compared, 0 differ, 1 left out",
    ]
    write_hashes(tmp_path / "hashes", found.taken_over)
    assert read_hashes(tmp_path / "hashes") == KNOWN


def test_a_real_document_that_is_new_is_no_difference(tmp_path: Path) -> None:
    """It is told until somebody takes it over, because nothing of the program made it."""
    for folder in ("corpus", "specimens"):
        (tmp_path / folder).mkdir()
    found = compared({**KNOWN, "read shared/corpus/c.txt --json": "5"}, tmp_path)
    assert list(found.told) == [
        "not taken over yet: 1 documents that are new in ../shared",
        "4 compared, 0 differ, 0 left out",
    ]
    assert "read shared/corpus/c.txt --json" in found.taken_over


@pytest.mark.parametrize("step", ["make lint", "make frozen", "make test ARGS=--no-skips"])
def test_ci_compares_too(step: str) -> None:
    """A step of its own, beside style and tests."""
    assert step in (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
