# SPDX-License-Identifier: Apache-2.0
"""HTTP with anybody: what uvicorn and llhttp leave open is bounded here, while it arrives.

llhttp itself refuses what two readers may read differently: two lengths, folded lines, bare line feeds.
"""

import logging
import re
from asyncio import Transport
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Self

from httptools import HttpParserCallbackError, HttpParserError, HttpParserInvalidURLError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from web.bounds import Bounds, Gate

HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
TARGET = re.compile(rb"https?://[^/?#]", re.IGNORECASE)
TELLING = frozenset({b"content-length", b"expect", b"host", b"transfer-encoding"})
BETWEEN, IN_HEAD, IN_CONTENT = range(3)
"""What the next byte belongs to: the next request, one whose head has begun, one whose head is there."""
REFUSALS = {
    400: "A request was refused with 400: it is not HTTP, or it contradicts itself.",
    408: "A request was refused with 408: it did not come to its end in time.",
    413: "A request was refused with 413: its content is too long.",
    414: "A request was refused with 414: its address is too long.",
    431: "A request was refused with 431: its head, or a line of it, is too long.",
    500: "A request was answered with 500, because of a fault of ours.",
    501: "A request was refused with 501: its content is coded in a way we do not know.",
    503: "A connection was ended: it asked on and on, and took no answer.",
    505: "A request was refused with 505: it is in another version of HTTP.",
}
ENDINGS = {
    "full": "A connection was turned away: there are as many as there may be.",
    "stalled": "A connection was ended: what it had asked for was not taken.",
}
logger = logging.getLogger(__name__)


class _RefusalError(Exception):
    """Ends the reading of a connection with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _OverError(Exception):
    """Ends the reading of a connection whose last request was read."""


class _Line:
    """The way to a client for one answer: what is written to one who has just left is no error."""

    __slots__ = ("_transport",)

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            with suppress(RuntimeError):  # closed a moment ago, and nobody was told yet
                self._transport.write(data)

    def close(self) -> None:
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class BoundedProtocol(HttpToolsProtocol):
    """Talk with one client, who may be anybody; `within` says how much that may take."""

    @classmethod
    def within(cls, bounds: Bounds, gate: Gate, **facts: object) -> type[Self]:
        """Make the protocol that uvicorn speaks on each connection."""
        return type(cls.__name__, (cls,), {"bounds": bounds, "gate": gate, **facts})

    bounds: Bounds
    gate: Gate

    _stage = BETWEEN
    _requests = 0
    """How many have come whole."""
    _due: float | None = None
    """When patience with what has not come yet ends; of a connection at rest it is set by `look`."""
    _stuck: tuple[float, int] | None = None
    """Since when how many bytes wait to be taken."""
    _head_bytes = _line_bytes = _content_bytes = 0
    _is_long = False
    """Whether the bytes of a head were too many, or in too many pieces, to be within the bounds anyway."""
    _is_answered = False
    """Whether the newest request was answered at once."""
    _is_last = False
    """Whether the newest request is the last one of the connection."""
    _is_deaf = False
    """Whether nothing is read any more."""
    _passed_over = 0
    _expects = False
    _hosts = _length = 0
    _host = _coding = b""
    _sound_host = b"none yet"

    # What the transport calls

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin, or turn the client away: a calendar program bears that better than an error."""
        super().connection_made(transport)
        self._due = self.loop.time() + self.bounds.head_seconds
        if not self.gate.admit(self):
            logger.warning(ENDINGS["full"])
            self.give_way()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self.gate.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come; a head that comes in one small piece is within every bound."""
        if self._is_deaf:
            self._passed_over += len(data)
            if self._passed_over > self.bounds.parting_bytes:
                self.give_way()
            return
        stage, whole = self._stage, self._requests
        self._is_long = stage == IN_HEAD or len(data) > self.bounds.line
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:
            self._is_deaf = True  # whatever follows would be of another protocol
            self.cycle.keep_alive = False
        except HttpParserError as error:
            self._stop(error)
        else:
            if self._stage != BETWEEN:
                self._measure(data, stage, is_one=self._requests == whole)
            elif self._requests != whole:
                self._due = None

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what a client who says no more has asked; tell whether the line stays open for that."""
        self._is_deaf, self._due = True, None
        if not self.is_at_work() or self.cycle.more_body:
            return False
        self.cycle.keep_alive = False
        return True

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request; what only ASGI needs is made when it is needed."""
        if self._is_last:
            raise _OverError
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        self._stage = IN_HEAD
        self._expects = False
        self._hosts = self._length = 0
        self.url = self._coding = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a line of the head; those behind the content (trailers) are passed over."""
        if self._stage != IN_HEAD:
            return
        name = name.lower()
        if name in TELLING:
            self._note(name, value)
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Answer a request whose head makes sense, at once or through ASGI."""
        if self._is_long or len(self.headers) > self.bounds.headers:
            self._check_sizes()
        version = self.parser.get_http_version()
        self._check_head(version)
        upgrades = self.parser.should_upgrade()
        self._is_last = upgrades or version == "1.0" or not self.parser.should_keep_alive()
        self._is_answered = not upgrades and self.answers_at_once()
        if not self._is_answered:
            self._begin()
        self._stage = IN_CONTENT

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        cycle.transport = _Line(self.transport)  # type: ignore[assignment]
        super()._start_asgi_task(cycle, app)

    def _begin(self) -> None:
        """Let uvicorn answer through ASGI."""
        if len(self.pipeline) >= self.bounds.waiting:
            raise _RefusalError(503)
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        self.headers += headers
        self.expect_100_continue = self._expects
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the content, unless the answer is out already."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._stage = BETWEEN
        self._requests += 1
        if not self._is_answered:
            super().on_message_complete()

    # What others ask

    def answers_at_once(self) -> bool:
        """Answer a request whose head is there, if that takes no waiting; tell whether it did."""
        return False

    def is_at_work(self) -> bool:
        """Tell whether an answer is under way."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def is_waiting(self) -> bool:
        """Tell whether nothing is lost when it is closed: nothing was asked, or nothing whole."""
        if self.is_at_work() and (self.pipeline or self.cycle.response_started or not self.cycle.more_body):
            return False
        return self._is_deaf or not self.transport.get_write_buffer_size()

    def give_way(self) -> None:
        """Close the connection, whatever is still to be read or sent."""
        self._is_deaf, self._due = True, None
        self.transport.abort()

    def look(self, now: float) -> None:
        """Close the connection if it had time enough, by the clock of the loop; called every second."""
        if self._due is not None and now >= self._due:
            if self._is_deaf or self._stage == BETWEEN:
                self.give_way()
            else:
                self._refuse(408)
            return
        unsent = self.transport.get_write_buffer_size()
        if not unsent:
            self._stuck = None
            if self._due is None and self._stage == BETWEEN and not self.is_at_work():
                self._due = now + self.bounds.idle_seconds
        elif self._stuck is None or unsent <= self._stuck[1] - self.bounds.least_taken:
            self._stuck = now, unsent
        elif now - self._stuck[0] >= self.bounds.stalled_seconds:
            logger.warning(ENDINGS["stalled"])
            self.give_way()

    # Bounds

    def _measure(self, data: bytes, before: int, *, is_one: bool) -> None:
        """Count what has come of a request that is not whole; `is_one` if no other ended in this piece."""
        bounds, stage = self.bounds, self._stage
        if stage != before or not is_one:
            self._head_bytes = self._line_bytes = self._content_bytes = 0
            seconds = bounds.head_seconds if stage == IN_HEAD else bounds.content_seconds
            self._due = self.loop.time() + seconds
            if not is_one or stage == IN_CONTENT:
                return  # how much of the piece is its own is not known; the next one counts
        if stage == IN_CONTENT:
            self._content_bytes += len(data)
            if self._content_bytes > 2 * bounds.content:  # what chunks are made of is counted along
                self._refuse(413)
            return
        end = data.rfind(b"\n") + 1
        self._head_bytes += len(data)
        self._line_bytes = len(data) - end + (0 if end else self._line_bytes)
        if self._line_bytes > bounds.line:
            self._refuse(414 if self._line_bytes == self._head_bytes else 431)
        elif self._head_bytes > bounds.head:
            self._refuse(431)

    def _check_sizes(self) -> None:
        bounds, around = self.bounds, len(b": \r\n")
        if len(self.url) > bounds.line:
            raise _RefusalError(414)
        lines = [len(name) + len(value) + around for name, value in self.headers]
        if len(lines) > bounds.headers or max(lines, default=0) > bounds.line or sum(lines) > bounds.head:
            raise _RefusalError(431)

    def _note(self, name: bytes, value: bytes) -> None:
        if name == b"host":
            self._hosts += 1
            self._host = value
        elif name == b"content-length":
            self._length = int(value)
        elif name == b"transfer-encoding":
            self._coding = b"%b,%b" % (self._coding, value) if self._coding else value
        elif value.lower() == b"100-continue":
            self._expects = True

    def _check_head(self, version: str) -> None:
        """Refuse what another reader could take for something else, or what no program asks."""
        if version not in ("1.1", "1.0"):
            raise _RefusalError(505)
        if self._hosts != 1:
            if self._hosts or version == "1.1":
                raise _RefusalError(400)
        elif self._host != self._sound_host:
            if not HOST.fullmatch(self._host):
                raise _RefusalError(400)
            self._sound_host = self._host
        if not (self.url.startswith(b"/") or TARGET.match(self.url)):
            raise _RefusalError(400)
        if self._length or self._coding:
            self._check_content(version)

    def _check_content(self, version: str) -> None:
        *others, last = self._coding.lower().split(b",")
        if self._coding and (version == "1.0" or last.strip() != b"chunked"):
            raise _RefusalError(400)
        if others:
            raise _RefusalError(501)
        if self._length > self.bounds.content:
            raise _RefusalError(413)
        if self.parser.should_upgrade():  # we stay with HTTP, but the parser reads the content no more
            raise _RefusalError(400)

    # Endings

    def _stop(self, error: HttpParserError) -> None:
        """End the reading because of what the parser found, or one of the methods that it calls."""
        cause = error.__context__ if isinstance(error, HttpParserCallbackError) else None
        if isinstance(cause, _OverError):
            self._is_deaf = True
        elif isinstance(cause, _RefusalError):
            self._refuse(cause.status)
        elif cause is None or isinstance(cause, HttpParserInvalidURLError):
            self._refuse(400)
        else:
            logger.error("A request could not be read.", exc_info=cause)
            self._refuse(500)

    def _refuse(self, status: int) -> None:
        """Read nothing more; what was asked before is still answered."""
        logger.warning(REFUSALS[status])
        self._is_deaf, self._due = True, None
        if not self.is_at_work():
            if self._stage != IN_CONTENT:
                self._say(status)
            self._part()
        elif not self.cycle.more_body:
            self.cycle.keep_alive = False
        elif self.cycle.response_started or self.pipeline:
            self.give_way()
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._say(status)
            self._part()

    def _say(self, status: int) -> None:
        text = f"{HTTPStatus(status).phrase}\n".encode()
        lines = [b"%b: %b\r\n" % line for line in self.server_state.default_headers]
        about = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self.transport.write(b"".join((STATUS_LINE[status], *lines, about % len(text), text)))

    def _part(self) -> None:
        """Say that nothing more comes, and listen a little: who is still sending would lose the answer."""
        if not self.transport.is_closing():
            self.transport.write_eof()
            self.flow.resume_reading()
            self._due = self.loop.time() + self.bounds.parting_seconds
