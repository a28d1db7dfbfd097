# SPDX-License-Identifier: Apache-2.0
"""Feeds over a ledger that is a list, asked as a calendar program asks, without a socket."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime

from tests.builders import task_view
from tests.support.feeds.lint import lint
from tests.support.served import KEY, STYLE, ListedSource, noon
from web.feeds.handler import Feeds
from web.tokens import sign

PATH = f"/feeds/{sign(7, 1, key=KEY)}.ics"
STYLE_OF_THREE_DAYS = replace(STYLE, keep_done=3)


@dataclass(frozen=True, kw_only=True)
class Got:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes | None

    def __post_init__(self) -> None:
        """Read every feed that is served with the lint."""
        if self.body and self.body.startswith(b"BEGIN:VCALENDAR"):
            assert lint(self.body) == []

    @property
    def unfolded(self) -> bytes:
        """Give the body with every content line in one piece."""
        return (self.body or b"").replace(b"\r\n ", b"")

    @property
    def tag(self) -> str:
        return self.headers["etag"]


class Office:
    """A ledger of two tasks behind its feeds, and the time it is; `get` also waits for what is done later."""

    def __init__(self) -> None:
        self.now = noon()
        self.source = ListedSource(task_view(1), task_view(2))
        self.feeds = self.restarted()

    def restarted(self) -> Feeds:
        return Feeds(
            source=self.source,
            changes=self.source,
            now=lambda: self.now,
            style=STYLE_OF_THREE_DAYS,
            key=KEY,
            gather_seconds=0,
        )

    def on(self, day: date) -> None:
        self.now = noon(day)

    def at(self, moment: datetime) -> None:
        self.now = moment

    def get(self, path: str = PATH, method: str = "GET", **headers: str) -> Got:
        return asyncio.run(self._settled(path, method, headers))

    async def ask(self, path: str = PATH, method: str = "GET", **headers: str) -> Got:
        raw = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        answer, body = await self.feeds.respond(method, path, raw)
        said = {name.decode(): value.decode() for name, value in answer.headers}
        return Got(status=answer.status, headers=said, body=body)

    async def _settled(self, path: str, method: str, headers: dict[str, str]) -> Got:
        got = await self.ask(path, method, **headers)
        await asyncio.sleep(0)  # lets what is noted begin
        await asyncio.sleep(0)
        await self.feeds.work.later(lambda: None)
        await asyncio.sleep(0)  # lets what was done be taken
        return got
