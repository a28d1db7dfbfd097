# SPDX-License-Identifier: Apache-2.0
"""What pages tell of the program is computed from the program; changing either side is noticed here.

Each module in `facts/` gives the sentences of one page, with the values of the program in their places.
A figure that no sentence and no other test holds is named: bind it in the page's module,
or, if it is none of the program's, say so in `NOT_OURS`.
Decisions tell what was weighed on a day, so only what `facts/` gives of them is compared.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.support.docs.documents import PAGES, Piece, blocks, lines, nearest, section, tables
from tests.unit.docs.facts import (
    architecture,
    caldav,
    channels,
    clients,
    commands,
    data,
    decisions,
    export,
    feeds,
    findings,
    formats,
    mails,
    operate,
    policy,
    reading,
    readme,
    reliability,
)

Facts = Callable[[], Iterator[str]]
FACTS: dict[str, Facts] = {
    "README.md": readme.english,
    "README.zh-CN.md": readme.chinese,
    "docs/architecture.md": architecture.facts,
    "docs/caldav.md": caldav.facts,
    "docs/channels.md": channels.facts,
    "docs/clients.md": clients.facts,
    "docs/commands.md": commands.facts,
    "docs/data.md": data.facts,
    "docs/decisions/README.md": decisions.ways,
    "docs/decisions/bounces.md": decisions.bounces,
    "docs/decisions/formats.md": decisions.formats,
    "docs/decisions/reading.md": decisions.reading,
    "docs/export.md": export.facts,
    "docs/feeds.md": feeds.facts,
    "docs/findings.md": findings.facts,
    "docs/formats.md": formats.facts,
    "docs/mails.md": mails.facts,
    "docs/operate.md": operate.facts,
    "docs/policy.md": policy.facts,
    "docs/reading.md": reading.facts,
    "docs/reliability.md": reliability.facts,
}
RECORDS = {
    "docs/clients.md": ("Measured", "Read", "Reported"),
    "docs/formats.md": ("Measured",),
    "docs/operate.md": ("Sizing",),
    "docs/reliability.md": ("What was measured",),
    "docs/speed.md": ("Speed",),
}
"""Sections that tell what was measured or heard on a day: no program computes them."""
MEASURED = (
    "A quiet synchronization of Thunderbird is one request a collection and 160 bytes of answer.",
    "A bot may speak 20 times a minute",
)
"""What was measured, or is another's rule, in the middle of a page."""
HELD_TABLES = frozenset({"setting", "option of many", "command", "status", "metric", "code"})
"""The first headers of tables that other tests here compare with the program row by row."""
NOT_OURS = re.compile(
    "|".join(map(re.escape, MEASURED))
    + r"|RFC \d+(?: [\d.]+)?|RFC, \d+|Thunderbird \d+|UTF-\d+|GB18030|Ed25519|HMAC-SHA256|rsa-sha256|"
    r"Evolution [\d.]+|8BITMIME|Windows-1252|vdirsyncer [\d.]+|(?:GPL,?|GPL, version|Apache License) [\d.]+|"
    r"icalendar [\d.]+|Excel \d+|U\+\d+|seconds since 1970|202[36] only|`[^`]*`"
)
"""Names with figures in them, and what stands between backticks, which is looked up as a name."""
FIGURE = re.compile(r"(?<![\w.,:-])\d+(?:[,.:]\d+)*(?![\w-])")


@cache
def squeezed(page: str) -> tuple[str, list[int]]:
    """Give the text of a page with single spaces for every gap, and the line of each character."""
    text, places = [], []
    for piece in lines(page):
        for word in re.sub(r"^\s*\d+\. ", "", piece.text).split():
            text.append(f"{word} ")
            places += [piece.line] * (len(word) + 1)
    return "".join(text), places


@pytest.mark.parametrize("page", FACTS)
def test_the_page_tells_what_the_program_does(page: str) -> None:
    """Every sentence with a value of the program in it stands on the page as the value is now."""
    text, _places = squeezed(page)
    wrong = [fact for fact in FACTS[page]() if " ".join(fact.split()) not in text]
    told = "\n".join(f"the program: {fact}\n  the page: {nearest(page, fact)}" for fact in wrong)
    assert not wrong, f"\n{told}"


@pytest.mark.parametrize("page", [page for page in PAGES if re.fullmatch(r"docs/[a-z]+\.md", page)])
def test_no_figure_of_a_page_is_held_by_nothing(page: str) -> None:
    """A number that a page tells of the program is compared with it, here or in another test."""
    text, places = squeezed(page)
    held = held_lines(page)
    spans = [*_told(page, text), *(found.span() for found in NOT_OURS.finditer(text))]
    loose = [
        Piece(page, places[found.start()], text[max(0, found.start() - 60) : found.end() + 40])
        for found in FIGURE.finditer(text)
        if places[found.start()] not in held
        if not any(start <= found.start() and found.end() <= end for start, end in spans)
    ]
    told = "\n".join(map(str, loose))
    assert not loose, f"compare these figures with the program, in tests/unit/docs/facts:\n{told}"


def _told(page: str, text: str) -> Iterator[tuple[int, int]]:
    for fact in FACTS.get(page, lambda: iter(()))():
        sentence = " ".join(fact.split())
        yield from (found.span() for found in re.finditer(re.escape(sentence), text))


def held_lines(page: str) -> set[int]:
    """Give the lines that are records, examples, or rows that other tests compare."""
    rows = {row.line for rows in tables(page) for row in rows if next(iter(row.cells)) in HELD_TABLES}
    examples = {line.line for block in blocks(page) for line in block.lines}
    recorded = {line for heading in RECORDS.get(page, ()) for line in _lines_of(page, heading)}
    return rows | examples | recorded


def _lines_of(page: str, heading: str) -> Iterator[int]:
    inside = section(page, heading).splitlines()
    whole = [piece.text for piece in lines(page)]
    begin = next(at for at in range(len(whole)) if whole[at : at + len(inside)] == inside)
    yield from range(begin + 1, begin + 1 + len(inside))
