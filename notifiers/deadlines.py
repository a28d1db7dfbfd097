# SPDX-License-Identifier: Apache-2.0
"""One deadline for a whole exchange: looking a host up, connecting, encrypting, every byte read or sent.

The timeout of a socket begins anew with each byte, so that a server that drips may hold a thread for ever.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class TimeLimit:
    """A moment after which nothing more is waited for, no later than `within`'s; TimeoutError tells it.

    `most_bytes` is how much may be read until then; OSError when it is more.
    """

    def __init__(
        self,
        seconds: float,
        *,
        within: "TimeLimit | None" = None,
        most_bytes: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        end = monotonic() + seconds
        self._monotonic = monotonic
        self._end: float = min(end, within._end) if within else end
        self._bytes_left = most_bytes

    @property
    def is_over(self) -> bool:
        """Tell whether no time is left."""
        return self._monotonic() >= self._end

    def left(self) -> float:
        """Give the seconds that are left; TimeoutError when there are none."""
        seconds = self._end - self._monotonic()
        if seconds <= 0:
            raise TimeoutError("timed out")
        return seconds

    def note_read(self, count: int) -> None:
        """Count what was read."""
        if self._bytes_left is not None:
            self._bytes_left -= count
            if self._bytes_left < 0:
                raise OSError("it says more than anybody has to say")


class TimedSocket(socket.socket):
    """A socket that waits until its deadline, whatever it does and however often."""

    deadline: TimeLimit | None = None

    def recv(self, *asked: Any) -> bytes:
        """Read some bytes."""
        self._wait()
        return super().recv(*asked)

    def recv_into(self, *asked: Any) -> int:
        """Read some bytes, as a file over the socket does."""
        self._wait()
        count = super().recv_into(*asked)
        if self.deadline is not None:
            self.deadline.note_read(count)
        return count

    def send(self, *asked: Any) -> int:
        """Send some bytes."""
        self._wait()
        return super().send(*asked)

    def sendall(self, *asked: Any) -> None:
        """Send every byte."""
        self._wait()
        super().sendall(*asked)

    def _wait(self) -> None:
        if self.deadline is not None:
            self.settimeout(self.deadline.left())


class TimedTlsSocket(TimedSocket, ssl.SSLSocket):
    """The same, encrypted: a read or a write of OpenSSL keeps to the timeout as a whole."""


def reach(host: str, port: int, deadline: TimeLimit) -> TimedSocket:
    """Connect to the first address of a host that answers; OSError says why the last one did not."""
    found = _addresses(host, port, deadline)
    failure = OSError("no address")
    for number, (family, kind, protocol, _name, address) in enumerate(found):
        line = TimedSocket(family, kind, protocol)
        line.deadline = deadline
        try:
            line.settimeout(deadline.left() / (len(found) - number))
            line.connect(address)
            line.settimeout(deadline.left())
        except OSError as error:
            line.close()
            failure = error
        else:
            return line
    raise failure


def trusting(deadline: TimeLimit, *, ca: str | None = None) -> ssl.SSLContext:
    """Give a context that believes known certificates, or those in the file `ca`; its sockets are timed."""
    context = ssl.create_default_context(cafile=ca)
    context.sslsocket_class = type("TimedTlsSocket", (TimedTlsSocket,), {"deadline": deadline})
    return context


def within(deadline: TimeLimit, work: Callable[[], T]) -> T:
    """Do what knows no deadline; TimeoutError when it takes longer, and then nobody waits for its end."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as failure:
            done.set_exception(failure)

    try:
        threading.Thread(target=run, name="within", daemon=True).start()
    except RuntimeError:  # no thread to be had: better late than not
        run()
    return done.result(deadline.left())


def _addresses(host: str, port: int, deadline: TimeLimit) -> list[Any]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:  # a name: the resolver has patience of its own
        return within(deadline, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
