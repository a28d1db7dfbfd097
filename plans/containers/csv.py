"""CSV files: comment lines at the top tell of the plan, then one table."""

import csv
import re
from collections.abc import Iterable, Iterator

from plans.containers.grid import COLUMNS
from plans.containers.text import decode
from plans.sentences import refusal
from plans.tables.columns import meaning
from plans.text.blocks import Document, Row, Table

DELIMITERS = ",;\t，"
FIELD_LIMIT = 1 << 20
_comment = re.compile(r'"?#(?![,;\t，]|\s*$)')


def read_csv(content: bytes, *, name: str) -> Document:
    """Read a CSV file in any encoding that text may have; InputError when its quoting is broken."""
    text, findings = decode(content, name=name)
    lines = text.split("\n")
    comments = _comments(lines)
    facts = dict(_facts(lines[:comments]))
    rows = tuple(_rows(lines[comments:], comments, name))
    return Document(blocks=(Table(rows=rows),), facts=facts, findings=findings, is_ledger=True)


def _comments(lines: list[str]) -> int:
    """Count the lines at the top that are comments or empty; a header may begin with a column named #."""
    return next(
        (place for place, line in enumerate(lines) if line.strip(" ,") and not _comment.match(line)), 0
    )


def _facts(comments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read `# year: 2026`; a comment without a colon is only a comment."""
    for comment in comments:
        key, colon, value = comment.strip('"').lstrip("# ").replace("：", ":").partition(":")
        if colon and value.strip():
            yield key.strip().lower().replace(" ", "_"), value.strip(' ,"')


def _rows(lines: list[str], skipped: int, name: str) -> Iterator[Row]:
    csv.field_size_limit(FIELD_LIMIT)
    reader = csv.reader((line + "\n" for line in lines), delimiter=_delimiter(lines), strict=True)
    try:
        start = 0
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(cells=tuple(cell.strip() for cell in cells[:COLUMNS]), number=skipped + start + 1)
            start = reader.line_num
    except csv.Error as error:
        raise refusal("csv", name=name, line=skipped + reader.line_num, reason=error) from error


def _delimiter(lines: list[str]) -> str:
    """Choose the mark that cuts one of the first lines into the most columns with a meaning."""
    return max(DELIMITERS, key=lambda mark: max((_known(line.split(mark)) for line in lines[:30]), default=0))


def _known(cells: list[str]) -> int:
    return sum(1 for cell in cells if meaning(cell.strip().strip('"')) is not None)
