# SPDX-License-Identifier: Apache-2.0
"""Signed requests to systems of the office (Standard Webhooks 1.0: webhook-id, -timestamp, -signature)."""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes

from models.errors import UsageError
from notifiers.senders.http import HttpPost, place_of, require_taken

PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64
"""How long a secret may be, as the standard has it."""


def post_signed(post: HttpPost, url: str, *, secret: str, key: str, body: bytes, now: datetime) -> None:
    """Hand one message over, or raise DeliveryError; 2xx means it was taken.

    Every attempt of a message has the same id and body, so that a receiver can tell a second copy.
    """
    answer = post.post(url, body, signed_headers(secret, key=key, body=body, now=now))
    require_taken(answer, url=url, place=place_of(url))


def signed_headers(secret: str, *, key: str, body: bytes, now: datetime) -> dict[str, str]:
    """Give the headers of one attempt at `now`, aware."""
    number, stamp = webhook_id(key), str(int(now.timestamp()))
    signed = b".".join((number.encode(), stamp.encode(), body))
    signature = b64encode(hmac.new(_bytes_of(secret), signed, sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "duban",
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature}",
    }


def webhook_id(key: str) -> str:
    """Derive the id of a message from its key: the same for every attempt, in letters the standard allows."""
    return f"msg_{sha256(key.encode()).hexdigest()[:40]}"


def new_secret() -> str:
    """Make a secret as the standard writes it."""
    return PREFIX + b64encode(token_bytes(32)).decode()


def require_secret(secret: str) -> None:
    """Raise UsageError unless a secret is one as the standard writes it; it is never repeated."""
    try:
        length = len(_bytes_of(secret)) if secret.startswith(PREFIX) else 0
    except NotBase64:
        length = 0
    if not LEAST_BYTES <= length <= MOST_BYTES:
        raise UsageError(
            "The secret of a webhook is not one.",
            cure="Leave --secret out to have one made, or write whsec_ and 24 to 64 bytes as base64.",
        )


def _bytes_of(secret: str) -> bytes:
    return b64decode(secret.removeprefix(PREFIX), validate=True)
