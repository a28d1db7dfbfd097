"""Tokens that decline a kind of letter for a reader: the database holds none, the key makes them."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable

from models.kinds import LetterKind

PATH = "/mails/unsubscribe/"
PURPOSE = b"duban unsubscribe token v1\0"
MAC_BYTES = 16

Decline = Callable[[str, LetterKind], None]
"""Send a reader, given by key, no more mail of a kind; called from several threads at once."""


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


def _mac(facts: bytes, key: bytes) -> bytes:
    return hmac.digest(key, PURPOSE + facts, "sha256")[:MAC_BYTES]
