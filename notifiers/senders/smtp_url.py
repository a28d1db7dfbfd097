# SPDX-License-Identifier: Apache-2.0
"""Where the relay is and how to talk to it, read from one address."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote

from models.errors import SettingsError
from models.secret_addresses import take_apart


class StartTls(StrEnum):
    """When a plain connection is turned into an encrypted one."""

    OFFERED = "offered"
    REQUIRED = "required"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class RelayAddress:
    """A relay; `ca` is a file of certificates to trust instead of the system's."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False
    starttls: StartTls = StartTls.OFFERED
    ca: str | None = None

    @property
    def name(self) -> str:
        """Name it for the ledger, so that all nodes that use it mean the same one."""
        return f"{self.host}:{self.port}"


def parse_smtp_url(url: str) -> RelayAddress:
    """Read `smtp://USER:PASSWORD@HOST:PORT?starttls=required&ca=FILE` or `smtps://…`.

    Ports default to 465 for smtps, 587 with a user, else 25. SettingsError never repeats the password.
    """
    parts = _split(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    user, implicit = unquote(parts.username or ""), parts.scheme == "smtps"
    usual_port = 587 if user else 25
    relay = RelayAddress(
        host=parts.hostname or "",
        port=parts.port or (465 if implicit else usual_port),
        user=user,
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
        starttls=_starttls(options.pop("starttls", StartTls.OFFERED.value)),
        ca=options.pop("ca", None),
    )
    if options:
        raise SettingsError(
            "DUBAN_SMTP_URL has options that are not known: {names}.",
            cure="Only starttls and ca may follow the question mark.",
            names=", ".join(sorted(options)),
        )
    return relay


def _split(url: str) -> SplitResult:
    try:
        parts = take_apart(url.strip())
    except ValueError:
        raise _unreadable() from None
    known = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    if not known or parts.path not in ("", "/"):
        raise _unreadable()
    return parts


def _unreadable() -> SettingsError:
    return SettingsError(
        "DUBAN_SMTP_URL is not the address of a relay.",
        cure="Write smtp://USER:PASSWORD@HOST:PORT or smtps://…, special signs percent-encoded (@: %40).",
    )


def _starttls(value: str) -> StartTls:
    try:
        return StartTls(value)
    except ValueError as error:
        raise SettingsError(
            "DUBAN_SMTP_URL says starttls={value}, which is not known.",
            cure="Write starttls=offered, starttls=required or starttls=never.",
            value=value,
        ) from error
