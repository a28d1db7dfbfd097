"""The pages beside the feeds, as a FastAPI application: `/`, `/healthz`, `/metrics` and the readers' own."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from templates.catalogues import load
from web.decline_tokens import Decline
from web.health import asked, health_report
from web.metrics import CONTENT_TYPE, exposition
from web.pages import welcome_page
from web.ports import ReaderPages, Watch
from web.reader_pages import add_reader_pages
from web.replies import App, with_headers
from web.task_pages import add_task_pages
from web.unsubscribing import add_unsubscribing

READ = ["GET", "HEAD"]
FRESH = {"Cache-Control": "no-store"}
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def make_pages(
    *,
    watch: Watch,
    readers: ReaderPages | None,
    decline: Decline | None,
    key: bytes,
    locale: str,
    feed_hits: Callable[[], int],
) -> App:
    """Build the pages; those of `readers` and `decline` only where there are any."""
    pages = _make_pages(watch, locale, feed_hits=feed_hits)
    if readers:
        add_reader_pages(pages, readers, key=key, locale=locale)
        add_task_pages(pages, readers, locale=locale)
    if decline:
        add_unsubscribing(pages, decline, key=key, locale=locale)
    return with_headers(pages, SAFE | {"Content-Security-Policy": welcome_page(locale).policy})


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
