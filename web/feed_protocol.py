"""The way of a poll through uvicorn without a task, a scope and messages of ASGI, which cost most of it.

It only takes requests for feeds that are held and current; every other one goes the usual way, in order.
"""

from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from web.feed_addresses import PREFIX
from web.feeds import Feeds
from web.moved import is_former

START = PREFIX.encode()
METHODS = (b"GET", b"HEAD")


def protocol_of(feeds: Feeds, *, former_hosts: frozenset[bytes]) -> type[HttpToolsProtocol]:
    """Make the protocol that uvicorn speaks on each connection."""
    return type("FeedProtocol", (FeedProtocol,), {"feeds": feeds, "former_hosts": former_hosts})


class FeedProtocol(HttpToolsProtocol):
    """Write prepared answers to the transport as soon as the headers of a request are read."""

    feeds: Feeds
    former_hosts: frozenset[bytes] = frozenset()
    _is_answered = False
    _dated: tuple[Any, bytes] = (None, b"")

    def on_headers_complete(self) -> None:
        """Answer at once, or let uvicorn begin its cycle."""
        self._is_answered = self._is_free() and self._answer()
        if not self._is_answered:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass over the content of a request that is answered."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Close what uvicorn began, if it did."""
        if not self._is_answered:
            super().on_message_complete()

    def _is_free(self) -> bool:
        """Tell whether a feed is asked for while no answer is under way and the reader takes what is sent."""
        return (
            self.url.startswith(START)
            and not self._is_at_work()
            and not self.flow.write_paused
            and not self.transport.is_closing()
            and not self.parser.should_upgrade()
            and not (self.former_hosts and is_former(self.headers, self.former_hosts))
        )

    def _is_at_work(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _answer(self) -> bool:
        method = self.parser.get_method()
        response = self.feeds.ready(self.url, self.headers) if method in METHODS else None
        if response is None:
            return False
        answer, body = response
        stays_open = self.parser.should_keep_alive() and self.parser.get_http_version() != "1.0"
        self.transport.write(b"".join((answer.wire, self._date(), b"\r\n" if stays_open else CLOSE)))
        if body and method == b"GET":
            self.transport.write(body)
        if not stays_open:
            self.transport.close()
        self.on_response_complete()
        return True

    def _date(self) -> bytes:
        """Give the lines that uvicorn adds to every answer; it makes a new list of them each second."""
        default = self.server_state.default_headers
        if self._dated[0] is not default:
            type(self)._dated = default, b"".join(b"%b: %b\r\n" % line for line in default)
        return self._dated[1]


CLOSE = b"connection: close\r\n\r\n"
