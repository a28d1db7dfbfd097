"""uvicorn inside a daemon that has its own signals and its own log."""

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
from web.networks import LOOPBACK, Networks
from web.replies import App

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
