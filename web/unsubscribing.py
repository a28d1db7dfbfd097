"""`/mails/unsubscribe/{token}`: a reader declines a kind of overview, by one click (RFC 8058) or on a page.

Looking at the address changes nothing: mail filters follow links.
"""

import hmac
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from models.kinds import LetterKind
from notifiers.reasons import letter_name
from templates.catalogues import load
from web.pages import Page, render_page

PATH = "/mails/unsubscribe/"
PURPOSE = b"duban unsubscribe token v1\0"
MAC_BYTES = 16
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
NOTHING_HERE = "There is nothing to decline here; take the link in the newest mail."
AWAY = "The page is not available for the moment."

Decline = Callable[[str, LetterKind], None]
"""Send a reader, given by key, no more mail of a kind; called from several threads at once."""
logger = logging.getLogger(__name__)


def decline_token(reader_key: str, kind: LetterKind, *, key: bytes) -> str:
    """Make the token that declines a kind of letter for a reader: both, and 128 bits of HMAC-SHA256."""
    facts = f"{kind.value}\0{reader_key}".encode()
    return urlsafe_b64encode(_mac(facts, key) + facts).rstrip(b"=").decode("ascii")


def verify_decline(token: str, *, key: bytes) -> tuple[str, LetterKind] | None:
    """Give the reader's key and the kind that a token declines, None when it was not made with `key`."""
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    mac, facts = content[:MAC_BYTES], content[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(facts, key)):
        return None
    kind, _zero, reader_key = facts.decode().partition("\0")
    return reader_key, LetterKind(kind)


def unsubscribe_address(base_url: str, token: str) -> str:
    """Give the address that declines."""
    return f"{base_url}{PATH}{token}"


def add_unsubscribing(app: FastAPI, decline: Decline, *, key: bytes, locale: str) -> None:
    """Serve the page and take the click on `app`."""

    @app.api_route(PATH + "{token}", methods=["GET", "HEAD"])
    def asked(token: str) -> Response:
        known = verify_decline(token, key=key)
        return _shown(known[1], locale, done=False) if known else _told(NOTHING_HERE, locale, 404)

    @app.post(PATH + "{token}")
    def declined(token: str) -> Response:
        known = verify_decline(token, key=key)
        if known is None:
            return _told(NOTHING_HERE, locale, 404)
        try:
            decline(*known)
        except Exception:
            logger.exception("a reader could not decline %s", known[1].value)
            return _told(AWAY, locale, 503)
        return _shown(known[1], locale, done=True)


def _shown(kind: LetterKind, locale: str, *, done: bool) -> Response:
    page: Page = render_page(
        "unsubscribe.html", locale=locale, kind=letter_name(kind, load(locale).gettext), done=done
    )
    policy = page.policy.replace("form-action 'none'", "form-action 'self'")
    return HTMLResponse(page.content, headers=PRIVATE | {"Content-Security-Policy": policy})


def _told(sentence: str, locale: str, status: int) -> Response:
    return PlainTextResponse(f"{load(locale).gettext(sentence)}\n", status_code=status, headers=PRIVATE)


def _mac(facts: bytes, key: bytes) -> bytes:
    return hmac.digest(key, PURPOSE + facts, "sha256")[:MAC_BYTES]
