# SPDX-License-Identifier: Apache-2.0
"""The pages of the documentation, cut into what tests hold against the program."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
PAGES = (
    *("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"),
    *sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "docs").rglob("*.md")),
)
DEPLOYED = tuple(
    path.relative_to(PROJECT).as_posix()
    for path in (PROJECT / ".env.example", *sorted((PROJECT / "deploy").rglob("*")))
    if path.is_file()
)
"""What an administrator copies and fills in."""
FENCE = re.compile(r"\s*```(\w*)")
HEADING = re.compile(r"(#+) (.*)")
CODE = re.compile(r"(`+)(.+?)\1")
BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Piece:
    """A piece of a page and where it stands, for messages that lead there."""

    page: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Block:
    """A fenced block of code, without its fences."""

    page: str
    line: int
    language: str
    lines: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.lines)


@dataclass(frozen=True)
class Row:
    """A row of a table, its cells by their headers."""

    page: str
    line: int
    cells: dict[str, str]
    values: tuple[str, ...]
    """The cells in their order, also where headers are empty."""

    def __getitem__(self, header: str) -> str:
        return self.cells[header]


@cache
def text_of(page: str) -> str:
    """Read a page."""
    return (PROJECT / page).read_text(encoding="utf-8")


def lines(page: str) -> Iterator[Piece]:
    """Give every line of a page."""
    for number, text in enumerate(text_of(page).splitlines(), start=1):
        yield Piece(page, number, text)


def prose(page: str) -> Iterator[Piece]:
    """Give the lines outside of fenced blocks."""
    inside = {piece for block in blocks(page) for piece in block.lines}
    return (piece for piece in lines(page) if piece not in inside and not FENCE.match(piece.text))


def blocks(page: str) -> list[Block]:
    """Give the fenced blocks."""
    found: list[Block] = []
    gathered: list[Piece] | None = None
    head = ("", 0)
    for piece in lines(page):
        fence = FENCE.match(piece.text)
        if fence and gathered is None:
            gathered, head = [], (fence[1], piece.line)
        elif fence:
            found.append(Block(page, head[1], head[0], tuple(gathered or ())))
            gathered = None
        elif gathered is not None:
            gathered.append(piece)
    return found


def code(page: str) -> Iterator[Piece]:
    """Give what stands between backticks outside of blocks; a bar escaped for a table is a bar."""
    for piece in prose(page):
        for _ticks, text in CODE.findall(piece.text):
            yield Piece(page, piece.line, text.replace(r"\|", "|").strip())


def section(page: str, heading: str) -> str:
    """Give the text below a heading, up to the next one of its rank or above."""
    taken: list[str] | None = None
    rank = 0
    in_block = False
    for piece in lines(page):
        in_block ^= bool(FENCE.match(piece.text))
        found = None if in_block else HEADING.fullmatch(piece.text)
        if taken is None and found and found[2] == heading:
            taken, rank = [], len(found[1])
        elif taken is not None and found and len(found[1]) <= rank:
            break
        elif taken is not None:
            taken.append(piece.text)
    assert taken is not None, f'{page} has no heading "{heading}"'
    return "\n".join(taken)


def tables(page: str) -> list[list[Row]]:
    """Give every table of a page, row by row."""
    found: list[list[Row]] = []
    headers: list[str] = []
    for piece in prose(page):
        if not piece.text.startswith("|"):
            headers = []
            continue
        cells = [cell.strip().replace(r"\|", "|") for cell in BAR.split(piece.text.strip())[1:-1]]
        if not headers:
            headers = cells
            found.append([])
        elif set("".join(cells)) - set("-: "):
            assert len(cells) == len(headers), f"{piece}: a row of {len(headers)} cells was expected"
            found[-1].append(Row(page, piece.line, dict(zip(headers, cells, strict=True)), tuple(cells)))
    return found


def table(page: str, *headers: str) -> list[Row]:
    """Give the one table of a page that has these headers."""
    found = [rows for rows in tables(page) if rows and list(rows[0].cells)[: len(headers)] == list(headers)]
    assert len(found) == 1, f"{page} has {len(found)} tables with the headers {', '.join(headers)}"
    return found[0]


def anchors(page: str) -> set[str]:
    """Give the anchors of a page as GitHub makes them."""
    heads = (HEADING.fullmatch(piece.text) for piece in prose(page))
    return {re.sub(r"[^\w\- ]", "", head[2].lower()).replace(" ", "-") for head in heads if head}


def nearest(page: str, sentence: str) -> Piece:
    """Give the line of a page that reads most like a sentence, for a message that leads there."""
    matcher = SequenceMatcher(b=sentence, autojunk=False)

    def similarity(piece: Piece) -> float:
        matcher.set_seq1(piece.text)
        block = matcher.find_longest_match()
        return block.size + sum(each.size for each in matcher.get_matching_blocks()) / 1000

    return max(lines(page), key=similarity)
