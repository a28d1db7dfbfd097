"""The bytes of a mail: folded headers and parts in base64 (RFC 2046 5.1), as the library writes them.

Going through its message objects would cost more than everything else a mail needs.
"""

from binascii import b2a_base64
from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from functools import lru_cache
from struct import unpack

from notifiers.mail_policy import MAIL_POLICY

CRLF = b"\r\n"
MIME_VERSION = b"MIME-Version: 1.0\r\n"
LINE = 76
"""Characters of base64 in one line (RFC 2045 6.8)."""
BODY = b"""\
Content-Type: multipart/alternative;
 boundary="%(mark)b"

--%(mark)b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

%(text)b
--%(mark)b
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64
MIME-Version: 1.0

%(html)b
--%(mark)b--
""".replace(b"\n", CRLF)
MIXED = b"""\
Content-Type: multipart/mixed;
 boundary="m%(mark)b"

--m%(mark)b
%(body)b
--m%(mark)b
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="%(name)b"
Content-Type: text/calendar; charset="utf-8"; method="PUBLISH";
 name="%(name)b"
MIME-Version: 1.0

%(file)b
--m%(mark)b--
""".replace(b"\n", CRLF)
FILE_NAME = b"deadlines.ics"
UNIQUE = ("Subject", "Message-ID")
"""Headers no two mails share, which the policy folds without parsing them; the others are mostly the same."""

Field = tuple[str, str | datetime | tuple[Address, ...]]


def mail_bytes(
    headers: Iterable[Field], *, text: bytes, html: bytes, boundary: str, calendar: bytes = b""
) -> bytes:
    """Put headers, given without those of MIME, and both forms of the body together, all parts in base64.

    A calendar is attached beside them, never inside the alternative, where it would be an invitation.
    ValueError when the value of a header holds a line break.
    """
    mark = boundary.encode("ascii")
    body = BODY % {b"mark": mark, b"text": text, b"html": html}
    if calendar:
        body = MIXED % {b"mark": mark, b"body": body, b"file": calendar, b"name": FILE_NAME}
    return b"".join(folded(name, value) for name, value in headers) + MIME_VERSION + body


def folded(name: str, value: str | datetime | tuple[Address, ...]) -> bytes:
    """Fold one header by the mail policy."""
    if isinstance(value, tuple):
        return MAIL_POLICY.fold_addresses(name, value)
    if isinstance(value, str) and name in UNIQUE and "=?" not in value:
        return MAIL_POLICY.fold_binary(name, value)
    return _parsed(name, value)


@lru_cache(maxsize=4096)
def _parsed(name: str, value: str | datetime) -> bytes:
    return MAIL_POLICY.fold_binary(*MAIL_POLICY.header_store_parse(name, value))


def encoded(content: str) -> bytes:
    """Write a text as a part of a mail holds it: lines ended by CRLF, in base64 (RFC 2045 6.8)."""
    lines = content.encode().replace(CRLF, b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    return in_base64(lines.replace(b"\n", CRLF) + CRLF)


def in_base64(content: bytes) -> bytes:
    """Write bytes as lines of base64, each ended by CRLF."""
    coded = b2a_base64(content, newline=False)
    full, rest = divmod(len(coded), LINE)
    cut = f"{LINE}s" * full + f"{rest}s" * bool(rest)
    return CRLF.join((*unpack(cut, coded), b""))
