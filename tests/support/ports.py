# SPDX-License-Identifier: Apache-2.0
"""Ports of this machine that are free."""

import socket


def free_port() -> int:
    """Give a port of the loopback address that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def is_open(port: int) -> bool:
    """Tell whether somebody answers at a port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
