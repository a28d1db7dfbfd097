# SPDX-License-Identifier: Apache-2.0
"""The door in front of CalDAV: it knows the feed's token, and nothing behind it ever sees one.

The token is the password of Basic authentication (RFC 7617), or the user name where a program asks for
no password. Found by `/.well-known/caldav` (RFC 6764 section 5).
"""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Mapping
from urllib.parse import urlsplit

from templates.catalogues import load
from web.caldav_server.calendars import Calendars
from web.responses import App, Message, Receive, Reply, Scope, Send, request_headers, send_reply
from web.site import Site
from web.tokens import verify

PREFIX = "/caldav"
WELL_KNOWN = "/.well-known/caldav"
READING = frozenset({"GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT"})
PASSED_ON = (b"accept-encoding", b"content-type", b"depth", b"user-agent")
CAN = Reply(
    status=200, headers={"Allow": ", ".join(sorted(READING)), "DAV": "1, 3, calendar-access"}, body=b""
)
"""Evolution takes a calendar for writable when PUT is allowed here."""
LARGEST = 1_000_000
"""Bytes of a request: a multiget for 5,000 items is half of it."""
TOO_LARGE = "The request is too large."

logger = logging.getLogger(__name__)


class CaldavGateway:
    """Let whoever has a feed's token read its calendars; `site` tells the path below which we are reached."""

    def __init__(self, inside: App, *, calendars: Calendars, key: bytes, site: Site) -> None:
        self._inside = inside
        self._calendars = calendars
        self._key = key
        self._root = urlsplit(site.base_url).path + PREFIX
        self._words = load(site.locale)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = await asyncio.to_thread(self._decide, scope["method"], scope["path"], request_headers(scope))
        if isinstance(answer, Reply):
            await send_reply(answer, send, head=scope["method"] == "HEAD")
            return
        body = await _whole_body(receive)
        if body is None:
            return
        if len(body) > LARGEST:
            await send_reply(self._say(413, TOO_LARGE), send, head=False)
            return
        await self._inside(self._admitted(scope, answer, len(body)), _given(body), send)
        await asyncio.to_thread(self._calendars.note_use, answer)

    def _decide(self, method: str, path: str, headers: Mapping[str, str]) -> Reply | int:
        """Give the number of the feed that may be read, or the answer that ends the request here."""
        if path.rstrip("/") == WELL_KNOWN:
            return self._say(301, "The calendars are elsewhere.", Location=f"{self._root}/")
        try:
            feed_id = self._known(headers.get("authorization", ""))
        except Exception:
            logger.exception("Nobody can be let into the calendars: the ledger does not answer.")
            return self._say(503, "The feed is not available for the moment.", **{"Retry-After": "300"})
        if feed_id is None:
            return self._say(401, "Give the token of a feed as the password.", **{"WWW-Authenticate": ASKING})
        if method not in READING:
            return self._say(403, "A feed can only be read.")
        if _length(headers) > LARGEST:
            return self._say(413, TOO_LARGE)
        return CAN if method == "OPTIONS" else feed_id

    def _known(self, authorization: str) -> int | None:
        for word in reversed(_credentials(authorization)):
            facts = verify(word, key=self._key)
            if facts and self._calendars.admits(*facts):
                return facts[0]
        return None

    def _admitted(self, scope: Scope, feed_id: int, length: int) -> Scope:
        passed = [(name, value) for name, value in scope["headers"] if name in PASSED_ON]
        about = [(b"content-length", b"%d" % length), (b"x-remote-user", str(feed_id).encode())]
        return {
            **scope,
            "root_path": self._root,
            "path": self._root + scope["path"].removeprefix(PREFIX),
            "headers": [*passed, *about],
        }

    def _say(self, status: int, sentence: str, **headers: str) -> Reply:
        plain = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        body = f"{self._words.gettext(sentence)}\n".encode()
        return Reply(status=status, headers=plain | headers, body=body)


ASKING = 'Basic realm="duban", charset="UTF-8"'


def with_caldav(app: App, door: App) -> App:
    """Put the calendars beside an application."""

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        is_ours = path.rstrip("/") in {PREFIX, WELL_KNOWN} or path.startswith(f"{PREFIX}/")
        await (door if is_ours else app)(scope, receive, send)

    return both


def _length(headers: Mapping[str, str]) -> int:
    said = headers.get("content-length", "0")
    return int(said) if said.isdecimal() and len(said) < 20 else LARGEST + 1


async def _whole_body(receive: Receive) -> bytes | None:
    """Read what is sent here, where no thread waits for it; None when the sender left before its end."""
    body, more = bytearray(), True
    while more and len(body) <= LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _given(body: bytes) -> Receive:
    """Give a content that is here already."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _credentials(authorization: str) -> list[str]:
    """Read user name and password of Basic authentication, nothing when they are not there."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return []
    try:
        user, colon, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:  # not base64, or not UTF-8
        return []
    return [user, password] if colon else []
