# SPDX-License-Identifier: Apache-2.0
"""Addresses that may hold a password: taken apart only without doubt, and told without it."""

import re
from urllib.parse import SplitResult, urlsplit

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PASSWORD_OPTION = re.compile(r"([?&][^=&\s]*(?:pass|secret)[^=&\s]*=)[^&\s]*", re.IGNORECASE)


def take_apart(address: str) -> SplitResult:
    """Take an address apart; ValueError, which says nothing, where a sign might belong elsewhere.

    A `/`, `?` or `#` in a password ends the host for every reader of addresses, and what follows would be
    looked up, opened and told as if it were no secret.
    """
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        raise ValueError from None  # the cause would repeat the password
    if parts.fragment or "@" in parts.path + parts.query or _CONTROL.search(address):
        raise ValueError
    return parts


def without_password(text: str) -> str:
    """Give a text that may be an address with a password, without what stands before its last @."""
    return re.sub(r":.*@", ":***@", text, flags=re.DOTALL)


def without_password_options(address: str) -> str:
    """Give an address whose options (`?password=…`) hide their passwords."""
    return _PASSWORD_OPTION.sub(r"\1***", address)
