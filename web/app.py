"""The program's HTTP side: feeds beside pages."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from models.changes import Changes
from notifiers.calendar_style import Style
from web.decline_tokens import Decline
from web.feed_addresses import PREFIX
from web.feeds import Feeds
from web.late import LateApp
from web.moved import with_moves
from web.networks import LOOPBACK, Networks
from web.ports import FeedSource, ReaderPages, Site, Watch
from web.replies import App, Receive, Scope, Send

PAUSE = 1.0
"""Seconds at the start in which only what is asked for is built."""


def make_app(  # noqa: PLR0913  (each is for the wiring to join)
    *,
    source: FeedSource,
    changes: Changes,
    key: bytes,
    watch: Watch,
    now: Callable[[], datetime],
    site: Site,
    style: Style,
    readers: ReaderPages | None = None,
    decline: Decline | None = None,
    insiders: Networks = LOOPBACK,
) -> "WebApp":
    """Build the ASGI application; `now` gives the office's time, `readers` the pages they have, if any.

    `decline` is told what a reader no longer wants by mail, `insiders` are who may see numbers.
    """
    feeds = Feeds(source=source, changes=changes, now=now, style=style, key=key)
    pages = partial(
        _make_pages,
        watch=watch,
        readers=readers,
        decline=decline,
        key=key,
        locale=site.locale,
        insiders=insiders,
        feed_hits=lambda: feeds.hits,
    )
    return WebApp(feeds, LateApp(pages), site)


def _make_pages(**about: Any) -> App:
    from web.page_app import make_pages  # noqa: PLC0415  (loads FastAPI, for which no feed has to wait)

    return make_pages(**about)


class WebApp:
    """Feeds beside pages; `feeds` may also be answered by the server itself (see `feed_protocol`)."""

    def __init__(self, feeds: Feeds, pages: LateApp, site: Site) -> None:
        self.feeds = feeds
        self.site = site
        self._pages = pages
        self._http = with_moves(self._choose, site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the beginning and the end of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._http(scope, receive, send)

    async def _choose(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_feed = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self.feeds if is_feed else self._pages)(scope, receive, send)

    async def _warm_up(self) -> None:
        await asyncio.sleep(PAUSE)
        await self.feeds.work.warm_up()
        await self._pages.made()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        warming = asyncio.create_task(self._warm_up())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        warming.cancel()
        self.feeds.work.close()
        await send({"type": "lifespan.shutdown.complete"})
