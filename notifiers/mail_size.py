"""How much of a letter fits into one mail: as many rows in full as possible, the others in one line each."""

from bisect import bisect_right
from dataclasses import dataclass

from notifiers.mail_bytes import encoded
from notifiers.mail_page import Page
from notifiers.mail_templates import html_of, text_of

ROWS_IN_HTML = 40
IN_FULL = (ROWS_IN_HTML, 28, 20, 14, 10)
"""How many rows are told in full, as long as all others still get a line."""
FEW = (10, 5, 2)
"""How many are told in full where not even that fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bodies:
    """Both forms of a mail's body, in base64 as they are sent."""

    text: bytes
    html: bytes

    @property
    def size(self) -> int:
        """Give the bytes both take."""
        return len(self.text) + len(self.html)


def bodies_of(page: Page, *, locale: str, room: int) -> Bodies:
    """Lay a page out within `room` bytes, the same way every time.

    All rows in full if they fit and are at most 40; else the worst in full and the others in a line each;
    only when there is no room for a line each does the text end with how many more there are.
    """
    for in_full in IN_FULL:
        if in_full == ROWS_IN_HTML or in_full < page.items:
            bodies = _told(page, in_full, page.items, locale)
            if bodies.size <= room:
                return bodies
    return _without_all(page, locale, room)


def _without_all(page: Page, locale: str, room: int) -> Bodies:
    for in_full in FEW:
        if _told(page, in_full, 0, locale).size <= room:
            sizes = _Sizes(page, in_full, locale)
            return sizes.bodies(bisect_right(sizes, room) - 1)
    return _told(page, 1, 0, locale)


class _Sizes:
    """The size of a mail by the number of its one-line rows, as a sequence that is laid out on demand."""

    def __init__(self, page: Page, in_full: int, locale: str) -> None:
        self._page = page
        self._in_full = in_full
        self._locale = locale

    def __len__(self) -> int:
        return self._page.items + 1

    def __getitem__(self, lines: int) -> int:
        return self.bodies(lines).size

    def bodies(self, lines: int) -> Bodies:
        """Lay the page out with that many one-line rows."""
        return _told(self._page, self._in_full, lines, self._locale)


def _told(page: Page, in_full: int, lines: int, locale: str) -> Bodies:
    told = page.told(in_full, lines)
    return Bodies(text=encoded(text_of(told, locale=locale)), html=encoded(html_of(told, locale=locale)))
