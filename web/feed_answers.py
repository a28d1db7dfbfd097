"""One feed as it is served: its bytes in parts, and every answer to a poll made ready beforehand."""

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
class Ended:
    """An address that ended so long ago that even the notice is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendering:
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
) -> Rendering:
    """Make every answer of a calendar ready; its tag is the hash of its bytes, the same on every node."""
    kept = tuple(parts)
    body = b"".join(kept)
    digest = sha256(body).hexdigest()
    tag, zipped_tag = f'"{digest}"'.encode(), f'"{digest}{GZIP}"'.encode()
    unchanged = _validators(tag, changed_at)
    return Rendering(
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
