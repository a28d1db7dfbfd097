# SPDX-License-Identifier: Apache-2.0
"""uvicorn inside a daemon that has its own signals and its own log; polls of feeds answered in its parser."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn

from models.errors import SettingsError
from web.bounded_protocol import BoundedProtocol
from web.bounds import Bounds, Gate
from web.feeds.address import PREFIX
from web.feeds.handler import Feeds
from web.networks import LOOPBACK, Networks
from web.redirects import is_former
from web.responses import App

# The way of a poll through uvicorn without a task, a scope and messages of ASGI, which cost most of it. It
# only takes requests for feeds that are held and current; every other one goes the usual way, in order.

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


PATIENCE = 5
"""Seconds an unfinished request gets at the end."""
TICKS = 10
"""Ticks of uvicorn in a second."""


class DaemonServer(uvicorn.Server):
    """A server that leaves SIGINT and SIGTERM to the daemon, which sets `should_exit`."""

    async def on_tick(self, counter: int) -> bool:
        """Look at every connection once a second."""
        if counter % TICKS == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedProtocol):
                    connection.look(now)
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def make_server(
    app: App,
    host: str,
    port: int,
    *,
    http: type[BoundedProtocol] | None = None,
    proxies: Networks = LOOPBACK,
) -> DaemonServer:
    """Prepare a server without an access log: the path of a feed is a secret.

    `http` is the protocol of its connections, a bounded one by default.
    `proxies` are believed when they say whom they ask for.
    Call `run(sockets=[listen(host, port)])` in a thread, wait for `started`, set `should_exit` to end it.
    Without `sockets` uvicorn binds by itself and ends its thread with SystemExit when the port is taken.
    """
    http = http or BoundedProtocol.within(bounds := Bounds(), Gate(bounds))
    options: dict[str, Any] = {"access_log": False, "log_config": None, "server_header": False}
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=http,
        ws="none",
        timeout_keep_alive=http.bounds.idle_seconds,
        proxy_headers=bool(proxies.members),
        forwarded_allow_ips=proxies.names,
        timeout_graceful_shutdown=PATIENCE,
        **options,
    )
    logging.getLogger("uvicorn.access").disabled = True
    return DaemonServer(config)


def listen(host: str, port: int) -> socket.socket:
    """Open the port, so that a taken one is told before anything else starts; SettingsError when it is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            "The address {host} port {port} cannot be listened on: {reason}.",
            cure="Stop the program that uses it, or choose another address or port.",
            host=host,
            port=port,
            reason=error.strerror or str(error),
        ) from error
