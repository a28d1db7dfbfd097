# SPDX-License-Identifier: Apache-2.0
"""Pages as their readers would notice them, measured in a browser, and what may be wrong with them."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import zxingcpp

from tests.support.browser.chromium import Page

WIDTHS = (320, 640, 1200)
SCHEMES = ("light", "dark")
FOLD = 568
"""CSS pixels of the first screen of a small phone."""
AUDIT = Path(__file__).with_name("page_audit.js")
Audit = dict[str, Any]


class Reading:
    """A browser that shows pages and measures what a reader of them would notice."""

    def __init__(self, page: Page) -> None:
        self._page, self._audit = page, AUDIT.read_text(encoding="utf-8")
        self._open = ""

    @cache  # noqa: B019  (lives as long as the module's tests)
    def audit(self, html: str, width: int, scheme: str = "light") -> Audit:
        """Measure a page at a width in a scheme; glyphs only once, they are the same at any width."""
        self._page.resize(width, FOLD, scheme=scheme)
        if html != self._open:
            self._page.show(html)
            self._open = html
        with_glyphs = "true" if (width, scheme) == (WIDTHS[0], SCHEMES[0]) else "false"
        found: Audit = self._page.evaluate(f"{self._audit}({{withGlyphs: {with_glyphs}}})")
        return found | {"asked": [each for each in self._page.asked if not each.startswith("data:")]}

    def scanned(self, html: str, width: int, scheme: str) -> list[str]:
        """Read the codes on a page as a phone held before the screen does."""
        self._page.resize(width, FOLD, scheme=scheme)
        self._page.show(html)
        self._open = html
        wide, high, greys = self._page.greys()
        return [each.text for each in zxingcpp.read_barcodes(memoryview(greys).cast("B", (high, wide)))]


def too_wide(audit: Audit) -> list[str]:
    """Find a page that must be scrolled sideways."""
    return [f"{audit['needs']} > {audit['has']}"] if audit["needs"] > audit["has"] else []


def wrong_links(audit: Audit) -> list[str]:
    """Find links to elsewhere, without words, or whose words name another address than they lead to."""
    return [f"{each['text']} -> {each['href']}" for each in audit["links"] if not is_honest(**each)]


def is_honest(href: str | None, text: str) -> bool:
    """Tell whether a link leads to the office, and where it says."""
    ours = re.fullmatch(
        r"(https|webcal)://duban\.example\.org(/\S*)?|mailto:[\w.]+@example\.org(\?\S*)?", href or ""
    )
    named = re.fullmatch(r"https?://\S+|\S+@\S+", text)
    return bool(ours and text) and (not named or (href or "").removeprefix("mailto:").startswith(text))


CHECKS: dict[str, Callable[[Audit], list[str]]] = {
    "nothing is scrolled sideways": too_wide,
    "no text leaves its box": lambda audit: audit["leaving"],
    "no text covers another": lambda audit: audit["covering"],
    "no text is cut": lambda audit: audit["cut"],
    "every text stands out": lambda audit: audit["pale"],
    "every character has a glyph": lambda audit: audit["tofu"],
    "every text can be read": lambda audit: [each["text"] for each in audit["texts"] if each["size"] < 12],
    "every link is honest": wrong_links,
    "nothing is loaded": lambda audit: audit["asked"],
}


def faults(reading: Reading, html: str, check: str) -> set[str]:
    """Say what a check finds at any width, in any scheme."""
    audits = (reading.audit(html, width, scheme) for width in WIDTHS for scheme in SCHEMES)
    return {each for audit in audits for each in CHECKS[check](audit)}
