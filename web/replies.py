"""An HTTP answer as a value, and how it leaves through ASGI."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
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
                more = [each for each in raw if each[0] not in said]
                message = {**message, "headers": [*own, *more]}
            await send(message)

        await app(scope, receive, send_more)

    return wrapped
