"""DKIM signatures (RFC 6376; RFC 8463 for Ed25519): the receiver sees that the office's domain wrote a mail.

The key decides the algorithm; both give the same signature for the same mail.
There is no t=: the signed Date says the time, and a clock that is fast would make receivers doubt the rest.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

OVERSIGNED = "from"
"""Signed once more than it stands in the mail, so that nobody can add a second one (RFC 6376 5.4.2)."""
SIGNED = (
    OVERSIGNED,
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "in-reply-to",
    "references",
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "content-language",
    "mime-version",
    "content-type",
)
LEAST_BITS = 1024
"""Shorter RSA keys are worthless (RFC 8301 3.2)."""
LINE = 72
CRLF = b"\r\n"

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """Sign mails for a domain; the public key stands in its DNS under `selector._domainkey`."""

    domain: str
    selector: str
    algorithm: str
    sign: Sign

    def signed(self, mail: bytes) -> bytes:
        """Put a signature before a mail whose lines end in CRLF; canonicalization is relaxed/relaxed."""
        head, _, body = mail.partition(CRLF * 2)
        fields = dict(_fields(head + CRLF))
        names = [name for name in SIGNED if name in fields]
        unsigned = self._unsigned(names, sha256(_relaxed_body(body)).digest())
        named, _, value = unsigned.partition(b":")
        covered = b"".join(fields[name] + CRLF for name in names) + _relaxed(named, value)
        return unsigned + _folded(b64encode(self.sign(covered))) + CRLF + mail

    def _unsigned(self, names: list[str], digest: bytes) -> bytes:
        lines = (
            f"DKIM-Signature: v=1; a={self.algorithm}; c=relaxed/relaxed;",
            f" d={self.domain}; s={self.selector};",
            " h=" + ":\r\n  ".join([*names, OVERSIGNED]) + ";",
            f" bh={b64encode(digest).decode('ascii')};",
            " b=",
        )
        return "\r\n".join(lines).encode("ascii")


def read_signer(pem: str, *, domain: str, selector: str) -> Signer:
    """Make the signer of a private key in PEM, RSA or Ed25519.

    ValueError says what is wrong with the key, ImportError that the extra `dkim` is not installed.
    """
    algorithm, sign = _read_key(pem.replace("\\n", "\n").encode())
    return Signer(
        domain=domain.encode("idna").decode("ascii"), selector=selector, algorithm=algorithm, sign=sign
    )


def _read_key(pem: bytes) -> tuple[str, Sign]:
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415  (an extra)
    from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa  # noqa: PLC0415

    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except Exception as error:
        raise ValueError("it is not an unencrypted private key in PEM") from error
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519-sha256", lambda covered: key.sign(sha256(covered).digest())
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= LEAST_BITS:
        return "rsa-sha256", lambda covered: key.sign(covered, padding.PKCS1v15(), hashes.SHA256())
    raise ValueError("it is neither an RSA key of 1024 bits or more nor an Ed25519 key")


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the header fields by name, each as it is signed."""
    for field in re.findall(rb"[^\r]+(?:\r\n[ \t][^\r]*)*(?=\r\n)", head):
        name, _, value = field.partition(b":")
        yield name.strip().lower().decode("ascii"), _relaxed(name, value)


def _relaxed(name: bytes, value: bytes) -> bytes:
    """Write a field in the relaxed form (3.4.2): one line, single spaces, the name in small letters."""
    return name.strip().lower() + b":" + b" ".join(value.split())


def _relaxed_body(body: bytes) -> bytes:
    """Write a body in the relaxed form (3.4.4): single spaces, none at the end of a line, one line end."""
    spaced = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", CRLF)
    content = spaced.rstrip(CRLF)
    return content + CRLF if content else b""


def _folded(signature: bytes) -> bytes:
    return b"\r\n  ".join(signature[start : start + LINE] for start in range(0, len(signature), LINE))
