"""Whole bodies of feeds as they were last sent, within a bound: they can be made again from their parts."""

import zlib
from collections import OrderedDict

from web.feed_answers import Answer, Rendering

MOST_BYTES = 6 * 1024 * 1024
LEVEL = 3
"""A third of the time of level 6 for a quarter more bytes; event by event it would be six times as many."""
GZIP_WINDOW = 31
"""Fifteen bits and the wrapping of gzip (RFC 1952), whose time stamp zlib leaves at zero."""
Body = tuple[Answer, bytes]


class Bodies:
    """Give whole bodies by their tag; for one thread."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._held: OrderedDict[bytes, Body] = OrderedDict()
        self._most = most_bytes
        self.size = 0
        """How many bytes are held."""

    def plain(self, rendering: Rendering) -> Body:
        """Give the body as it is."""
        return self._got(rendering.tag) or self.keep(rendering.tag, (rendering.whole, rendering.body()))

    def zipped(self, rendering: Rendering) -> Body | None:
        """Give the compressed body, None when nobody has compressed it."""
        return self._got(rendering.zipped_tag)

    def keep(self, tag: bytes, body: Body) -> Body:
        """Hold a body, and let those go that were read longest ago."""
        if tag not in self._held:
            self._held[tag] = body
            self.size += len(body[1])
        while self.size > self._most:
            self.size -= len(self._held.popitem(last=False)[1][1])
        return body

    def _got(self, tag: bytes) -> Body | None:
        body = self._held.get(tag)
        if body:
            self._held.move_to_end(tag)
        return body


def compressed(rendering: Rendering) -> Body:
    """Compress a body, which takes milliseconds; the same bytes on any machine with the same zlib."""
    content = zlib.compress(rendering.body(), LEVEL, GZIP_WINDOW)
    return rendering.zipped(len(content)), content
