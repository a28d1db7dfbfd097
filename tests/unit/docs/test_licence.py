# SPDX-License-Identifier: Apache-2.0
"""Whoever packages duban finds licence, authors and the mark of each source where they are looked for."""

import tomllib

from tests.support.docs.documents import PROJECT, text_of
from tests.unit.docs.test_links import PACKAGES, packaged

MARK = "# SPDX-License-Identifier: Apache-2.0\n"


def test_every_source_names_its_licence() -> None:
    """The first line is the mark; revisions that have landed keep their bytes, an empty file needs none."""
    sources = [
        path
        for folder in (*map(packaged, PACKAGES), PROJECT / "tests", PROJECT / "benchmarks")
        for path in folder.rglob("*.py")
        if not {"versions", "node_modules"} & {*path.parts} and path.stat().st_size
    ]
    assert len(sources) > 400
    assert [path for path in sources if not path.read_text(encoding="utf-8").startswith(MARK)] == []


def test_the_project_names_licence_and_authors() -> None:
    """The same licence stands in the metadata of the wheel, beside its text and who wrote it."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert (project["license"], project["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert project["authors"] == project["maintainers"] != []
    assert "Apache License" in text_of("LICENSE")
