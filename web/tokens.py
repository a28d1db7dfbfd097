# SPDX-License-Identifier: Apache-2.0
"""Tokens of feeds, pages and refusals: the database holds none, the key makes them.

A token is 24 bytes in 32 characters: feed, generation, and 128 bits of HMAC-SHA256 (RFC 2104) over both.
24 bytes fill base64url (RFC 4648 section 5) without a spare bit, so a token has exactly one spelling.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable

from models.kinds import LetterKind

FEED = b"duban feed token v1\0"
PAGE = b"duban page token v1\0"
"""A reader's page lives and ends with the reader's first feed: one thing to rotate when a mail leaked."""
MAC_BYTES = 16
SPELLING = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


def sign(feed_id: int, generation: int, *, key: bytes, purpose: bytes = FEED) -> str:
    """Make the token of a feed's generation; OverflowError when either is negative or needs over 32 bits.

    A token made for one purpose is worthless for another.
    """
    facts = feed_id.to_bytes(4, "big") + generation.to_bytes(4, "big")
    return urlsafe_b64encode(facts + _mac(facts, key, purpose)).decode("ascii")


def verify(token: str, *, key: bytes, purpose: bytes = FEED) -> tuple[int, int] | None:
    """Give the feed and the generation a token stands for, or None when it was not made with `key` for it."""
    if not SPELLING.fullmatch(token):
        return None
    content = urlsafe_b64decode(token)
    facts, mac = content[:-MAC_BYTES], content[-MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(facts, key, purpose)):
        return None
    return int.from_bytes(facts[:4], "big"), int.from_bytes(facts[4:], "big")


def feed_address(base_url: str, token: str) -> str:
    """Give the address to subscribe to; Google takes 256 characters, this adds 43 to `base_url`."""
    return f"{base_url}/feeds/{token}.ics"


def reader_page_address(base_url: str, token: str) -> str:
    """Give the address of a reader's page."""
    return f"{base_url}/units/{token}"


def _mac(facts: bytes, key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose + facts, "sha256")[:MAC_BYTES]


UNSUBSCRIBE_PATH = "/mails/unsubscribe/"
DECLINE = b"duban unsubscribe token v1\0"
REHEARSED = b"duban rehearsed unsubscribe token v1\0"
"""The link of a rehearsed mail can be looked at, and does nothing, also after going live."""
DECLINE_MAC_BYTES = 16

Decline = Callable[[str, LetterKind], None]
"""Send a reader, given by key, no more mail of a kind; called from several threads at once."""


def purpose_of(is_rehearsal: bool) -> bytes:
    """Give the purpose of a link that declines, in a mail that is rehearsed or not."""
    return REHEARSED if is_rehearsal else DECLINE


def decline_token(reader_key: str, kind: LetterKind, *, key: bytes, purpose: bytes = DECLINE) -> str:
    """Make the token that declines a kind of letter for a reader: both, and 128 bits of HMAC-SHA256."""
    facts = f"{kind.value}\0{reader_key}".encode()
    return urlsafe_b64encode(_decline_mac(facts, key, purpose) + facts).rstrip(b"=").decode("ascii")


def verify_decline(token: str, *, key: bytes, purpose: bytes = DECLINE) -> tuple[str, LetterKind] | None:
    """Give the reader's key and the kind that a token declines, None when it was made otherwise."""
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    mac, facts = content[:DECLINE_MAC_BYTES], content[DECLINE_MAC_BYTES:]
    if not hmac.compare_digest(mac, _decline_mac(facts, key, purpose)):
        return None
    kind, _zero, reader_key = facts.decode().partition("\0")
    return reader_key, LetterKind(kind)


def unsubscribe_address(base_url: str, token: str) -> str:
    """Give the address that declines."""
    return f"{base_url}{UNSUBSCRIBE_PATH}{token}"


def _decline_mac(facts: bytes, key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose + facts, "sha256")[:DECLINE_MAC_BYTES]
