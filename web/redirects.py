# SPDX-License-Identifier: Apache-2.0
"""Readers who still ask at a former host are sent to the present one (RFC 9110 section 15.4.9)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from web.feeds.address import PREFIX
from web.feeds.answer import QUIET, Header
from web.responses import App, Receive, Scope, Send
from web.site import Site

KEPT = (PREFIX, "/units/", "/tasks/")
"""What stands in calendars and mails for years."""
CACHED = (b"cache-control", b"private, max-age=86400")


def hosts_of(urls: Iterable[str]) -> frozenset[bytes]:
    """Give the hosts of base URLs as a Host header spells them, a port that is not the usual one included."""
    return frozenset(urlsplit(url).netloc.lower().encode() for url in urls)


def is_former(headers: Iterable[Header], former_hosts: frozenset[bytes]) -> bool:
    """Tell whether a request was sent to a former host."""
    return any(name == b"host" and value.lower() in former_hosts for name, value in headers)


def with_redirects(app: App, site: Site) -> App:
    """Answer 308, which keeps the method, for a feed, a reader's or a task's page at a former host."""

    async def moved(scope: Scope, receive: Receive, send: Send) -> None:
        is_kept = scope["type"] == "http" and scope["path"].startswith(KEPT)
        if not (is_kept and is_former(scope["headers"], site.former_hosts)):
            await app(scope, receive, send)
            return
        query = scope["query_string"]
        place = site.base_url.encode() + scope["raw_path"] + (b"?" + query if query else b"")
        headers = [(b"location", place), CACHED, *QUIET, (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 308, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return moved if site.former_hosts else app
