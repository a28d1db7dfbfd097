"""The program's HTTP side: feeds, `/healthz`, `/metrics` and the page at `/`."""

from collections.abc import Callable
from datetime import date

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from templates.catalogues import load
from web.feed_store import FeedStore
from web.feeds import PREFIX, Feeds
from web.health import asked, health_report
from web.metrics import CONTENT_TYPE, exposition
from web.pages import welcome_page
from web.ports import FeedSource, ReaderPages, Site, Watch
from web.reader_pages import add_reader_pages
from web.replies import App, Receive, Scope, Send, with_headers

READ = ["GET", "HEAD"]
FRESH = {"Cache-Control": "no-store"}
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def make_app(
    *,
    source: FeedSource,
    key: bytes,
    watch: Watch,
    today: Callable[[], date],
    site: Site,
    readers: ReaderPages | None = None,
) -> App:
    """Build the ASGI application; `today` gives the office's day, `readers` the pages they have, if any."""
    feeds = Feeds(store=FeedStore(source=source, today=today, site=site), key=key, locale=site.locale)
    pages = _make_pages(watch, site.locale, readers, key=key, feed_hits=lambda: feeds.hits)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_feed = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (feeds if is_feed else pages)(scope, receive, send)

    return app


def _make_pages(
    watch: Watch, locale: str, readers: ReaderPages | None, *, key: bytes, feed_hits: Callable[[], int]
) -> App:
    page, words = welcome_page(locale), load(locale)
    app = FastAPI(title="duban", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    if readers:
        add_reader_pages(app, readers, key=key, locale=locale)

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

    return with_headers(app, SAFE | {"Content-Security-Policy": page.policy})
