"""The program's HTTP side: feeds, `/healthz`, `/metrics` and the page at `/`."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from models.changes import Changes
from notifiers.calendar_style import Style
from templates.catalogues import load
from web.feed_addresses import PREFIX
from web.feeds import Feeds
from web.health import asked, health_report
from web.metrics import CONTENT_TYPE, exposition
from web.moved import with_moves
from web.pages import welcome_page
from web.ports import FeedSource, ReaderPages, Site, Watch
from web.reader_pages import add_reader_pages
from web.replies import App, Receive, Scope, Send, with_headers
from web.task_pages import add_task_pages
from web.unsubscribing import Decline, add_unsubscribing

READ = ["GET", "HEAD"]
FRESH = {"Cache-Control": "no-store"}
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


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
) -> "WebApp":
    """Build the ASGI application; `now` gives the office's time, `readers` the pages they have, if any.

    `decline` is told what a reader no longer wants by mail.
    """
    feeds = Feeds(source=source, changes=changes, now=now, style=style, key=key)
    pages = _make_pages(watch, site.locale, feed_hits=lambda: feeds.hits)
    if readers:
        add_reader_pages(pages, readers, key=key, locale=site.locale)
        add_task_pages(pages, readers, locale=site.locale)
    if decline:
        add_unsubscribing(pages, decline, key=key, locale=site.locale)
    safe = SAFE | {"Content-Security-Policy": welcome_page(site.locale).policy}
    return WebApp(feeds, with_headers(pages, safe), site)


class WebApp:
    """Feeds beside pages; `feeds` may also be answered by the server itself (see `feed_protocol`)."""

    def __init__(self, feeds: Feeds, pages: App, site: Site) -> None:
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

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        warming = asyncio.create_task(self.feeds.work.warm_up())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        warming.cancel()
        self.feeds.work.close()
        await send({"type": "lifespan.shutdown.complete"})


def _make_pages(watch: Watch, locale: str, *, feed_hits: Callable[[], int]) -> FastAPI:
    page, words = welcome_page(locale), load(locale)
    app = FastAPI(title="duban", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.api_route("/", methods=READ)
    async def welcome() -> Response:
        return HTMLResponse(page.content)

    @app.api_route("/healthz", methods=READ)
    def healthz() -> Response:
        report = health_report(asked(watch.vitals), node=watch.node)
        status = 200 if report["status"] == "ok" else 503
        return JSONResponse(report, status_code=status, headers=FRESH)

    @app.api_route("/metrics", methods=READ)
    def metrics() -> Response:
        found, owed = asked(watch.vitals), asked(watch.owed)
        if found is None or owed is None:
            return PlainTextResponse("", status_code=503, headers=FRESH)
        content = exposition(found, owed=owed, feed_hits=feed_hits())
        return Response(content, headers=FRESH | {"Content-Type": CONTENT_TYPE})

    @app.exception_handler(404)
    async def nothing_here(request: Request, error: Exception) -> Response:
        return PlainTextResponse(f"{words.gettext('There is no such page.')}\n", status_code=404)

    return app
