"""Delivery status notifications: what a mail server says of a mail that it could not deliver (RFC 3464)."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import getaddresses
from hashlib import sha256

from models.letters import Returned
from models.text import clean_line

ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
FAILED = "failed"
REPORT = "message/delivery-status"


def read_bounce(content: bytes) -> tuple[Returned, ...]:
    """Read every recipient that a notification reports as failed; empty for any other mail.

    A delay is no failure yet, and an answer that an absent person's mailbox gives is no notification.
    """
    mail = message_from_bytes(content, _class=EmailMessage, policy=SMTP)
    report = next((part for part in mail.walk() if part.get_content_type() == REPORT), None)
    if report is None:
        return ()
    source, quoted = _source(mail, content), _quoted_id(mail)
    return tuple(
        Returned(
            source=f"{source}:{position}",
            sent_to=_addressed(mail),
            message_id=quoted,
            recipient=_after_type(block.get("Original-Recipient") or block.get("Final-Recipient")),
            status=_status(block),
            text=_after_type(block.get("Diagnostic-Code")),
        )
        for position, block in enumerate(_failed(report))
    )


def _failed(report: Message) -> Iterator[Message]:
    """Give the block of each failed recipient; the first block of all is about the message."""
    for block in report.walk():
        if block is not report and _word(block, "Action").lower() == FAILED:
            yield block


def _source(mail: EmailMessage, content: bytes) -> str:
    return _word(mail, "Message-ID") or sha256(content).hexdigest()


def _addressed(mail: EmailMessage) -> tuple[str, ...]:
    lines = [str(line) for name in ADDRESSED for line in mail.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(lines) if address))


def _quoted_id(mail: EmailMessage) -> str | None:
    """Find the Message-ID of the mail that came back, quoted whole or by its header alone."""
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "message/global"}:
            inner = part.get_payload(0) if part.is_multipart() else None
            return _word(inner, "Message-ID") or None if isinstance(inner, Message) else None
        if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
            header = part.get_payload(decode=True)
            inner = message_from_bytes(header if isinstance(header, bytes) else b"", policy=SMTP)
            return _word(inner, "Message-ID") or None
    return None


def _status(block: Message) -> str:
    """Give the code alone: some servers write a comment after it."""
    return (_word(block, "Status").split() or [""])[0]


def _after_type(line: object) -> str:
    """Cut the type off `rfc822; somebody@example.org`."""
    kind, found, rest = clean_line(str(line or "")).partition(";")
    return (rest if found else kind).strip()


def _word(message: Message, name: str) -> str:
    return clean_line(str(message.get(name, ""))).strip()
