# SPDX-License-Identifier: Apache-2.0
"""A server on loopback that answers some commands as it should, and then one byte at a time."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

PAUSE = 0.02
MOST = 1000
"""Bytes it drips at most, so that a client without a deadline ends too, and is found out."""


@dataclass
class Dripping:
    """Where it listens, and of each connection whether the client left before it had dripped all."""

    port: int
    left: list[bool] = field(default_factory=list)


@contextmanager
def dripping(script: Sequence[bytes] = (), drip: bytes = b"2", *, pause: float = PAUSE) -> Iterator[Dripping]:
    """Answer each command with the next line of the script; then say `drip` again and again, byte by byte.

    With no pause it says as much as the client takes, up to a hundred million bytes.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found, ended = Dripping(port=listener.getsockname()[1]), threading.Event()
        thread = threading.Thread(target=_accept, args=(listener, script, drip, pause, found, ended))
        thread.start()
        try:
            yield found
        finally:
            ended.set()
            socket.create_connection(("127.0.0.1", found.port)).close()
            thread.join(30)


def _accept(
    listener: socket.socket,
    script: Sequence[bytes],
    drip: bytes,
    pause: float,
    found: Dripping,
    ended: threading.Event,
) -> None:
    while True:
        line, _address = listener.accept()
        with line:
            if ended.is_set():
                return
            found.left.append(_talk(line, script, drip, pause, ended))


def _talk(
    line: socket.socket, script: Sequence[bytes], drip: bytes, pause: float, ended: threading.Event
) -> bool:
    """Play the script and drip; tell whether the client left."""
    with line.makefile("rb") as heard:
        try:
            for reply in script:
                line.sendall(reply)
                while (said := heard.readline()) and reply.startswith(b"354") and said != b".\r\n":
                    pass
            for number in range(MOST if pause else 100):
                line.sendall(drip[number % len(drip) :][:1] if pause else drip * (1_000_000 // len(drip)))
                if ended.wait(pause):
                    return True
        except OSError:
            return True
    return False
