"""The return path of each message: what comes back to it is about that message alone (VERP)."""

import hmac

DIGITS = 32


def return_path(key: str, *, address: str, secret: bytes) -> str:
    """Give the envelope sender of the message of that key: `bounces+TAG@domain`, the same for every attempt.

    The tag needs the secret, so that nobody can return a mail they were not sent.
    """
    local, _, domain = address.rpartition("@")
    tag = hmac.new(secret, b"return-path:" + key.encode(), "sha256").hexdigest()[:DIGITS]
    return f"{local}+{tag}@{domain}"
