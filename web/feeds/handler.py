# SPDX-License-Identifier: Apache-2.0
"""Polls of feeds: a bare ASGI callable, and which feeds are used."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from functools import partial

from models.changes import Changes
from models.queries.feed_reading import FeedSource
from notifiers.ical.entries import CalendarStyle
from templates.catalogues import load
from web.feeds.address import read_target
from web.feeds.answer import QUIET, Answer, Bodies, Body, CachedResponse, Gone, Header, compressed
from web.feeds.cache import FeedCache, is_over
from web.feeds.refresh import NothingCachedError, RefreshWorker
from web.responses import Receive, Scope, Send, is_unchanged, known_tag, takes_gzip

logger = logging.getLogger(__name__)

GATHER_SECONDS = 5.0


class FeedUse:
    """Note each feed once a day; losing a note harms nobody."""

    def __init__(
        self,
        touch: Callable[[Collection[int], date], None],
        work: RefreshWorker,
        *,
        gather_seconds: float = GATHER_SECONDS,
    ) -> None:
        self._touch = touch
        self._work = work
        self._gather_seconds = gather_seconds
        self._day: date | None = None
        self._noted: set[int] = set()
        self._waiting: set[int] = set()

    def note(self, feed_id: int, day: date) -> None:
        """Tell that a feed was read."""
        if feed_id in self._noted and day == self._day:
            return
        if day != self._day:
            self._day = day
            self._noted.clear()
        self._noted.add(feed_id)
        if not self._waiting:
            asyncio.get_running_loop().call_later(self._gather_seconds, self._begin, day)
        self._waiting.add(feed_id)

    def _begin(self, day: date) -> None:
        gathered, self._waiting = self._waiting, set()
        self._work.later(lambda: self._write(gathered, day))

    def _write(self, feed_ids: set[int], day: date) -> None:
        try:
            self._touch(feed_ids, day)
        except Exception:
            self._noted -= feed_ids
            logger.warning("The use of %d feeds could not be noted.", len(feed_ids), exc_info=True)


# `GET /feeds/{token}.ics`: what calendar programs poll all day, answered on the event loop from memory.
# Never HTML, never 429, an error only where nothing good is held: see docs/feeds.md for what clients do
# then.

METHODS = ("GET", "HEAD")
REFUSALS: dict[int, tuple[str, tuple[Header, ...]]] = {
    404: ("There is no feed here; ask the supervision office for its new address.", ()),
    405: ("A feed can only be read.", ((b"allow", b"GET, HEAD"),)),
    410: ("This calendar has ended; ask the supervision office for its new address.", ()),
    503: ("The feed is not available for the moment.", ((b"retry-after", b"300"),)),
}
Response = tuple[Answer, bytes | None]
"""An answer with its body, None for one without content."""


class Feeds:
    """Answer polls: at once what is held and current, all else when a thread has read the ledger."""

    def __init__(
        self,
        *,
        source: FeedSource,
        changes: Changes,
        now: Callable[[], datetime],
        style: CalendarStyle,
        key: bytes,
        gather_seconds: float = GATHER_SECONDS,
    ) -> None:
        self._changes = changes
        self._now = now
        self._key = key
        self._locale = style.locale
        self._cache = FeedCache(source=source, style=style, key=key)
        self._ready = self._cache.ready
        self._bodies = Bodies()
        self._zipping: set[bytes] = set()
        self.work = RefreshWorker(self._cache, changes=changes, now=now)
        self._use = FeedUse(source.touch, self.work, gather_seconds=gather_seconds)
        self._refusals = {status: _refusal(status, style.locale) for status in REFUSALS}
        self.hits = 0
        """How many requests were answered with a feed, or with the word that it did not change."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer, body = await self.respond(scope["method"], _target(scope), scope["headers"])
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body or b""})

    async def respond(self, method: str, target: str, headers: Iterable[Header]) -> Response:
        """Answer a request for a path and query; header names are in lower case."""
        if method not in METHODS:
            return self._refusals[405]
        address = read_target(target, key=self._key, locale=self._locale)
        if address is None:
            return self._refusals[404]
        if at_once := self.ready(address.target, headers):
            return at_once
        try:
            given = await self.work.current(address)
        except NothingCachedError:
            return self._refusals[503]
        return self._refusals[404] if given is None else self._served(given, headers, self._now().date())

    def ready(self, target: bytes, headers: Iterable[Header]) -> Response | None:
        """Answer at once, None when that takes the ledger; `target` is known only in its canonical spelling.

        What is current is asked first: a thread may be taking outdated answers away at this very moment.
        """
        cache, now = self._cache, self._now()
        day = now.date()
        if self._changes.counter() != cache.counter or day != cache.day:
            return None
        given = self._ready.get(target)
        if given is None or is_over(given, now):
            return None
        cache.note_read(target)
        return self._served(given, headers, day)

    def _served(self, given: CachedResponse | Gone, headers: Iterable[Header], day: date) -> Response:
        if isinstance(given, Gone):
            return self._refusals[410]
        self.hits += 1
        self._use.note(given.feed_id, day)
        wanted, since, accepted = _conditions(headers)
        if wanted == given.tag:
            return given.unchanged, None
        zipped = accepted is not None and takes_gzip(accepted)
        return _unchanged(given, wanted, since, zipped=zipped) or self._whole(given, zipped=zipped)

    def _whole(self, given: CachedResponse, *, zipped: bool) -> Response:
        """Send the body; as it is, until somebody has compressed it."""
        if zipped:
            body = self._bodies.zipped(given)
            if body:
                return body
            if given.tag not in self._zipping:
                self._zipping.add(given.tag)
                self.work.later(partial(compressed, given)).add_done_callback(partial(self._take, given))
        return self._bodies.plain(given)

    def _take(self, given: CachedResponse, done: "asyncio.Future[Body]") -> None:
        self._zipping.discard(given.tag)
        if not done.cancelled() and done.exception() is None:
            self._bodies.keep(given.zipped_tag, done.result())


def _conditions(headers: Iterable[Header]) -> tuple[bytes | None, bytes | None, bytes | None]:
    """Pick out If-None-Match, If-Modified-Since and Accept-Encoding, repeated ones joined (RFC 9110, 5.3)."""
    wanted = since = accepted = None
    for name, value in headers:
        if name == b"if-none-match":
            wanted = value if wanted is None else b"%b, %b" % (wanted, value)
        elif name == b"accept-encoding":
            accepted = value if accepted is None else b"%b, %b" % (accepted, value)
        elif name == b"if-modified-since":
            since = value
    return wanted, since, accepted


def _unchanged(
    given: CachedResponse, wanted: bytes | None, since: bytes | None, *, zipped: bool
) -> Response | None:
    """Give 304 with the tag that the reader has, None when it has another state."""
    tags = (given.zipped_tag, given.tag) if zipped else (given.tag, given.zipped_tag)
    known = known_tag(wanted, tags) if wanted is not None else None
    if wanted is None and since is not None and is_unchanged(since, given.changed_at):
        known = tags[0]
    if known is None:
        return None
    return (given.unchanged if known == given.tag else given.unchanged_zipped), None


def _refusal(status: int, locale: str) -> Response:
    sentence, more = REFUSALS[status]
    body = f"{load(locale).gettext(sentence)}\n".encode()
    about = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
    return Answer(status, [*about, *QUIET, *more, (b"content-length", b"%d" % len(body))]), body


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])
