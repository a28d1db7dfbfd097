# SPDX-License-Identifier: Apache-2.0
"""The address of a feed and the options in its query."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from notifiers.ical.entries import Options
from templates.catalogues import LOCALES
from web.tokens import feed_address, sign, verify

LONGEST = 200
"""Characters of a query that are read at all."""
FLAGS = {"0": False, "1": True}
USUAL = Options()


@lru_cache(maxsize=256)
def read_options(query: str, *, locale: str) -> Options:
    """Read a query; whatever is unknown, badly spelled or said again is passed over.

    The office's own language is no option: equal bytes are held once.
    """
    if not query or len(query) > LONGEST:
        return USUAL
    said = dict(reversed(parse_qsl(query, max_num_fields=None)))
    lang = said.get("lang", "").replace("-", "_")
    return Options(
        alarms=FLAGS.get(said.get("alarms", ""), USUAL.alarms),
        todo=FLAGS.get(said.get("todo", ""), USUAL.todo),
        lang=lang if lang in LOCALES and lang != locale else None,
    )


def query_of(options: Options) -> str:
    """Spell options in their one canonical way, with the question mark; "" for the usual ones."""
    said = {
        "alarms": None if options.alarms else "0",
        "lang": options.lang,
        "todo": "1" if options.todo else None,
    }
    spelled = urlencode({name: value for name, value in said.items() if value})
    return f"?{spelled}" if spelled else ""


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
