# SPDX-License-Identifier: Apache-2.0
"""What a command prints: sentences and tables in the user's language, or JSON for scripts."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from models.errors import DubanError
from models.findings import Finding, Several
from models.kinds import Severity, Signal
from templates.catalogues import Catalogue

WIDE = 160
"""Columns to fill when the output is no terminal."""
ENDLESS = 10_000
COLOURS = {
    Signal.RED: "bold red",
    Signal.YELLOW: "yellow",
    Signal.BLUE: "blue",
    Signal.GREEN: "green",
    Signal.CLOSED: "dim",
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "dim",
}


class Output:
    """Print for a person, in the words of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        width = get_terminal_size(fallback=(WIDE, 24)).columns
        self._console = Console(width=width, highlight=False, markup=False, soft_wrap=True)

    def words(self, sentence: str, **facts: Any) -> str:
        """Translate a sentence and fill in its facts."""
        return self._catalogue.gettext(sentence).format(**{k: self._fact(v) for k, v in facts.items()})

    def count(self, one: str, many: str, n: int, **facts: Any) -> str:
        """Translate a sentence that counts something as {n}."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **facts)

    def tell(self, sentence: str, **facts: Any) -> None:
        """Print one sentence."""
        self._console.print(self.words(sentence, **facts))

    def line(self, text: str = "", style: str | None = None) -> None:
        """Print a line as it is."""
        self._console.print(Text(text, style=style or ""))

    def told(self, found: Finding | DubanError) -> str:
        """Say a finding or an error with its cure."""
        parts = (part for part in (found.sentence, found.cure) if part)
        return " ".join(self.words(part, **found.facts) for part in parts)

    def finding(self, finding: Finding) -> None:
        """Print one finding: its severity, code, task, place and sentence."""
        task, place = f" #{finding.task}" if finding.task else "", ""
        if page := finding.facts.get("page"):
            place = " " + self.words("page {page}", page=page)
        elif finding.line:
            place = " " + self.words("line {line}", line=finding.line)
        head = f"[{self.words(finding.severity.value)}] {finding.code}{task}{place}: "
        self._console.print(Text(head, style=COLOURS[finding.severity]) + Text(self.told(finding), style=""))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, folded: bool = True) -> None:
        """Print a table; a cell that is a signal or a severity is said in words and coloured.

        One that is not `folded` keeps each row in one line, to copy from; a narrow terminal wraps it.
        """
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in columns:
            table.add_column(self.words(column), overflow="fold")
        for row in rows:
            table.add_row(*(self._cell(cell) for cell in row))
        if not folded:
            roomy = self._console.options.update(max_width=ENDLESS)
            table.width = Measurement.get(self._console, roomy, table).maximum
        self._console.print(table, soft_wrap=False, crop=folded)

    def json(self, value: Any) -> None:
        """Print a value for a script: UTF-8, one document."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")

    def _cell(self, cell: object) -> Text:
        if isinstance(cell, (Signal, Severity)):
            return Text(self.words(cell.value), style=COLOURS[cell])
        return Text("" if cell is None else str(cell))

    def _fact(self, value: object) -> object:
        if isinstance(value, tuple) and value and isinstance(value[0], Finding):
            return "".join(f"\n  - {self.told(item)}" for item in value)
        if isinstance(value, Several):
            return value.told(self._catalogue.gettext)
        return self.told(value) if isinstance(value, Finding) else value


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
