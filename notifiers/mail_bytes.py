"""The bytes of a mail: folded headers and two parts in base64 (RFC 2046 5.1.4), as the library writes them.

Going through its message objects would cost more than everything else a mail needs.
"""

from binascii import b2a_base64
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from struct import unpack

from notifiers.mail_policy import MAIL_POLICY

CRLF = b"\r\n"
LINE = 76
"""Characters of base64 in one line (RFC 2045 6.8)."""
BODY = b"""\
MIME-Version: 1.0
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
UNIQUE = ("Subject", "Message-ID")
"""Headers no two mails share, which the policy folds without parsing them; the others are mostly the same."""

Field = tuple[str, str | datetime]


def mail_bytes(headers: Iterable[Field], *, text: str, html: str, boundary: str) -> bytes:
    """Put headers, given without those of MIME, and both forms of the body together.

    ValueError when the value of a header holds a line break.
    """
    parts = {b"mark": boundary.encode("ascii"), b"text": _base64(text), b"html": _base64(html)}
    return b"".join(folded(name, value) for name, value in headers) + BODY % parts


def folded(name: str, value: str | datetime) -> bytes:
    """Fold one header by the mail policy."""
    if isinstance(value, str) and name in UNIQUE and "=?" not in value:
        return MAIL_POLICY.fold_binary(name, value)
    return _parsed(name, value)


@lru_cache(maxsize=4096)
def _parsed(name: str, value: str | datetime) -> bytes:
    return MAIL_POLICY.fold_binary(*MAIL_POLICY.header_store_parse(name, value))


def _base64(content: str) -> bytes:
    lines = content.encode().replace(CRLF, b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    encoded = b2a_base64(lines.replace(b"\n", CRLF) + CRLF, newline=False)
    full, rest = divmod(len(encoded), LINE)
    cut = f"{LINE}s" * full + f"{rest}s" * bool(rest)
    return CRLF.join((*unpack(cut, encoded), b""))
