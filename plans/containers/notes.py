"""Footnotes are kept apart from the text they stand in, and told."""

from collections.abc import Iterable

from models.findings import Finding
from plans.sentences import finding
from plans.text.blocks import Line

SHOWN = 60


def told(notes: Iterable[Line]) -> tuple[Finding, ...]:
    """Tell each footnote once."""
    texts = dict.fromkeys(note.text[:SHOWN] for note in notes)
    return tuple(finding("footnote", text=text) for text in texts)
