# SPDX-License-Identifier: Apache-2.0
"""The program's HTTP side: feeds beside pages, loaded when the first request comes."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any

from models.changes import Changes
from models.queries.feed_reading import FeedSource
from notifiers.ical.entries import CalendarStyle
from web.feeds.address import PREFIX
from web.feeds.handler import Feeds
from web.networks import LOOPBACK, Networks
from web.pages.reader_page import ReaderPages
from web.redirects import with_redirects
from web.responses import App, Receive, Scope, Send
from web.site import NodeHealth, Site
from web.tokens import Decline


class LazyApp:
    """Build an application once, in a thread, and pass requests on to it."""

    def __init__(self, make: Callable[[], App]) -> None:
        self._make = make
        self._turn = Lock()
        self._app: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        app = self._app or await self.made()
        await app(scope, receive, send)

    async def made(self) -> App:
        """Give the application, built by whoever asks first."""
        return await asyncio.to_thread(self._made)

    def _made(self) -> App:
        with self._turn:
            if self._app is None:
                self._app = self._make()
            return self._app


PAUSE = 1.0
"""Seconds at the start in which only what is asked for is built."""


def make_app(  # noqa: PLR0913  (each is for the wiring to join)
    *,
    source: FeedSource,
    changes: Changes,
    key: bytes,
    watch: NodeHealth,
    now: Callable[[], datetime],
    site: Site,
    style: CalendarStyle,
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
        contact=site.contact,
        insiders=insiders,
        feed_hits=lambda: feeds.hits,
    )
    return WebApp(feeds, LazyApp(pages), site)


def _make_pages(**about: Any) -> App:
    from web.pages.app import make_pages  # noqa: PLC0415  (loads FastAPI, for which no feed has to wait)

    return make_pages(**about)


class WebApp:
    """Feeds beside pages; `feeds` may also be answered by the server itself (see `server`)."""

    def __init__(self, feeds: Feeds, pages: LazyApp, site: Site) -> None:
        self.feeds = feeds
        self.site = site
        self._pages = pages
        self._http = with_redirects(self._choose, site)

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
