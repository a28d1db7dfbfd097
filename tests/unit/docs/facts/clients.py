# SPDX-License-Identifier: Apache-2.0
"""What docs/clients.md concludes for the program, out of it."""

from collections.abc import Iterator

from tests.support.docs.documents import text_of
from tests.unit.docs.facts.feeds import HOW_OFTEN
from web.feeds.cache import NOTICE_LASTS
from web.feeds.handler import REFUSALS


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    for program, interval in HOW_OFTEN.items():
        yield f"| {program} | polls {interval};"
    yield "| Thunderbird 153 | polls every 30 minutes,"
    assert 429 not in REFUSALS
    yield "serves the last good bytes while the ledger is away, and never answers a feed with HTML or 429 |"
    assert "location @hang_up { return 444; }" in text_of("deploy/nginx/duban.conf")
    yield "so does the 502 of a proxy whose daemon restarts, and its 503 over a rate limit |"
    yield "the nginx files in `deploy/` close the connection instead (444) and limit no polls of feeds |"
    yield f"and a 404 keeps stale events for ever | an ended address shows one notice for {NOTICE_LASTS.days} days, then 410 |"
    yield "| Thunderbird and Evolution send the tag | a quiet poll costs no content |"
    yield "| Evolution cuts a category at its comma, escaped or not | writes it as the full-width `，` in categories |"
    yield "| calcurse adds what it has already | empty its folder before an import |"
    yield "410 is for good,"
    yield "| a moved host costs a second request and the whole feed each time | 308 is for the time of moving;"
