# SPDX-License-Identifier: Apache-2.0
"""Plain text, CSV and Markdown as lines and tables."""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from models.findings import Finding
from plans.findings import finding, refusal
from plans.formats.encodings import ENCODINGS, SURE, guess, guess_damaged, guess_utf16, mended
from plans.formats.grid import COLUMNS
from plans.tables.columns import meaning
from plans.text.blocks import Block, Document, Line, Row, Table, lines_of

LIMIT_MB = 64
MENDED = tuple(label for label, _, _ in ENCODINGS)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_control = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_unseen = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_breaks = re.compile("\r\n?|[\u2028\u2029\x85]")


def read_text(content: bytes, *, name: str) -> Document:
    """Read plain text; InputError when it is empty, binary or in an unknown encoding."""
    text, findings = decode(content, name=name)
    return Document(blocks=lines_of(text), findings=findings)


def decode(content: bytes, *, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Turn bytes into text with `\\n` line ends and without invisible characters; says when unsure."""
    if len(content) > LIMIT_MB << 20:
        raise refusal("too-large", name=name, size=len(content) >> 20, limit=LIMIT_MB)
    text, encoding, is_sure = _decoded(content, name)
    if _is_binary(text):
        raise refusal("binary", name=name)
    text = clean(text)
    if not text.strip():
        raise refusal("blank" if content.strip() else "empty", name=name)
    return text, () if is_sure else (finding("encoding-unsure", name=name, encoding=encoding),)


def clean(text: str) -> str:
    """Write every line end as `\\n` and leave out invisible characters."""
    return _unseen.sub("", _breaks.sub("\n", text)).replace("\f", " ").replace("\v", " ")


def _decoded(content: bytes, name: str) -> tuple[str, str, bool]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, errors="replace")
            return text, encoding, "\ufffd" not in text
    if b"\0" in content:
        # UTF-16 without a mark: its zero bytes are those of line ends and digits
        wide = guess_utf16(content)
        if wide is None:
            raise refusal("binary", name=name)
        return wide.text, wide.encoding.upper(), True
    for attempt in (_utf8, _legacy, _damaged_utf8, _damaged_legacy):
        found = attempt(content)
        if found:
            # a text of two bytes a character may have lost one; what was mended is not sure
            repaired = mended(content, found[1]) if found[1] in MENDED else None
            return found if repaired is None else (repaired, found[1], False)
    raise refusal("encoding", name=name)


Attempt = tuple[str, str, bool] | None


def _utf8(content: bytes) -> Attempt:
    try:
        return content.decode("utf-8"), "UTF-8", True
    except UnicodeDecodeError:
        return None


def _legacy(content: bytes) -> Attempt:
    found = guess(content)
    if found is None or _is_binary(found[0].text):
        return None
    best, is_sure = found
    if best.share < SURE and _damaged_utf8(content):
        return None
    return best.text, best.encoding, is_sure


def _damaged_utf8(content: bytes) -> Attempt:
    """Take UTF-8 with a few broken bytes, such as a file cut off inside a character."""
    text = content.decode("utf-8", errors="replace")
    outside = sum(1 for character in text if ord(character) > 127)
    return (text, "UTF-8", False) if text.count("\ufffd") * 20 < outside else None


def _damaged_legacy(content: bytes) -> Attempt:
    found = guess_damaged(content)
    return (found.text, found.encoding, False) if found and not _is_binary(found.text) else None


def _is_binary(text: str) -> bool:
    return len(_control.findall(text)) * 200 > len(text)


DELIMITERS = ",;\t，"
FIELD_LIMIT = 1 << 20
_csv_comment = re.compile(r'"?#(?![,;\t，]|\s*$)')


def read_csv(content: bytes, *, name: str) -> Document:
    """Read a CSV file in any encoding that text may have; InputError when its quoting is broken."""
    text, findings = decode(content, name=name)
    lines = text.split("\n")
    comments = _comments(lines)
    facts = dict(_facts(lines[:comments]))
    rows = tuple(_csv_rows(lines[comments:], comments, name))
    return Document(blocks=(Table(rows=rows),), facts=facts, findings=findings, is_ledger=True)


def _comments(lines: list[str]) -> int:
    """Count the lines at the top that are comments or empty; a header may begin with a column named #."""
    return next(
        (index for index, line in enumerate(lines) if line.strip(" ,") and not _csv_comment.match(line)), 0
    )


def _facts(comments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Read `# year: 2026`; a comment without a colon is only a comment."""
    for comment in comments:
        key, colon, value = comment.strip('"').lstrip("# ").replace("：", ":").partition(":")
        if colon and value.strip():
            yield key.strip().lower().replace(" ", "_"), value.strip(' ,"')


def _csv_rows(lines: list[str], skipped: int, name: str) -> Iterator[Row]:
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


_fence = re.compile(r"\s{0,3}(?:```|~~~)")
_md_comment = re.compile(r"<!--.{0,10000}?-->", re.S)
_heading = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$")
_lead = re.compile(r"^\s*(?:>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?)+")
_link = re.compile(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)")
_stress = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.{1,1000}?)(?<=\S)\1")
_escaped = re.compile(r"\\([!-/:-@\[-`{-~])")
_break = re.compile(r"<br\s*/?>", re.I)
_border = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_bar = re.compile(r"(?<!\\)\|")


def read_md(content: bytes, *, name: str) -> Document:
    """Read Markdown in any encoding that text may have; lines keep their numbers."""
    text, findings = decode(content, name=name)
    lines = lines_of(_md_comment.sub(lambda found: "\n" * found[0].count("\n"), text))
    return Document(blocks=tuple(_blocks(lines)), findings=findings)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    for is_barred, group in groupby(lines, key=lambda line: _bar.search(line.text) is not None):
        found = list(group)
        if is_barred and len(found) > 1 and _border.fullmatch(found[1].text):
            yield Table(rows=tuple(_md_rows(found)))
        else:
            yield from (Line(text=_plain(line.text), number=line.number) for line in found)


def _md_rows(lines: Sequence[Line]) -> Iterator[Row]:
    for line in (lines[0], *lines[2:]):
        inner = line.text.strip().removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = (_break.sub("\n", _plain(cell.strip())) for cell in _bar.split(inner))
        yield Row(cells=tuple(islice(cells, COLUMNS)), number=line.number)


def _plain(text: str) -> str:
    """Take the marks of Markdown off one line."""
    if _fence.match(text) or (_border.fullmatch(text) and text.strip()):
        return ""
    bare = _lead.sub("", _heading.sub("", text))
    return _escaped.sub(r"\1", _stress.sub(r"\2", _link.sub(r"\1", bare)))
