# SPDX-License-Identifier: Apache-2.0
"""A mail as bytes: its parts, its headers, and the return path that names it."""

import hmac
import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import base64mime, quoprimime
from email.charset import Charset
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from functools import lru_cache
from hashlib import sha256
from struct import unpack

from models.addresses import BadAddressError, Mailbox, carried
from models.errors import DeliveryError
from models.findings import Finding
from models.kinds import Outcome
from models.letters import Letter, Reader, SenderIdentity
from models.text import clean_line, shell_word

PURPOSE = b"duban message-id v1\0"
DIGITS = 40


def message_id(key: str, domain: str, *, secret: bytes) -> str:
    """Derive the Message-ID of a letter's key: the same for every attempt, on every node (RFC 5322 3.6.4).

    It needs the secret: keys can be guessed, and nobody shall name a mail that they have not seen.
    """
    return f"<{hmac.digest(secret, PURPOSE + key.encode(), 'sha256').hex()[:DIGITS]}@{domain}>"


def boundary(key: str) -> str:
    """Derive the MIME boundary; `=_` cannot occur in base64 (RFC 2045 6.7)."""
    return f"=_{sha256(key.encode()).hexdigest()[:DIGITS]}"


def list_id(letter: Letter, identity: SenderIdentity) -> str:
    """Name the kind of letter, so that mail programs can sort by it (RFC 2919)."""
    return f"<{letter.kind.value}.{identity.list_domain}>"


def first_of(reader: Reader) -> Mailbox:
    """Give the reader's first mailbox; DeliveryError, permanent, when there is none."""
    if not reader.mailboxes:
        raise DeliveryError(
            "{name} has no mailbox.",
            outcome=Outcome.REFUSED,
            cure="Give it one with: duban unit set {shown} --mailbox ADDRESS.",
            name=clean_line(reader.name),
            shown=shell_word(clean_line(reader.name)),
        )
    return reader.mailboxes[0]


def address_of(reader: Reader, mailbox: Mailbox) -> str:
    """Give a mailbox's bare address, its domain in ASCII; DeliveryError, permanent, when it is none."""
    try:
        return carried(mailbox.address)
    except BadAddressError as error:
        raise _unusable(reader, mailbox, error.why) from error


def named(name: str, addr_spec: str) -> Address:
    """Put a display name before an address; ValueError when the address is not one."""
    return _address(clean_line(name), addr_spec)


def _unusable(reader: Reader, mailbox: Mailbox, why: Finding) -> DeliveryError:
    return DeliveryError(
        "The mailbox of {name}, {mailbox}, is not one e-mail address: {why}",
        outcome=Outcome.REFUSED,
        cure="Correct it with: duban unit set {shown} --mailbox ADDRESS.",
        name=clean_line(reader.name),
        shown=shell_word(clean_line(reader.name)),
        mailbox=clean_line(mailbox.address),
        why=why,
    )


@lru_cache(maxsize=4096)
def _address(name: str, addr_spec: str) -> Address:
    return Address(display_name=name, addr_spec=carried(addr_spec))


RAW_HEADERS = ("message-id", "in-reply-to", "references")
CHROME = len("=?utf-8?b??=")
LINE_WITH_NAME = 72
"""Characters of a line that may begin with the name of its header."""


class _Utf8(Charset):
    """UTF-8 in headers, cut by counting bytes; the library encodes a word anew for each of its characters."""

    def header_encode_lines(self, string: str, maxlengths: Iterator[int]) -> list[str | None]:
        """Encode a text as words that fit their lines, in base64 where that is shorter."""
        encoded = string.encode()
        if base64mime.header_length(encoded) >= quoprimime.header_length(encoded):
            return super().header_encode_lines(string, maxlengths)
        words: list[str | None] = []
        while encoded:
            end = (next(maxlengths) - CHROME) // 4 * 3
            while end < len(encoded) and encoded[end] & 0xC0 == 0x80:  # never inside a character
                end -= 1
            words.append(base64mime.header_encode(encoded[:end], "utf-8"))
            encoded = encoded[end:]
        return words


UTF8, ASCII = _Utf8("utf-8"), Charset("us-ascii")


class MailPolicy(EmailPolicy):
    """Fold as RFC 5322 wants, but keep List-*, References and Message-ID as they are.

    Python's own policy turns a List-Unsubscribe or a References beyond 77 characters into RFC 2047 words.
    Here each of their tokens stands whole on a line of its own.
    A Subject is encoded as a whole: where plain and encoded words take turns, Python's own loses spaces.
    """

    def fold(self, name: str, value: str) -> str:
        """Fold one header into lines ending with the policy's line separator."""
        if name.lower() == "subject":
            header = Header(value, ASCII if value.isascii() else UTF8, header_name=name)
            return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"
        if name.lower() in RAW_HEADERS or name.lower().startswith("list-"):
            return f"{name}: " + f"{self.linesep} ".join(clean_line(str(value)).split()) + self.linesep
        other: str = super().fold(name, value)
        return other

    def fold_binary(self, name: str, value: str) -> bytes:
        """Fold one header into the bytes that go over the wire."""
        return self.fold(name, value).encode("ascii")

    def fold_addresses(self, name: str, addresses: Iterable[Address]) -> bytes:
        """Fold a list of addresses, each on lines of its own; Python's own encodes long ones as if words."""
        separator = f",{self.linesep} "
        return f"{name}: {separator.join(map(self._addressee, addresses))}{self.linesep}".encode("ascii")

    def _addressee(self, address: Address) -> str:
        if address.display_name.isascii():
            return str(address)
        words = Header(address.display_name, UTF8, maxlinelen=LINE_WITH_NAME, header_name="").encode(
            linesep=self.linesep
        )
        last = words.rpartition(self.linesep)[2]
        fits = len(last) + len(address.addr_spec) < LINE_WITH_NAME
        return f"{words}{'' if fits else self.linesep} <{address.addr_spec}>"


MAIL_POLICY = MailPolicy(linesep="\r\n")


# The bytes of a mail: folded headers and parts in base64 (RFC 2046 5.1), as the library writes them. Going
# through its message objects would cost more than everything else a mail needs.

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


RETURN_DIGITS = 32
RETURN_PURPOSE = b"return-path:"
LOCAL_AT_MOST, DOMAIN_AT_MOST = 64, 255
_tag = re.compile(rf"\+([0-9a-f]{{{RETURN_DIGITS}}})@", re.IGNORECASE)
_local = re.compile(r"[^\s<>()\[\]:;,\"@+]+$")
_domain = re.compile(r"[^\s<>()\[\]:;,\"@]+")


def return_path(key: str, *, address: str, secret: bytes) -> str:
    """Give the envelope sender of the message of that key: `bounces+TAG@domain`, the same for every attempt.

    The tag needs the secret, so that nobody can return a mail they were not sent.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}+{_tag_of(key, secret)}@{domain}"


def tagged_addresses(header: str) -> Iterator[str]:
    """Find the addresses in a header that could be return paths of ours."""
    for found in _tag.finditer(header):
        local = _local.search(header[max(0, found.start() - LOCAL_AT_MOST) : found.start()])
        domain = _domain.match(header[found.end() : found.end() + DOMAIN_AT_MOST])
        if local and domain:
            yield f"{local[0]}{found[0]}{domain[0]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnPaths:
    """Know our return paths again; `address` is where returned mails go, empty when none is set."""

    address: str
    secret: bytes = field(repr=False)

    def senders(self, sent_to: Sequence[str]) -> frozenset[str]:
        """Give the return paths that these addresses may stand for: some servers change capitals."""
        spelt = {item for address in sent_to for item in (address, address.lower())}
        local, _, domain = self.address.rpartition("@")
        ours = {f"{local}+{tag}@{domain}" for tag in self._tags(sent_to)} if local else set()
        return frozenset(spelt | ours)

    def holds(self, key: str, sent_to: Sequence[str]) -> bool:
        """Tell whether one of these addresses carries the tag of that key.

        Finding a message by its return path is no proof; its tag is made anew and compared in constant time.
        """
        wanted = _tag_of(key, self.secret)
        return any(hmac.compare_digest(wanted, tag) for tag in self._tags(sent_to))

    def _tags(self, sent_to: Sequence[str]) -> set[str]:
        return {found[1].lower() for address in sent_to for found in _tag.finditer(address)}


def _tag_of(key: str, secret: bytes) -> str:
    return hmac.new(secret, RETURN_PURPOSE + key.encode(), "sha256").hexdigest()[:RETURN_DIGITS]
