# SPDX-License-Identifier: Apache-2.0
"""The pages beside the feeds, as a FastAPI application: `/`, `/healthz`, `/metrics` and the readers' own."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from models.letters import OfficeContact
from templates.catalogues import LOCALES, load
from web.metrics import CONTENT_TYPE, OK, asked, bare_report, exposition, health_report
from web.networks import Networks
from web.pages.reader import add_reader_pages
from web.pages.reader_page import ReaderPages
from web.pages.render import help_page, welcome_page
from web.pages.task import add_task_pages
from web.pages.unsubscribe import add_unsubscribing
from web.responses import App, with_headers
from web.site import NodeHealth
from web.tokens import Decline

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
    watch: NodeHealth,
    readers: ReaderPages | None,
    decline: Decline | None,
    key: bytes,
    locale: str,
    contact: OfficeContact,
    insiders: Networks,
    feed_hits: Callable[[], int],
) -> App:
    """Build the pages; those of `readers` and `decline` only where there are any.

    Numbers are told to `insiders` alone.
    """
    pages = _make_pages(locale, contact)
    _add_numbers(pages, watch, locale, insiders=insiders, feed_hits=feed_hits)
    if readers:
        add_reader_pages(pages, readers, key=key, locale=locale)
        add_task_pages(pages, readers, locale=locale)
    if decline:
        add_unsubscribing(pages, decline, key=key, locale=locale, contact=contact)
    return with_headers(pages, SAFE | {"Content-Security-Policy": welcome_page(locale).policy})


def _make_pages(locale: str, contact: OfficeContact) -> FastAPI:
    page = welcome_page(locale, contact)
    app = FastAPI(title="duban", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.api_route("/", methods=READ)
    async def welcome() -> Response:
        return HTMLResponse(page.content)

    @app.api_route("/help", methods=READ)
    async def explained(request: Request) -> Response:
        wanted = request.query_params.get("lang")
        return HTMLResponse(help_page(wanted if wanted in LOCALES else locale).content)

    @app.exception_handler(404)
    async def nothing_here(request: Request, error: Exception) -> Response:
        return _no_page(locale)

    return app


def _add_numbers(
    app: FastAPI, watch: NodeHealth, locale: str, *, insiders: Networks, feed_hits: Callable[[], int]
) -> None:
    @app.api_route("/healthz", methods=READ)
    def healthz(request: Request) -> Response:
        if _is_among(insiders, request):
            report = health_report(asked(watch.stats), watch)
        else:
            report = bare_report(asked(watch.signs), watch)
        return JSONResponse(report, status_code=200 if report["status"] == OK else 503, headers=FRESH)

    @app.api_route("/metrics", methods=READ)
    def metrics(request: Request) -> Response:
        if not _is_among(insiders, request):
            return _no_page(locale)
        found, owed = asked(watch.stats), asked(watch.owed)
        if found is None or owed is None:
            return PlainTextResponse("", status_code=503, headers=FRESH)
        content = exposition(found, owed=owed, feed_hits=feed_hits())
        return Response(content, headers=FRESH | {"Content-Type": CONTENT_TYPE})


def _is_among(insiders: Networks, request: Request) -> bool:
    return request.client is not None and request.client.host in insiders


def _no_page(locale: str) -> Response:
    return PlainTextResponse(f"{load(locale).gettext('There is no such page.')}\n", status_code=404)
