# SPDX-License-Identifier: Apache-2.0
"""What docs/formats.md tells, out of the adapters and their limits."""

from collections.abc import Iterator

from models.errors import InputError
from plans.formats import convert, detect, grid, opendocument, sandbox, text, workbook
from plans.formats.pdf import pdf
from plans.reading import read
from tests.unit.docs.facts.words import figure


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    assert detect.LIMIT == detect.LIMIT_MB << 20 == convert.LIMIT_MB << 20
    unpacked = detect.LIMIT >> 20
    yield f"| a file; unpacked | {detect.LIMIT_MB} MB; {unpacked} MB and {detect.RATIO} times its size |"
    yield f"| text, CSV, Markdown | {text.LIMIT_MB} MB |"
    yield f"| pages and characters of a PDF | {figure(pdf.PAGES)} and {figure(pdf.GLYPHS)} |"
    assert grid.FIELDS == opendocument.FIELDS
    yield (
        "| fields of one table, cells under merged areas of a sheet | "
        f"{figure(grid.FIELDS)} and {figure(workbook.MERGED)} |"
    )
    yield f"| nesting of a web page | {figure(deepest())} elements |"
    yield (
        f"| reading in a child process (every PDF and `.xls`, other files of more than {detect.APART_MB} MB) | "
        f"{sandbox.SECONDS} seconds, {sandbox.MEMORY_MB >> 10} GB |"
    )
    yield f"| conversion by LibreOffice | {convert.SECONDS} seconds |"
    yield f"(`{convert.PROGRAMS[0]}` on the PATH)"


def deepest() -> int:
    """Find how deep a web page may nest before it is refused: the parser's own bound, which has no name."""
    least, most = 2_000, 2_100
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if _nests(middle) else (least, middle)
    return least


def _nests(elements: int) -> bool:
    inner = elements - len(("html", "body"))
    page = "<html><body>" + "<div>" * inner + "1. 修桥" + "</div>" * inner
    try:
        return bool(read(page.encode(), name="page.html"))
    except InputError:
        return False
