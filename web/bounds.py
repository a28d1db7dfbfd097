# SPDX-License-Identifier: Apache-2.0
"""How much a stranger may ask of the port: sizes, times, and how many connections at a time."""

from collections.abc import Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address
from itertools import islice
from typing import Protocol

from web.networks import LOOPBACK, Networks, address_of

MOST_CONNECTIONS, MOST_PER_ADDRESS = 8_192, 128
RESERVED_FILES = 256
"""Open files kept for the ledger, relays, channels and the log; of a small limit it is half."""
SHARE_SPARED, LEAST_SPARED = 15, 8
"""One for so many connections is kept for those who are spared, but never fewer than that."""
LOOKED_AT = 100
"""Connections that are looked at for one that may be closed, before somebody is turned away."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """What one connection may take, and all of them together; sizes in bytes, times in seconds."""

    line: int = 8_192
    """A line of a request's head, the first one too."""
    head: int = 65_536
    headers: int = 100
    content: int = 1_000_000
    waiting: int = 64
    """Requests sent one after the other without waiting for the answer to the first."""
    head_seconds: float = 10.0
    """From the first byte of a head to its last, and from a new connection to its first byte."""
    content_seconds: float = 60.0
    idle_seconds: int = 75
    """nginx keeps its connections to us for 60 seconds, and must be the one who closes them."""
    stalled_seconds: float = 30.0
    """In which a reader must take `least_taken` bytes of what is still to be sent, or all of it."""
    least_taken: int = 16_384
    parting_seconds: float = 2.0
    """How long who was refused is listened to: a connection closed on unread bytes loses the answer."""
    parting_bytes: int = 4_000_000
    connections: int = 512
    per_address: int = MOST_PER_ADDRESS

    @property
    def for_spared(self) -> int:
        """How many connections more than others the spared ones may bring it to."""
        return max(LEAST_SPARED, self.connections // SHARE_SPARED)


def bounds_below(open_files: int) -> Bounds:
    """Give bounds that leave open files for all the rest of the program."""
    usable = max(open_files - RESERVED_FILES, open_files // 2)
    connections = min(MOST_CONNECTIONS, usable * SHARE_SPARED // (SHARE_SPARED + 1))
    return Bounds(connections=connections, per_address=max(1, min(MOST_PER_ADDRESS, connections // 4)))


class Connection(Protocol):
    """What the gate needs of a connection."""

    client: tuple[str, int] | None

    def is_waiting(self) -> bool:
        """Tell whether nothing is lost when it is closed: nothing was asked, or nothing whole."""

    def give_way(self) -> None:
        """Close it."""


class Gate:
    """Admit connections up to the bounds; the oldest one that waits gives way to a new one.

    Those of `spared` networks are bounded as a whole alone, and some are kept for them.
    """

    def __init__(self, bounds: Bounds, *, spared: Networks = LOOPBACK) -> None:
        self._bounds = bounds
        self._spared = spared
        self._known: dict[Connection, None] = {}
        self._strangers: dict[Connection, Hashable] = {}
        self._of_place: dict[Hashable, dict[Connection, None]] = {}

    @property
    def count(self) -> int:
        """Count the connections."""
        return len(self._strangers) + len(self._known)

    def admit(self, connection: Connection) -> bool:
        """Let a connection in, if need be by closing another one; False when it must be turned away."""
        host = connection.client[0] if connection.client else None
        if host is None or host in self._spared:
            return self._admit_known(connection)
        return self._admit_stranger(connection, _place(host))

    def leave(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self._known.pop(connection, None)
        place = self._strangers.pop(connection, None)
        if place is not None:
            self._of_place[place].pop(connection)
            if not self._of_place[place]:
                del self._of_place[place]

    def _admit_known(self, connection: Connection) -> bool:
        most = self._bounds.connections + self._bounds.for_spared
        if self.count >= most and not (self._make_room(self._strangers) or self._make_room(self._known)):
            return False
        self._known[connection] = None
        return True

    def _admit_stranger(self, connection: Connection, place: Hashable) -> bool:
        theirs = self._of_place.get(place, {})
        if len(theirs) >= self._bounds.per_address and not self._make_room(theirs):
            return False
        if self.count >= self._bounds.connections and not self._make_room(self._strangers):
            return False
        self._strangers[connection] = place
        self._of_place.setdefault(place, {})[connection] = None
        return True

    def _make_room(self, among: dict[Connection, Hashable] | dict[Connection, None]) -> bool:
        for connection in list(islice(among, LOOKED_AT)):
            if connection.is_waiting():
                self.leave(connection)
                connection.give_way()
                return True
            among[connection] = among.pop(connection)  # type: ignore[assignment]  # the next look begins behind it
        return False


def _place(host: str) -> Hashable:
    """Tell what counts as one address: of IPv6 the network that one subscriber gets."""
    address = address_of(host)
    return int(address) >> 64 if isinstance(address, IPv6Address) else address or host
