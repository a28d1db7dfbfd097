"""How header lines are folded: some programs read identifiers and addresses, not encoded words."""

from collections.abc import Iterable, Iterator
from email import base64mime, quoprimime
from email.charset import Charset
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy

from models.text import clean_line

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
        return list(_words(encoded, maxlengths))


def _words(encoded: bytes, maxlengths: Iterator[int]) -> Iterator[str]:
    while encoded:
        end = (next(maxlengths) - CHROME) // 4 * 3
        while end < len(encoded) and encoded[end] & 0xC0 == 0x80:  # never inside a character
            end -= 1
        yield base64mime.header_encode(encoded[:end], "utf-8")
        encoded = encoded[end:]


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
            return self._encoded(name, value)
        return self._raw(name, value) if _is_raw(name) else super().fold(name, value)

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

    def _encoded(self, name: str, value: str) -> str:
        header = Header(value, ASCII if value.isascii() else UTF8, header_name=name)
        return f"{name}: {header.encode(linesep=self.linesep)}{self.linesep}"

    def _raw(self, name: str, value: str) -> str:
        return f"{name}: " + f"{self.linesep} ".join(clean_line(str(value)).split()) + self.linesep


def _is_raw(name: str) -> bool:
    return name.lower() in RAW_HEADERS or name.lower().startswith("list-")


MAIL_POLICY = MailPolicy(linesep="\r\n")
