"""The address of a feed: what its path and query stand for, and their one canonical spelling."""

import re
from dataclasses import dataclass

from notifiers.calendar_style import Options
from web.feed_options import query_of, read_options
from web.tokens import feed_address, sign, verify

PREFIX = "/feeds/"
PATH = re.compile(r"/feeds/([^/]+)\.ics")


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """A feed in one of its generations, with what its reader asks for."""

    feed_id: int
    generation: int
    options: Options
    target: bytes
    """Path and query in their canonical spelling."""

    def url(self, base_url: str) -> str:
        """Give it in full, as it stands in the calendar itself."""
        return base_url + self.target.decode()


def make_address(feed_id: int, generation: int, options: Options, *, key: bytes) -> Address:
    """Make the address of a feed's generation."""
    spelled = feed_address("", sign(feed_id, generation, key=key)) + query_of(options)
    return Address(feed_id=feed_id, generation=generation, options=options, target=spelled.encode())


def read_target(target: str, *, key: bytes, locale: str) -> Address | None:
    """Read path and query of a request; None when the path holds no token made with `key`."""
    path, _mark, query = target.partition("?")
    match = PATH.fullmatch(path)
    known = verify(match[1], key=key) if match else None
    return make_address(*known, read_options(query, locale=locale), key=key) if known else None
