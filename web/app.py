"""The program's HTTP side: feeds, `/healthz` and the page at `/`."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse

from notifiers.ical import KEEP_DONE
from templates.catalogues import load
from web.feed_store import FeedStore
from web.feeds import PREFIX, Feeds
from web.pages import welcome_page
from web.ports import FeedSource, Health, Site
from web.replies import App, Receive, Scope, Send, with_headers

READ = ["GET", "HEAD"]
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}

logger = logging.getLogger(__name__)


def make_app(
    *,
    source: FeedSource,
    key: bytes,
    health: Callable[[], Health],
    today: Callable[[], date],
    base_url: str,
    locale: str,
    timezone: str,
    keep_done: int = KEEP_DONE,
) -> App:
    """Build the ASGI application; `base_url` is the address readers know, `today` the office's day.

    `keep_done` is how many *calendar* days a closed or withdrawn task stays in its feeds.
    """
    site = Site(base_url=base_url.rstrip("/"), locale=locale, timezone=timezone, keep_done=keep_done)
    feeds = Feeds(store=FeedStore(source=source, today=today, site=site), key=key, locale=locale)
    pages = _make_pages(health, locale)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_feed = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (feeds if is_feed else pages)(scope, receive, send)

    return app


def _make_pages(health: Callable[[], Health], locale: str) -> App:
    page, words = welcome_page(locale), load(locale)
    app = FastAPI(title="duban", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.api_route("/", methods=READ)
    async def welcome() -> Response:
        return HTMLResponse(page.content)

    @app.api_route("/healthz", methods=READ)
    def healthz() -> Response:
        report = health_report(_ask(health))
        status = 200 if report["status"] == "ok" else 503
        return JSONResponse(report, status_code=status, headers={"Cache-Control": "no-store"})

    @app.exception_handler(404)
    async def nothing_here(request: Request, error: Exception) -> Response:
        return PlainTextResponse(f"{words.gettext('There is no such page.')}\n", status_code=404)

    return with_headers(app, SAFE | {"Content-Security-Policy": page.policy})


def health_report(health: Health) -> dict[str, Any]:
    """Shape the answer of `/healthz`; only an absent ledger is a failure, a dead message is not."""
    return {
        "status": "ok" if health.database else "failing",
        "database": "ok" if health.database else "away",
        "last_round_at": health.last_round_at.isoformat() if health.last_round_at else None,
        "messages": {"queued": health.queued, "dead": health.dead},
    }


def _ask(health: Callable[[], Health]) -> Health:
    try:
        return health()
    except Exception:
        logger.exception("The state of the daemon cannot be told.")
        return Health(database=False, last_round_at=None, queued=0, dead=0)
