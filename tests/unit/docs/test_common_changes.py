# SPDX-License-Identifier: Apache-2.0
"""The paths of CONTRIBUTING.md are those a change takes: nothing else knows a field or a kind of mail."""

import re

import pytest

from models.kinds import LetterKind
from tests.support.docs.documents import table
from tests.unit.docs.test_links import packaged

PAGE = "CONTRIBUTING.md"
FOLDERS = ("cli", "models", "notifiers", "papers", "plans", "scheduler", "web", "wording")
MOST_FILES = 8


def files_to_touch(change: str) -> tuple[str, ...]:
    """Give the files and folders that the page names for a change."""
    (row,) = [row for row in table(PAGE, "to add", "touch, in this order") if row["to add"] == change]
    return tuple(re.findall(r"`([\w./]+/[\w./]*)`", row["touch, in this order"]))


def modules_with(pattern: str) -> set[str]:
    """Give the modules that hold what is looked for; revisions of the ledger apart."""
    return {
        f"{folder}/{path.relative_to(packaged(folder)).as_posix()}"
        for folder in FOLDERS
        for path in packaged(folder).rglob("*.py")
        if "versions" not in path.parts and re.search(pattern, path.read_text(encoding="utf-8"))
    }


def test_a_field_of_a_task_is_known_to_the_modules_of_its_row() -> None:
    """The field that came last, 考评维度, stands in those files and in no other."""
    assert modules_with(r"assessment_dimension") == set(files_to_touch("a field of a task"))


def test_a_kind_of_mail_is_known_to_the_modules_of_its_row() -> None:
    """The overview of a leader, which has no rule of its own elsewhere, is named in those files alone."""
    own = modules_with(rf"LetterKind\.PORTFOLIO|PORTFOLIO = \"{LetterKind.PORTFOLIO}\"")
    assert own <= set(files_to_touch("a kind of mail"))
    assert packaged(f"templates/mail/{LetterKind.PORTFOLIO}.jinja").is_file()


@pytest.mark.parametrize(
    "change", ["a threshold", "a sentence", "a field of a task", "a kind of mail", "a file format"]
)
def test_each_path_is_short_and_there(change: str) -> None:
    """No change takes more than eight files, and each that is named can be opened."""
    named = files_to_touch(change)
    assert 1 <= len(named) <= MOST_FILES
    assert [path for path in named if not packaged(path.rstrip("/")).exists()] == []
