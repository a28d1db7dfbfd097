"""What stands on every page and belongs to none: running heads, running feet, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from plans.containers.pdf_ink import Page
from plans.containers.pdf_lines import Strip

EDGE = 0.11
"""The share of a page's height, at its top and at its foot, where furniture stands."""
OFTEN = 0.5
BUCKET = 6.0
_page_number = re.compile(
    r"[\s\t]*(?:[-—–－―~·•/|]\s*)?(?:第\s*|[Pp]age\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:/|of|[，,]?\s*共)\s*\d{1,4}\s*页?)?"
    r"(?:\s*[-—–－―~·•|])?\s*"
)
_digits = re.compile(r"\d+")
Key = tuple[str, int]


def without_furniture(pages: Sequence[Page], lines: Sequence[list[Strip]]) -> list[list[Strip]]:
    """Leave out page numbers, and what stands at the same height of the edge of most pages."""
    seen = Counter(
        key
        for page, found in zip(pages, lines, strict=True)
        for key in {_key(line) for line in found if _is_at_edge(line, page)}
    )
    often = max(2, len(pages) * OFTEN)
    return [
        [line for line in found if not (_is_at_edge(line, page) and _is_furniture(line, seen, often))]
        for page, found in zip(pages, lines, strict=True)
    ]


def _is_furniture(line: Strip, seen: Counter[Key], often: float) -> bool:
    return bool(_page_number.fullmatch(line.text)) or seen[_key(line)] >= often


def _is_at_edge(line: Strip, page: Page) -> bool:
    return line.base < page.height * EDGE or line.base > page.height * (1 - EDGE)


def _key(line: Strip) -> Key:
    return _digits.sub("#", line.text), round(line.base / BUCKET)
