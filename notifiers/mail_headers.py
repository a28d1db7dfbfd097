"""What a mail is known by: identifiers derived from its key, and addresses that cannot carry a header."""

import hmac
from email.headerregistry import Address
from functools import lru_cache
from hashlib import sha256

from models.addresses import BadAddressError, Mailbox, carried
from models.errors import DeliveryError
from models.findings import Finding
from models.kinds import Outcome
from models.letters import Letter, Reader
from models.text import clean_line
from notifiers.letterhead import Letterhead

PURPOSE = b"duban message-id v1\0"
DIGITS = 40


def message_id(key: str, domain: str, *, secret: bytes) -> str:
    """Derive the Message-ID of a letter's key: the same for every attempt, on every node (RFC 5322 3.6.4).

    It needs the secret: keys can be guessed, and nobody shall name a mail that they have not seen.
    """
    return f"<{hmac.digest(secret, PURPOSE + key.encode(), 'sha256').hex()[:DIGITS]}@{domain}>"


def boundary(key: str) -> str:
    """Derive the MIME boundary; `=_` cannot occur in base64 (RFC 2045 6.7)."""
    return f"=_{_digest(key)}"


def list_id(letter: Letter, head: Letterhead) -> str:
    """Name the kind of letter, so that mail programs can sort by it (RFC 2919)."""
    return f"<{letter.kind.value}.{head.list_domain}>"


def first_of(reader: Reader) -> Mailbox:
    """Give the reader's first mailbox; DeliveryError, permanent, when there is none."""
    if not reader.mailboxes:
        raise DeliveryError(
            "{name} has no mailbox.",
            outcome=Outcome.REFUSED,
            cure="Give it one with `duban unit import`.",
            name=clean_line(reader.name),
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
        cure="Correct it with `duban unit import`.",
        name=clean_line(reader.name),
        mailbox=clean_line(mailbox.address),
        why=why,
    )


@lru_cache(maxsize=4096)
def _address(name: str, addr_spec: str) -> Address:
    return Address(display_name=name, addr_spec=carried(addr_spec))


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:DIGITS]
