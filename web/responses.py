# SPDX-License-Identifier: Apache-2.0
"""HTTP answers and conditional requests (RFC 9110)."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One answer; a status without content (304) has `body` None and no length."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None = None


def request_headers(scope: Scope) -> dict[str, str]:
    """Read the headers of a request, names in lower case, repeated ones joined as RFC 9110 5.3 says."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def send_reply(reply: Reply, send: Send, *, head: bool) -> None:
    """Send an answer; to HEAD without its body, the length said all the same."""
    headers = dict(reply.headers)
    if reply.body is not None:
        headers["Content-Length"] = str(len(reply.body))
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": b"" if head else reply.body or b""})


def with_headers(app: App, extra: Mapping[str, str]) -> App:
    """Wrap an application so that each of its answers carries `extra`, but for what it says itself."""
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in extra.items()]

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                said = {name for name, _value in own}
                more = [item for item in raw if item[0] not in said]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        await app(scope, receive, send_more)

    return wrapped


TAG = re.compile(rb'(?:W/)?("[^"]*")')
LONGEST_DATE = 64
"""Characters of a date in any of the three forms there are, with room for another zone."""


def known_tag(wanted: bytes, tags: tuple[bytes, bytes]) -> bytes | None:
    """Give the tag of If-None-Match that is one of ours, in the list's order, compared weakly.

    `tags` are the quoted ones of both encodings, the one that would be sent first; `*` means that.
    """
    if wanted.strip() == b"*":
        return tags[0]
    return next((tag for tag in TAG.findall(wanted) if tag in tags), None)


def is_unchanged(since: bytes, changed_at: datetime | None) -> bool:
    """Tell whether nothing changed since the moment of If-Modified-Since; what is no moment tells nothing."""
    moment = _moment(since.decode("latin-1"))
    return moment is not None and changed_at is not None and changed_at <= moment


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Tell whether Accept-Encoding names gzip and does not refuse it with q=0."""
    for choice in accepted.decode("latin-1").lower().split(","):
        coding, *parameters = (part.strip() for part in choice.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return False


def _moment(text: str) -> datetime | None:
    if len(text) > LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
