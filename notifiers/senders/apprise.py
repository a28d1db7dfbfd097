# SPDX-License-Identifier: Apache-2.0
"""Every other chat service that Apprise knows; the extra `chat`, loaded on first use (2 s, 39 MiB)."""

import logging
import re
import threading
from email.charset import CHARSETS
from functools import cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from models.errors import DeliveryError
from models.extras import install_command
from models.kinds import Outcome
from notifiers.deadlines import TimeLimit, within
from notifiers.senders.http import is_last_word, redact_secrets

STATUS = re.compile(r"error=(\d{3})\b")
ADDRESS = re.compile(r"\b([a-z]+://[^/\s?@]*@?[^/\s?]*)\S*")
LEAST_SECRET = 6
SECONDS = 15.0
"""How long a service may take altogether; Apprise begins its timeouts anew with each byte."""


def is_installed() -> bool:
    """Tell whether the extra is there."""
    return find_spec("apprise") is not None


def say(url: str, *, title: str, text: str, seconds: float = SECONDS) -> None:
    """Hand one text to the service behind an Apprise address, or raise DeliveryError.

    Apprise tells nothing but whether it worked; why not is read from what it logs.
    """
    service, lines = _service(url), list[str]()
    try:
        taken = within(TimeLimit(seconds), lambda: _notify(service, title, text, lines))
    except TimeoutError:
        lines.append(f"no answer within {seconds:g} s")
        taken = False
    if not taken:
        raise _refusal(url, lines)


def require_known(url: str) -> None:
    """Raise DeliveryError, permanent, unless Apprise knows the address; nothing is sent."""
    _service(url)


def _service(url: str) -> Any:
    apprise = _apprise()
    asset = apprise.AppriseAsset(app_id="duban", app_desc="duban", async_mode=False, http_redirects=False)
    service = apprise.Apprise.instantiate(url, asset=asset)
    if service is None:
        raise DeliveryError(
            "{scheme}:// is no address that Apprise understands.",
            outcome=Outcome.REFUSED,
            cure="Write it as docs/channels.md says, or as Apprise's page on that service does.",
            scheme=urlsplit(url).scheme,
        )
    return service


@cache
def _apprise() -> Any:
    if not is_installed():
        raise DeliveryError(
            "The library for this chat service is not installed.",
            outcome=Outcome.DEFERRED,
            cure="Install it with: {command}",
            command=install_command("chat"),
        )
    charsets = dict(CHARSETS)
    import apprise  # noqa: PLC0415  (an extra, and 8 MB of services)

    apprise.Apprise.instantiate("json://localhost")  # loads the services now
    CHARSETS.update(charsets)  # one of them changes how the standard library writes the headers of mails
    # What it logs may hold tokens; what matters of it is told with the message.
    logging.getLogger("apprise").propagate = False
    return apprise


def _notify(service: Any, title: str, text: str, lines: list[str]) -> bool:
    """Let a service say it, and note why it did not."""
    heard, logger = _Heard(lines), logging.getLogger("apprise")
    logger.addHandler(heard)
    try:
        return bool(service.notify(body=text, title=title))
    except Exception as error:  # a plugin's own: the message is not to blame, and nobody else is to suffer
        lines.append(f"{type(error).__name__}: {error}")
        return False
    finally:
        logger.removeHandler(heard)


class _Heard(logging.Handler):
    """Keep what one thread's attempt logs."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(level=logging.WARNING)
        self.lines = lines
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.lines.append(record.getMessage())


def _refusal(url: str, lines: list[str]) -> DeliveryError:
    told = " ".join(lines)
    found = STATUS.search(told)
    status = int(found[1]) if found else None
    is_final = status is not None and is_last_word(status)
    return DeliveryError(
        "{scheme} did not take the message: {text}",
        outcome=Outcome.REFUSED if is_final else Outcome.DEFERRED,
        code=status,
        cure="Correct the address with `duban unit channel set`, then run: duban outbox retry."
        if is_final
        else "It is tried again by itself.",
        scheme=urlsplit(url).scheme,
        text=_without_secrets(told, url) or "–",
    )


def _without_secrets(told: str, url: str) -> str:
    """Take out of a log line whatever stands in the channel's address, and addresses beyond their host."""
    parts = re.split(r"[:/?&=@]+", url)
    return ADDRESS.sub(r"\1", redact_secrets(told, parts, least=LEAST_SECRET))
