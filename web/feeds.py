"""`GET /feeds/{token}.ics`: a bare ASGI callable, because it is what calendar programs poll all day.

Never HTML, never 429, an error only where nothing good is held: see docs/feeds.md for what clients do then.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from email.utils import format_datetime

from templates.catalogues import load
from web.conditional import GZIP, is_known, takes_gzip
from web.feed_store import FeedStore, Rendering
from web.replies import Receive, Reply, Scope, Send, request_headers, send_reply
from web.tokens import verify

PREFIX = "/feeds/"
PATH = re.compile(r"/feeds/([^/]+)\.ics")
METHODS = ("GET", "HEAD")
QUIET = {
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

logger = logging.getLogger(__name__)


class Feeds:
    """Answer requests for feeds; the ledger is asked in a thread of its own."""

    def __init__(self, *, store: FeedStore, key: bytes, locale: str) -> None:
        self._store = store
        self._key = key
        self._words = load(locale)
        self.hits = 0
        """How many requests were answered with a feed, or with the word that it did not change."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        reply = await asyncio.to_thread(self.answer, scope["method"], scope["path"], request_headers(scope))
        await send_reply(reply, send, head=scope["method"] == "HEAD")

    def answer(self, method: str, path: str, headers: Mapping[str, str]) -> Reply:
        """Decide the answer to a request; header names are in lower case."""
        if method not in METHODS:
            return self._refuse(405, "A feed can only be read.", Allow=", ".join(METHODS))
        match = PATH.fullmatch(path)
        known = verify(match[1], key=self._key) if match else None
        if not match or not known:
            return self._unknown()
        try:
            rendering = self._store.current(*known, match[1])
        except Exception:
            logger.exception("Feed %s cannot be built and no earlier bytes are held.", known[0])
            return self._refuse(503, "The feed is not available for the moment.", **{"Retry-After": "300"})
        return self._serve(known[0], rendering, headers) if rendering else self._unknown()

    def _serve(self, feed_id: int, rendering: Rendering, headers: Mapping[str, str]) -> Reply:
        self.hits += 1
        self._store.note_use(feed_id)
        zipped = takes_gzip(headers)
        said = _validators(rendering, zipped=zipped)
        if is_known(headers, tag=rendering.tag, changed_at=rendering.changed_at):
            return Reply(status=304, headers=said)
        said |= {"Content-Type": "text/calendar; charset=utf-8"} | QUIET
        if zipped:
            said["Content-Encoding"] = "gzip"
        return Reply(status=200, headers=said, body=rendering.compressed if zipped else rendering.content)

    def _unknown(self) -> Reply:
        return self._refuse(404, "There is no feed here; ask the supervision office for its new address.")

    def _refuse(self, status: int, sentence: str, **headers: str) -> Reply:
        plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        body = f"{self._words.gettext(sentence)}\n".encode()
        return Reply(status=status, headers=plain | QUIET | headers, body=body)


def _validators(rendering: Rendering, *, zipped: bool) -> dict[str, str]:
    said = {
        "ETag": f'"{rendering.tag}{GZIP if zipped else ""}"',
        "Cache-Control": "private, max-age=300, stale-if-error=86400",
        "Vary": "Accept-Encoding",
    }
    if rendering.changed_at:
        said["Last-Modified"] = format_datetime(rendering.changed_at, usegmt=True)
    return said
