"""The return path of each message: what comes back to it is about that message alone (VERP)."""

import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

DIGITS = 32
PURPOSE = b"return-path:"
LOCAL_AT_MOST, DOMAIN_AT_MOST = 64, 255
_tag = re.compile(rf"\+([0-9a-f]{{{DIGITS}}})@", re.IGNORECASE)
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
        spelt = {each for address in sent_to for each in (address, address.lower())}
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
    return hmac.new(secret, PURPOSE + key.encode(), "sha256").hexdigest()[:DIGITS]
