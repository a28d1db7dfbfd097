"""Written components, remembered by what is in them: icalendar takes half a millisecond for each."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from threading import Lock

ENTRIES = 2048
"""About 3 MB when full: an event is one kilobyte, a key a tenth. What feeds show they hold themselves."""


class Memo:
    """The newest bytes by a digest of their contents; no more than `entries`, safe between threads."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries = entries
        self._held: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()
        self.made = 0
        """How many were written anew."""

    def get(self, contents: Hashable, make: Callable[[], bytes]) -> bytes:
        """Give the bytes for `contents`, whose `repr` tells all that is in them, or make and keep them."""
        key = blake2b(repr(contents).encode("utf-8", "backslashreplace"), digest_size=16).digest()
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._keep(key, made)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()

    def _keep(self, key: bytes, made: bytes) -> None:
        self.made += 1
        self._held[key] = made
        while len(self._held) > self._entries:
            self._held.popitem(last=False)


WRITTEN = Memo()
"""The components of every feed of this process: feeds share their events, with and without alarms."""
