# SPDX-License-Identifier: Apache-2.0
"""DKIM signatures (RFC 6376; RFC 8463 for Ed25519): the receiver sees that the office's domain wrote a mail.

This module needs the extra `dkim`: import it only where a key is set.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

OVERSIGNED = b"from"
"""Signed once more than it stands in the mail, so that nobody can add a second one (RFC 6376 5.4.2)."""
SIGNED = (
    OVERSIGNED,
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"in-reply-to",
    b"references",
    b"auto-submitted",
    b"x-auto-response-suppress",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"content-language",
    b"mime-version",
    b"content-type",
)
LEAST_BITS = 1024
"""Shorter RSA keys are worthless (RFC 8301 3.2)."""
RELAXED = (b"relaxed", b"relaxed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """Sign mails for a domain; the public key stands in its DNS under `selector._domainkey`."""

    domain: str
    selector: str
    algorithm: bytes
    key: bytes

    def signed(self, mail: bytes) -> bytes:
        """Put a signature before a mail whose lines end in CRLF, the same for the same mail."""
        signing = _Timeless(mail, linesep=b"\r\n")
        there = {name.lower() for name, _value in signing.headers}
        header: bytes = signing.sign(
            self.selector.encode("ascii"),
            self.domain.encode("ascii"),
            self.key,
            signature_algorithm=self.algorithm,
            canonicalize=RELAXED,
            include_headers=[*(name for name in SIGNED if name in there), OVERSIGNED],
        )
        return header + mail


class _Timeless(dkim.DKIM):  # type: ignore[misc]
    """A signature without t=, which would be another one at each attempt; the signed Date says the time."""

    def gen_header(self, fields: list[tuple[bytes, bytes]], *more: Any, **named: Any) -> bytes:
        """Write the header of a signature."""
        header: bytes = super().gen_header([field for field in fields if field[0] != b"t"], *more, **named)
        return header


def read_signer(pem: str, *, domain: str, selector: str) -> Signer:
    """Make the signer of a private key in PEM, RSA or Ed25519; ValueError says what is wrong with the key."""
    algorithm, key = _read_key(pem.replace("\\n", "\n").encode())
    return Signer(
        domain=domain.encode("idna").decode("ascii"), selector=selector, algorithm=algorithm, key=key
    )


def _read_key(pem: bytes) -> tuple[bytes, bytes]:
    """Give the algorithm of a key, and the key as dkimpy takes it."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except Exception as error:
        raise ValueError("it is not an unencrypted private key in PEM") from error
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return b"ed25519-sha256", b64encode(key.private_bytes_raw())
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_BITS:
        return b"rsa-sha256", key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    raise ValueError("it is neither an RSA key of 1024 bits or more nor an Ed25519 key")
