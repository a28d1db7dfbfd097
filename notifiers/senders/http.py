# SPDX-License-Identifier: Apache-2.0
"""Post to a web service with one deadline, and keep its secrets out of what is told."""

import http.client
import re
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from models.errors import DeliveryError
from models.kinds import Outcome
from models.text import clean_line
from notifiers.deadlines import TimeLimit, reach, trusting

LEAST_SECRET = 8
"""A shorter part of a web address is a word such as `webhook`; whatever opens something is longer."""
LEAST_PASSWORD = 3
"""What a server that repeats a login may tell of it."""
LONGEST = 200
SHOWN = "***"


def redact(told: str, url: str) -> str:
    """Give an answer as one line; a service that repeats the path of a web address repeats no secret."""
    parts = urlsplit(url)
    values = (value for _name, value in parse_qsl(parts.query))
    return redact_secrets(told, (*parts.path.split("/"), *values), least=LEAST_SECRET)


def password_forms(user: str, password: str) -> tuple[str, ...]:
    """Give a password in every form that a login sends, for a server that repeats what it does not know."""
    plain = f"\0{user}\0{password}".encode()
    return password, b64encode(password.encode()).decode(), b64encode(plain).decode()


def redact_secrets(told: str, secrets: Iterable[str], *, least: int) -> str:
    """Take secrets of at least so many characters out, as they are written and as they are meant."""
    found = {form for secret in secrets for form in (secret, unquote(secret)) if len(form) >= least}
    if not found:
        return clean_line(told)[:LONGEST]
    longest_first = sorted(found, key=len, reverse=True)
    return clean_line(re.sub("|".join(map(re.escape, longest_first)), SHOWN, told))[:LONGEST]


SECONDS = 10.0
"""How long it may take from looking the host up to the answer; a daemon that stops waits 20 for a message."""
MOST_HEARD = 1 << 20
"""Bytes of an answer with its head, after which a service is taken for broken."""
MOST_BYTES = 16_384
"""What is read of an answer; nobody has more to say."""
LONGEST_WAIT = timedelta(hours=4)
PASSING = (408, 425, 429)
"""The refusals that are no last word: too slow, too early, too many (RFC 9110 15.5.9, RFC 8470, RFC 6585)."""
_LOST = (OSError, http.client.HTTPException)


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceAnswer:
    """What a service answered; `retry_after` is how long it asks to be left alone."""

    status: int
    body: bytes = b""
    retry_after: timedelta = timedelta(0)


class HttpPost:
    """Post to services, each within one deadline, through the proxy of the environment if one is set.

    Redirects are not followed.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> ServiceAnswer:
        """Post and give the answer, whatever its status; DeliveryError, deferred, when there is none."""
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310  (see `channels`)
        try:
            with _opener(self._seconds, _NoRedirect()).open(request) as answer:
                return ServiceAnswer(status=answer.status, body=_begun(answer))
        except urllib.error.HTTPError as refused:
            with refused:
                return ServiceAnswer(
                    status=refused.code,
                    body=_begun(refused),
                    retry_after=_wait(refused.headers.get("Retry-After")),
                )
        except _LOST as error:
            raise unanswered(url, error) from error


def call(url: str, *, seconds: float = SECONDS) -> None:
    """Ask for a page, wherever it has moved to; OSError or ValueError unless 2xx is heard in time."""
    with _opener(seconds).open(url):
        return


def require_taken(answer: ServiceAnswer, *, url: str, place: str) -> None:
    """Raise DeliveryError unless the status is 2xx: 4xx and redirects are the last word.

    What was answered for `url` is told without what is secret in it.
    """
    if 200 <= answer.status < 300:
        return
    is_final = is_last_word(answer.status)
    raise DeliveryError(
        "{place} answered {status}: {text}",
        outcome=Outcome.REFUSED if is_final else Outcome.DEFERRED,
        code=answer.status,
        cure="Correct the address with `duban unit channel set`, then run: duban outbox retry."
        if is_final
        else "It is tried again by itself.",
        not_before=answer.retry_after,
        place=place,
        status=answer.status,
        text=readable(answer.body, url) or http.client.responses.get(answer.status, "–"),
    )


def is_last_word(status: int) -> bool:
    """Tell whether a status that is not 2xx will stay: a redirect too, since nobody follows it."""
    return status < 500 and status not in PASSING


def unanswered(url: str, error: Exception) -> DeliveryError:
    """Say that nobody answered, or not in time; the address is named by its host alone."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return DeliveryError(
        "{place} does not answer: {text}",
        outcome=Outcome.DEFERRED,
        cure="It is tried again by itself; what was heard after all comes again under the same number.",
        place=place_of(url),
        text=clean_line(str(reason)) or type(error).__name__,
    )


def told_to_stop() -> DeliveryError:
    """Say that duban itself let go, because it is to stop."""
    return DeliveryError(
        "duban was told to stop before this left.",
        outcome=Outcome.BUSY,
        cure="It is tried again by itself after the next start.",
    )


def place_of(url: str) -> str:
    """Name where an address leads without what is secret in it."""
    return urlsplit(url).hostname or "–"


def readable(body: bytes, url: str) -> str:
    """Give the beginning of an answer as one line, without what is secret in the address asked."""
    # Cut only in the end, or the beginning of a secret would stay.
    return redact(body.decode("utf-8", "replace"), url)[:120]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message is for one address: whoever moved must be corrected, not followed."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class _TimedHttpConnection(http.client.HTTPConnection):
    """A connection that keeps to a deadline, also to and through a proxy."""

    def __init__(self, host: str, *, deadline: TimeLimit, **options: Any) -> None:
        super().__init__(host, **options)
        self._create_connection = lambda place, *_more: reach(place[0], place[1], deadline)


class _TimedHttpsConnection(http.client.HTTPSConnection):
    """The same, encrypted by a context whose sockets know the deadline."""

    def __init__(self, host: str, *, deadline: TimeLimit, **options: Any) -> None:
        super().__init__(host, context=trusting(deadline), **options)
        self._create_connection = lambda place, *_more: reach(place[0], place[1], deadline)


class _TimedHandler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """Open both kinds of addresses with one deadline."""

    def __init__(self, deadline: TimeLimit) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_TimedHttpConnection, deadline=self._deadline), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_TimedHttpsConnection, deadline=self._deadline), req)


def _opener(seconds: float, *more: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_TimedHandler(TimeLimit(seconds, most_bytes=MOST_HEARD)), *more)


def _begun(answer: Any) -> bytes:
    """Read what has come of a body: the status alone may be all that was needed."""
    try:
        return bytes(answer.read1(MOST_BYTES))
    except _LOST:
        return b""


def _wait(asked: str | None) -> timedelta:
    """Read Retry-After in seconds (RFC 9110 10.2.3); a date is left to our own patience."""
    if asked is None or not asked.strip().isdecimal():
        return timedelta(0)
    return min(timedelta(seconds=min(int(asked), 10**6)), LONGEST_WAIT)
