# SPDX-License-Identifier: Apache-2.0
"""Both READMEs begin with how to start, and tell the same facts."""

import re

import pytest

from tests.support.docs.documents import PAGES, blocks, code, section, text_of

BOTH = ("README.md", "README.zh-CN.md")
NAME = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PARTS = (
    ("For whom", "谁在用"),
    ("What it promises", "保证"),
    ("Use it", "使用"),
    ("Documentation", "文档"),
)


@pytest.mark.parametrize("page", BOTH)
def test_the_first_screen_names_the_two_commands(page: str) -> None:
    """How to start stands before anything else."""
    head = text_of(page)[:900]
    assert "make demo" in head
    assert "make test" in head


def commands_of(page: str) -> list[list[str]]:
    """Give the lines of every shell block without their comments."""
    shell = [block for block in blocks(page) if block.language == "sh"]
    return [[line.text.partition("#")[0].split() for line in block.lines] for block in shell]


def test_both_show_the_same_commands() -> None:
    """A command that one of them has is missing from the other."""
    assert commands_of("README.md") == commands_of("README.zh-CN.md")


@pytest.mark.parametrize(("english", "chinese"), PARTS)
def test_both_have_the_same_parts_with_the_same_names(english: str, chinese: str) -> None:
    """Rows, promises, settings, commands, links and figures stand in both, part by part."""
    ours, theirs = section("README.md", english), section("README.zh-CN.md", chinese)
    assert links(ours) == links(theirs)
    assert NAME.findall(ours) == NAME.findall(theirs)
    for mark in ("- **", "\n| "):
        assert ours.count(mark) == theirs.count(mark) or "docs/" in ours, mark


def links(text: str) -> set[str]:
    """Give where the links of a text lead."""
    return set(re.findall(r"\]\(([^)]+)\)", text))


def test_both_name_the_same_things_all_over() -> None:
    """Settings, options, files and versions that one names stand in the other too."""
    names = [{piece.text for piece in code(page)} - {"DUBAN_LOCALE=en"} for page in BOTH]
    assert names[0] == names[1]
    figures = [set(re.findall(r"Python [\d.]+|\d{4}-\d\d-\d\d", text_of(page))) for page in BOTH]
    assert figures[0] == figures[1]


def test_every_page_of_the_documentation_is_listed() -> None:
    """A page that is new is found from the README; a page that is gone is not looked for."""
    listed = links(section("README.md", "Documentation"))
    pages = {path for path in listed if path.startswith("docs/")}
    assert pages == {f"docs/{name}" for name in _pages()}


def _pages() -> set[str]:
    top = {page.removeprefix("docs/") for page in PAGES if page.startswith("docs/")}
    return {page for page in top if "/" not in page or page.startswith("zh/")} | {"decisions/README.md"}
