# SPDX-License-Identifier: Apache-2.0
"""`/units/{token}`: a reader's own page, of a unit, a leader or the office, behind a signed link."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from templates.catalogues import LOCALES, load
from web.pages.reader_page import ReaderPages, reader_page
from web.tokens import PAGE, verify

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
NO_PAGE = "There is no page here; take the link in the newest mail, or ask the supervision office."
AWAY = "The page is not available for the moment."
PAUSE = {"Retry-After": "60"}

logger = logging.getLogger(__name__)


def add_reader_pages(app: FastAPI, pages: ReaderPages, *, key: bytes, locale: str) -> None:
    """Serve the pages on `app`, in the locale or in what `?lang=` asks for."""

    @app.api_route("/units/{token}", methods=["GET", "HEAD"])
    def page(token: str, request: Request) -> Response:
        wanted = request.query_params.get("lang")
        return _answer(token, pages, key=key, locale=wanted if wanted in LOCALES else locale)


def _answer(token: str, pages: ReaderPages, *, key: bytes, locale: str) -> Response:
    known = verify(token, key=key, purpose=PAGE)
    try:
        facts = pages.facts(*known) if known else None
    except Exception:
        logger.exception("The page of feed %s cannot be read from the ledger.", known and known[0])
        return _told(AWAY, locale, 503, PAUSE)
    if facts is None:
        return _told(NO_PAGE, locale, 404)
    made = reader_page(facts, locale=locale, office=pages.office, contact=pages.contact)
    return HTMLResponse(made.content, headers=PRIVATE | {"Content-Security-Policy": made.policy})


def _told(sentence: str, locale: str, status: int, more: Mapping[str, str] | None = None) -> Response:
    said = load(locale).gettext(sentence)
    return PlainTextResponse(f"{said}\n", status_code=status, headers={**PRIVATE, **(more or {})})
