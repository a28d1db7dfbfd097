# SPDX-License-Identifier: Apache-2.0
"""A service on loopback that messages are posted to: it keeps what came and answers as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer after `pause` seconds; `hangs` gives none until the end, `drops` breaks the line."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    drops: bool = False
    pause: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Read its body as JSON."""
        return json.loads(self.body)


class Receiver:
    """What a service got, and what it answers next: `replies` in their order, then the last one for ever."""

    def __init__(self, replies: list[Reply]) -> None:
        self.posted: list[Posted] = []
        self.address = ""
        self.ended = threading.Event()
        self._replies = replies
        self._lock = threading.Lock()

    def take(self, posted: Posted) -> Reply:
        """Keep a request and choose its answer."""
        with self._lock:
            self.posted.append(posted)
            return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


@contextmanager
def receiving(*replies: Reply) -> Iterator[Receiver]:
    """Run a service that answers so, 200 when nothing is said."""
    receiver = Receiver(list(replies) or [Reply()])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = receiver.take(Posted(path=self.path, headers=headers, body=body))
            receiver.ended.wait(600 if reply.hangs else reply.pause)
            if reply.hangs or reply.drops:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        # The library lets five wait in line; who comes as the sixth is heard a second later.
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        receiver.address = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield receiver
        finally:
            receiver.ended.set()
            server.shutdown()
            thread.join()


def said(**facts: object) -> Reply:
    """Answer 200 with a JSON object, as chat services do also when they refuse."""
    return Reply(body=json.dumps(facts).encode(), headers={"Content-Type": "application/json"})
