# SPDX-License-Identifier: Apache-2.0
"""The drawing and the list of folders in docs/architecture.md are those of the program."""

import re

from tests.support.docs.documents import blocks, text_of
from tests.unit.docs.test_links import PACKAGES, packaged

PAGE = "docs/architecture.md"
NODE = re.compile(r"(\w+)[\[(/]+\"([^\"<]+)")


def drawing() -> str:
    """Give the drawing of how a plan becomes a mail and a feed."""
    (found,) = (block.text for block in blocks(PAGE) if block.language == "mermaid")
    return found


def test_every_place_in_the_drawing_is_there() -> None:
    """Each box that names a module or a folder names one that is there."""
    named = [text for _key, text in NODE.findall(drawing()) if "/" in text]
    assert len(named) > 10
    assert [path for path in named if not packaged(path.rstrip("/")).exists()] == []


def test_the_drawing_leads_from_the_document_to_mail_and_feed() -> None:
    """Every box is reached from where something comes in, and leads to what goes out."""
    lines = drawing().splitlines()[1:]
    arrows = [re.sub(r"[\[(]+/?\".*?\"/?[\])]+", "", line).split(" --> ") for line in lines]
    follows = {(source.strip(), target.strip()) for source, target in arrows}
    boxes = {key for pair in follows for key in pair}
    assert boxes == {key for key, _text in NODE.findall(drawing())}
    sources = {source for source, _target in follows} - {target for _source, target in follows}
    ends = {target for _source, target in follows} - {source for source, _target in follows}
    assert sources == {"document", "reports", "ticker", "workdays", "policy"}
    assert ends == {"mail", "feed"}


def test_the_map_names_every_folder() -> None:
    """A folder of modules that the page does not name would be one that nobody finds."""
    listed = text_of(PAGE)
    folders = {
        path.parent.relative_to(packaged(package).parent).as_posix()
        for package in PACKAGES
        for path in packaged(package).rglob("*.py")
        if not {"versions", "_app"}
        & {*path.relative_to(packaged(package)).parts}  # _app: folders of the wheel
    }
    missing = {folder for folder in folders if f"{folder}/" not in listed and not is_drawn(folder, listed)}
    assert missing == set()


def is_drawn(folder: str, listed: str) -> bool:
    """Tell whether a folder stands in the indented list, below the one it is in."""
    above, _slash, below = folder.partition("/")
    rows = re.search(rf"^{re.escape(above)}/ .*\n((?:  .*\n)+)", listed, re.MULTILINE)
    return bool(rows and f" {below}/ " in rows[1])
