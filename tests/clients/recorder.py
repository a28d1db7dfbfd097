# SPDX-License-Identifier: Apache-2.0
"""A way to the daemon that notes what each client asks and hears, and can fail as real ways do."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.support.ports import free_port

KEPT_BACK = {"connection", "transfer-encoding", "keep-alive", "content-length"}


class Medium(Enum):
    """How requests reach the daemon."""

    OPEN = auto()
    CUT = auto()
    """The connection is closed without an answer, as by a cable or by nginx's 444."""
    BAD_GATEWAY = auto()
    """A proxy answers for a daemon that is away, in its own HTML."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request and its answer; `status` is 0 when there was none."""

    at: float
    method: str
    path: str
    host: str
    program: str
    tag: str | None
    since: str | None
    encoding: str
    status: int
    size: int


class Recorder:
    """Stand between clients and the daemon's port; `port` is where the clients ask."""

    def __init__(self, daemon_port: int) -> None:
        self.port = free_port()
        self.medium = Medium.OPEN
        self.exchanges: list[Exchange] = []
        self._daemon_port = daemon_port
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listen."""
        handler = type("Bound", (_Handler,), {"recorder": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening: whoever asks now is refused the connection."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def asked(self, *, program: str = "", path: str = "") -> list[Exchange]:
        """Give the exchanges with a program (part of its User-Agent) about a path (its beginning)."""
        return [each for each in self.exchanges if program in each.program and each.path.startswith(path)]

    def relay(self, handler: "_Handler") -> None:
        """Take one request to the daemon and its answer back."""
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else None
        status, size = self._answer(handler, body)
        self.exchanges.append(_exchange(handler, status, size))

    def _answer(self, handler: "_Handler", body: bytes | None) -> tuple[int, int]:
        if self.medium is Medium.BAD_GATEWAY:
            return handler.give(502, [("Content-Type", "text/html")], b"<html>502 Bad Gateway</html>")
        if self.medium is Medium.OPEN:
            try:
                return handler.give(*self._ask(handler, body))
            except OSError:
                pass
        handler.close_connection = True
        return 0, 0

    def _ask(self, handler: "_Handler", body: bytes | None) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = http.client.HTTPConnection("127.0.0.1", self._daemon_port, timeout=20)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in KEPT_BACK}
        upstream.request(handler.command, handler.path, body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        said = [(name, value) for name, value in answer.getheaders() if name.lower() not in KEPT_BACK]
        return answer.status, said, content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recorder: ClassVar[Recorder]

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Relay every method alike, those of CalDAV too."""
        if not name.startswith("do_"):
            raise AttributeError(name)
        return lambda: self.recorder.relay(self)

    def give(self, status: int, headers: list[tuple[str, str]], content: bytes) -> tuple[int, int]:
        """Send an answer, and tell its status and size."""
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return status, len(content)

    def log_message(self, *_: object) -> None:
        """Keep quiet: the exchanges are the record."""


def _exchange(handler: _Handler, status: int, size: int) -> Exchange:
    said = handler.headers
    return Exchange(
        at=time.monotonic(),
        method=handler.command,
        path=handler.path,
        host=said.get("Host", ""),
        program=said.get("User-Agent", ""),
        tag=said.get("If-None-Match"),
        since=said.get("If-Modified-Since"),
        encoding=said.get("Accept-Encoding", ""),
        status=status,
        size=size,
    )
