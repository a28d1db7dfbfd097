# SPDX-License-Identifier: Apache-2.0
"""`/mails/unsubscribe/{token}`: a reader declines a kind of overview, by one click (RFC 8058) or on a page.

Looking at the address changes nothing: mail filters follow links.
"""

import logging

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from models.kinds import LetterKind
from models.letters import NOBODY, OfficeContact
from templates.catalogues import load
from web.pages.render import Page, render_page
from web.tokens import REHEARSED, UNSUBSCRIBE_PATH, Decline, verify_decline
from wording.labels import letter_name

PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
NOTHING_HERE = "There is nothing to decline here; take the link in the newest mail."
REHEARSAL = "This link stands in the mail of a rehearsal: nothing was changed."
AWAY = "The page is not available for the moment."

logger = logging.getLogger(__name__)


def add_unsubscribing(
    app: FastAPI, decline: Decline, *, key: bytes, locale: str, contact: OfficeContact = NOBODY
) -> None:
    """Serve the page and take the click on `app`."""

    @app.api_route(UNSUBSCRIBE_PATH + "{token}", methods=["GET", "HEAD"])
    def asked(token: str) -> Response:
        known = verify_decline(token, key=key) or verify_decline(token, key=key, purpose=REHEARSED)
        return _shown(known[1], locale, contact, done=False) if known else _told(NOTHING_HERE, locale, 404)

    @app.post(UNSUBSCRIBE_PATH + "{token}")
    def declined(token: str) -> Response:
        known = verify_decline(token, key=key)
        if verify_decline(token, key=key, purpose=REHEARSED):
            return _told(REHEARSAL, locale, 200)
        if known is None:
            return _told(NOTHING_HERE, locale, 404)
        try:
            decline(*known)
        except Exception:
            logger.exception("a reader could not decline %s", known[1].value)
            return _told(AWAY, locale, 503)
        return _shown(known[1], locale, contact, done=True)


def _shown(kind: LetterKind, locale: str, contact: OfficeContact, *, done: bool) -> Response:
    page: Page = render_page(
        "unsubscribe.html",
        locale=locale,
        contact=contact,
        kind=letter_name(kind, load(locale).gettext),
        done=done,
    )
    policy = page.policy.replace("form-action 'none'", "form-action 'self'")
    return HTMLResponse(page.content, headers=PRIVATE | {"Content-Security-Policy": policy})


def _told(sentence: str, locale: str, status: int) -> Response:
    return PlainTextResponse(f"{load(locale).gettext(sentence)}\n", status_code=status, headers=PRIVATE)
