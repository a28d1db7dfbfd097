"""The way of a poll through uvicorn without a task, a scope and messages of ASGI, which cost most of it.

It only takes requests for feeds that are held and current; every other one goes the usual way, in order.
"""

from typing import Any

from web.bounded_protocol import BoundedProtocol
from web.bounds import Bounds, Gate
from web.feed_addresses import PREFIX
from web.feeds import Feeds
from web.moved import is_former

START = PREFIX.encode()
METHODS = (b"GET", b"HEAD")


def protocol_of(
    feeds: Feeds, *, former_hosts: frozenset[bytes], bounds: Bounds | None = None, gate: Gate | None = None
) -> type["FeedProtocol"]:
    """Make the protocol that uvicorn speaks on each connection."""
    kept = bounds or Bounds()
    return FeedProtocol.within(kept, gate or Gate(kept), feeds=feeds, former_hosts=former_hosts)


class FeedProtocol(BoundedProtocol):
    """Write prepared answers to the transport as soon as the headers of a request are read."""

    feeds: Feeds
    former_hosts: frozenset[bytes] = frozenset()
    _dated: tuple[Any, bytes] = (None, b"")

    def answers_at_once(self) -> bool:
        """Answer a poll that is ready."""
        return self._is_free() and self._answer()

    def _is_free(self) -> bool:
        """Tell whether a feed is asked for while no answer is under way and the reader takes what is sent."""
        return (
            self.url.startswith(START)
            and not self.is_at_work()
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and not (self.former_hosts and is_former(self.headers, self.former_hosts))
        )

    def _answer(self) -> bool:
        method = self.parser.get_method()
        response = self.feeds.ready(self.url, self.headers) if method in METHODS else None
        if response is None:
            return False
        answer, body = response
        self.transport.write(b"".join((answer.wire, self._date(), CLOSE if self._is_last else b"\r\n")))
        if body and method == b"GET":
            self.transport.write(body)
        if self._is_last:
            self.transport.close()
        self.server_state.total_requests += (
            1  # the rest of `on_response_complete` is for answers that took time
        )
        return True

    def _date(self) -> bytes:
        """Give the lines that uvicorn adds to every answer; it makes a new list of them each second."""
        default = self.server_state.default_headers
        if self._dated[0] is not default:
            type(self)._dated = default, b"".join(b"%b: %b\r\n" % line for line in default)
        return self._dated[1]


CLOSE = b"connection: close\r\n\r\n"
