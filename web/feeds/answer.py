# SPDX-License-Identifier: Apache-2.0
"""The answer to one poll of a feed: headers, encodings, ETag."""

import zlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus

GZIP = "-gzip"
Header = tuple[bytes, bytes]
CACHED = (b"cache-control", b"private, max-age=300, stale-if-error=86400")
VARIES = (b"vary", b"Accept-Encoding")
CALENDAR = (b"content-type", b"text/calendar; charset=utf-8")
ZIPPED = (b"content-encoding", b"gzip")
QUIET: tuple[Header, ...] = (
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class Answer:
    """Status and headers as they stand on the wire, the date left out; kept once, because there are many."""

    __slots__ = ("status", "wire")

    def __init__(self, status: int, headers: Iterable[Header]) -> None:
        self.status = status
        first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()
        self.wire = b"\r\n".join([first, *(b"%b: %b" % header for header in headers), b""])

    @property
    def headers(self) -> list[Header]:
        """Give the headers as ASGI sends them."""
        pairs = (line.partition(b": ") for line in self.wire.split(b"\r\n")[1:-1])
        return [(name, value) for name, _colon, value in pairs]


@dataclass(frozen=True, slots=True)
class Gone:
    """An address that ended so long ago that even the notice is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CachedResponse:
    """A calendar with its validators; it never changes, a change makes another one.

    The tags are strong, one for each encoding; `unchanged`, `whole` and so on are answers to a poll.
    """

    feed_id: int
    parts: tuple[bytes, ...] = field(repr=False)
    changed_at: datetime | None
    expires: datetime | None
    """When the address ends, or stops saying that it has ended; None when nobody ended it."""
    tag: bytes
    zipped_tag: bytes
    whole: Answer
    unchanged: Answer
    unchanged_zipped: Answer

    def body(self) -> bytes:
        """Put the parts together, which takes some microseconds."""
        return b"".join(self.parts)

    def zipped(self, length: int) -> Answer:
        """Head the compressed bytes."""
        return Answer(200, [*self.unchanged_zipped.headers, *_about(length), ZIPPED])


def rendering(
    feed_id: int, parts: Iterable[bytes], *, changed_at: datetime | None, expires: datetime | None
) -> CachedResponse:
    """Make every answer of a calendar ready; its tag is the hash of its bytes, the same on every node."""
    kept = tuple(parts)
    body = b"".join(kept)
    digest = sha256(body).hexdigest()
    tag, zipped_tag = f'"{digest}"'.encode(), f'"{digest}{GZIP}"'.encode()
    unchanged = _validators(tag, changed_at)
    return CachedResponse(
        feed_id=feed_id,
        parts=kept,
        changed_at=changed_at,
        expires=expires,
        tag=tag,
        zipped_tag=zipped_tag,
        whole=Answer(200, [*unchanged, *_about(len(body))]),
        unchanged=Answer(304, unchanged),
        unchanged_zipped=Answer(304, _validators(zipped_tag, changed_at)),
    )


def _validators(tag: bytes, changed_at: datetime | None) -> list[Header]:
    said = [(b"etag", tag), CACHED, VARIES]
    if changed_at:
        said.append((b"last-modified", format_datetime(changed_at, usegmt=True).encode()))
    return said


def _about(length: int) -> tuple[Header, ...]:
    return (CALENDAR, *QUIET, (b"content-length", b"%d" % length))


MOST_BYTES = 6 * 1024 * 1024
LEVEL = 3
"""A third of the time of level 6 for a quarter more bytes; event by event it would be six times as many."""
GZIP_WINDOW = 31
"""Fifteen bits and the wrapping of gzip (RFC 1952), whose time stamp zlib leaves at zero."""
Body = tuple[Answer, bytes]


class Bodies:
    """Give whole bodies by their tag; for one thread."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._held: OrderedDict[bytes, Body] = OrderedDict()
        self._most = most_bytes
        self.size = 0
        """How many bytes are held."""

    def plain(self, rendering: CachedResponse) -> Body:
        """Give the body as it is."""
        return self._got(rendering.tag) or self.keep(rendering.tag, (rendering.whole, rendering.body()))

    def zipped(self, rendering: CachedResponse) -> Body | None:
        """Give the compressed body, None when nobody has compressed it."""
        return self._got(rendering.zipped_tag)

    def keep(self, tag: bytes, body: Body) -> Body:
        """Hold a body, and let those go that were read longest ago."""
        if tag not in self._held:
            self._held[tag] = body
            self.size += len(body[1])
        while self.size > self._most:
            self.size -= len(self._held.popitem(last=False)[1][1])
        return body

    def _got(self, tag: bytes) -> Body | None:
        body = self._held.get(tag)
        if body:
            self._held.move_to_end(tag)
        return body


def compressed(rendering: CachedResponse) -> Body:
    """Compress a body, which takes milliseconds; the same bytes on any machine with the same zlib."""
    content = zlib.compress(rendering.body(), LEVEL, GZIP_WINDOW)
    return rendering.zipped(len(content)), content
