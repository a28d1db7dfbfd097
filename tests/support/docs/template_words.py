# SPDX-License-Identifier: Apache-2.0
"""The sentences of the templates, for any folder of them: mail, web, report."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel.messages.extract import extract_from_file

TEMPLATES = Path(str(files("templates")))
SUFFIXES = {".html", ".txt", ".jinja"}


def template_sentences(folder: str) -> set[str]:
    """Give every sentence the templates of `folder` translate; of a counted one, its singular."""
    return {sentence for path in sorted((TEMPLATES / folder).rglob("*")) for sentence in _sentences(path)}


def _sentences(path: Path) -> Iterator[str]:
    if path.suffix not in SUFFIXES:
        return
    options = {"trimmed": "true", "silent": "false"}
    for _, message, _, _ in extract_from_file("jinja2.ext:babel_extract", path, options=options):
        yield message if isinstance(message, str) else message[0]
