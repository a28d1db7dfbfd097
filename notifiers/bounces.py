# SPDX-License-Identifier: Apache-2.0
"""What a mail server says of a mail it could not deliver: in fields (RFC 3464, RFC 6533) or in sentences."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256
from html import unescape
from itertools import islice

from models.errors import DubanError
from models.letters import HARD, Notification, Returned, Unreadable
from models.text import clean_line
from notifiers.mail.mime import tagged_addresses

SECONDS = 45.0
"""How long one look may take; what is left then is read at the next one, and no round waits longer."""
MOST_BYTES = 1 << 20
"""What is read of one mail: fields stand before the mail that came back, which may be as long as it likes."""
MOST_AT_ONCE = 500
"""Mails that are read in one go; the rest is for the next one, so that a flood holds up nothing else."""
MOST_RECIPIENTS = 100
MOST_QUOTED = 5
MOST_HEADER = 8_192
MOST_SENTENCES = 65_536
MOST_TEXT = 300
MOST_ADDRESS = 320
FAILURES_TO_STOP = 3
"""So many failures in a row are the fault of the ledger or the mailbox, not of single mails."""

ADDRESSED = (
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "X-Delivered-To",
    "Envelope-To",
    "X-Envelope-To",
    "Resent-To",
    "Apparently-To",
)
"""Where servers write the envelope recipient; a notification may go through an alias that changes To."""
NAMING = ("Final-Recipient", "Original-Recipient", "X-Actual-Recipient")
"""Sendmail names the member of an alias in the last, Postfix the alias in the second: all must agree."""
FAILED = ("fail", "error")
"""What the words for a failure begin with: `failed` by the standard, `failure` and `error` by others."""
REPORTS = ("text/x-delivery-status", "text/x-global-delivery-status")
QUOTED_HEADERS = "text/rfc822-headers"
GENERIC = ("", "5.0.0", "5.5.0")
"""Codes that say no more than that it failed: the server's own words may know more."""
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon", "mdaemon")

_report_type = rb"^(content-type:\s*)message/((?:global-)?delivery-status)"
_as_text = re.compile(_report_type, re.IGNORECASE | re.MULTILINE)
_blank = re.compile(r"\n[ \t]*\n")
_code = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
_angle = re.compile(r"<([^<>]*)>")
_hex = re.compile(r"\\x\{([0-9a-fA-F]{1,6})\}")
_message_id = re.compile(r"^[> \t]*message-id:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_address = re.compile(r"(?<![\w.%+=/'-])[\w.%+=/'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_tag_of_html = re.compile(r"<[^<>@]{0,2000}>")
_waits = re.compile(r"\bdelay|\bwarning\b|still being retried|延迟|延遲", re.IGNORECASE)
_quote = re.compile(
    r"^.{0,60}(?:original message|below this line|copy of (?:the|your) (?:message|mail)|returned message"
    r"|unsent message|headers? follow|text follows|原始?邮件|原信|原郵件)"
    r"|^[> \t]{0,9}(?:received|from|return-path|message-id|subject|to|发件人|主题|收件人)[:：]",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Origin:
    """What is the same for every recipient of one notification."""

    source: str
    sent_to: tuple[str, ...]
    message_ids: tuple[str, ...]

    def returned(
        self, position: int, *, recipients: tuple[str, ...], is_stated: bool, status: str, text: str
    ) -> Returned:
        return Returned(
            source=f"{self.source}:{position}",
            sent_to=self.sent_to,
            message_ids=self.message_ids,
            recipients=recipients,
            is_stated=is_stated,
            status=status,
            text=clean_line(text)[:MOST_TEXT],
        )


def take_each(
    names: Iterable[str],
    *,
    read: Callable[[str], bytes],
    take: Callable[[Notification], None],
    settle: Callable[[str], None],
) -> None:
    """Give what each mail says to `take`, and settle it only after that.

    One that cannot be read or settled, or that the ledger does not take now, stays as it is and keeps none
    of the others back; the first failure is raised in the end.
    """
    failures: list[Exception] = []
    in_a_row = 0
    for name in names:
        try:
            for notification in notifications_in(read(name)):
                _give(notification, take)
            settle(name)
            in_a_row = 0
        except Exception as failure:
            failures.append(failure)
            in_a_row += 1
        if in_a_row == FAILURES_TO_STOP:
            break
    if failures:
        raise failures[0]


def _give(notification: Notification, take: Callable[[Notification], None]) -> None:
    """Give a notification, and set it aside where it breaks whoever takes it: it would come back for ever."""
    try:
        take(notification)
    except DubanError:
        raise
    except Exception as failure:
        take(_set_aside(notification.source, failure))


def notifications_in(content: bytes) -> tuple[Notification, ...]:
    """Read a mail in the mailbox of returned mails; one that breaks the reader is set aside, not lost."""
    try:
        return read_bounce(content)
    except Exception as failure:
        return (_set_aside(_fingerprint(content), failure),)


def _set_aside(source: str, failure: Exception) -> Unreadable:
    return Unreadable(source=source, text=clean_line(f"{type(failure).__name__}: {failure}")[:MOST_TEXT])


def read_bounce(content: bytes) -> tuple[Returned, ...]:
    """Read every recipient that a notification reports as failed; empty for any other mail.

    A delay is no failure yet, and an answer that an absent person's mailbox gives is no notification.
    """
    # The library takes the one kind of report apart, and the other for a mail: as a text both are read alike.
    mail: Message = message_from_bytes(_as_text.sub(rb"\1text/x-\2", whole_parts(content)))
    origin = _Origin(source=_fingerprint(content), sent_to=_sent_to(mail), message_ids=_quoted_ids(mail))
    blocks = list(islice(_recipient_blocks(mail), MOST_RECIPIENTS))
    if blocks:
        failed = (block for block in blocks if _word(block, "Action").lower().startswith(FAILED))
        return tuple(_stated(origin, position, block) for position, block in enumerate(failed))
    return (_worded(origin, mail),) if _is_notification(mail) else ()


def whole_parts(content: bytes) -> bytes:
    """Cut a mail that is too long behind its last whole part: half a field would say something else."""
    if len(content) <= MOST_BYTES:
        return content
    return content[: content.rfind(b"\n--", 0, MOST_BYTES) + 1]


def _fingerprint(content: bytes) -> str:
    """Name a mail by its own bytes: whoever writes one can choose its Message-ID, or leave it out."""
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _sent_to(mail: Message) -> tuple[str, ...]:
    lines = (line for name in ADDRESSED for line in _lines(mail, name)[:MOST_QUOTED])
    return tuple(dict.fromkeys(address for line in lines for address in tagged_addresses(line)))


def _own_parts(part: Message) -> Iterator[Message]:
    """Give the parts of the notification itself, not those of the mail that came back."""
    if part.get_content_maintype() == "message":
        return
    if not part.is_multipart():
        yield part
        return
    for inner in part.get_payload():
        yield from _own_parts(inner)  # type: ignore[arg-type]


def _recipient_blocks(mail: Message) -> Iterator[Message]:
    """Give the fields about each recipient, whatever was done; those about the mail as a whole name none."""
    for report in (part for part in _own_parts(mail) if part.get_content_type() in REPORTS):
        for block in _blank.split(_text_of(report))[: MOST_RECIPIENTS + 1]:
            fields = message_from_string(block.lstrip("\n"))
            if "Action" in fields and any(_word(fields, name) for name in NAMING):
                yield fields


def _stated(origin: _Origin, position: int, fields: Message) -> Returned:
    named = (_after_type(line) for name in NAMING for line in _lines(fields, name))
    return origin.returned(
        position,
        recipients=tuple(dict.fromkeys(filter(None, named))),
        is_stated=True,
        status=status_of(fields),
        text=_word(fields, "Diagnostic-Code").partition(";")[2] or _word(fields, "Diagnostic-Code"),
    )


def status_of(fields: Message) -> str:
    """Give the code of the field Status, or the one that the server itself said where that knows better.

    Some relays write 5.1.1 whenever an address was refused, also when the server said that it is full.
    """
    status, said = _first_code(_word(fields, "Status")), _first_code(_word(fields, "Diagnostic-Code"))
    is_better = bool(said) and (status in GENERIC or said not in HARD)
    return said if is_better else status


def _first_code(text: str) -> str:
    found = _code.search(text)
    return found[0] if found else ""


def _is_notification(mail: Message) -> bool:
    """Tell a notification in sentences from an answer of a person, of an absent one, and from a delay."""
    kind = str(mail.get_param("report-type", "delivery-status")).lower()
    if kind != "delivery-status" or _waits.search(_heading(mail, "Subject")):
        return False
    sender = parseaddr(_heading(mail, "From"))[1].lower()
    is_report = mail.get_content_type() == "multipart/report"
    return not sender or sender.startswith(DAEMONS) or "X-Failed-Recipients" in mail or is_report


def _worded(origin: _Origin, mail: Message) -> Returned:
    own = (part for part in _own_parts(mail) if part.get_content_maintype() == "text")
    sentences = "\n".join(_sentences_of(part) for part in own if part.get_content_type() != QUOTED_HEADERS)
    ours = _quote.split(sentences[:MOST_SENTENCES])[0]
    named = _word(mail, "X-Failed-Recipients") or ours
    codes = set(_code.findall(ours))
    return origin.returned(
        0,
        recipients=tuple(dict.fromkeys(_strangers(named, mail)))[:MOST_QUOTED],
        is_stated=False,
        status=codes.pop() if len(codes) == 1 else "",
        text=f"{_heading(mail, 'Subject')}: {sentences[:MOST_HEADER]}",
    )


def _strangers(text: str, mail: Message) -> Iterator[str]:
    """Give the addresses in a text that are neither the notification's own nor ours."""
    known = " ".join(_word(mail, name) for name in ("From", "Reply-To", "Message-ID", *ADDRESSED)).lower()
    for found in _address.finditer(text):
        local = found[0].lower().partition("@")[0]
        if found[0].lower() not in known and not local.startswith(DAEMONS):
            yield found[0]


def _sentences_of(part: Message) -> str:
    text = _text_of(part)
    return unescape(_tag_of_html.sub(" ", text)) if part.get_content_subtype() == "html" else text


def _quoted_ids(mail: Message) -> tuple[str, ...]:
    """Find the Message-IDs of the mail that came back, quoted whole, by its header, or in sentences."""
    found: dict[str, None] = {}
    for part in mail.walk():
        if part is not mail and part.get("Message-ID"):
            found[_word(part, "Message-ID")] = None
        elif not part.is_multipart() and part.get_content_maintype() in {"text", "message"}:
            found |= dict.fromkeys(_message_id.findall(_text_of(part)))
    return tuple(islice(found, MOST_QUOTED))


def _text_of(part: Message) -> str:
    """Decode a part, whatever it says of its characters: as UTF-8, else as Chinese servers write."""
    content = part.get_payload(decode=True)
    return _decoded(content if isinstance(content, bytes) else b"").replace("\r\n", "\n")


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _after_type(line: str) -> str:
    """Cut the type off `rfc822; somebody@example.org`, and what some servers put around the address."""
    kind, found, rest = line.partition(";")
    named = (rest if found else kind).strip()
    bare = _angle.search(named)
    words = (bare[1] if bare else named).split()
    address = words[0][:MOST_ADDRESS] if words else ""
    return clean_line(_hex.sub(_character, address)) if kind.strip().lower() == "utf-8" else address


def _character(found: "re.Match[str]") -> str:
    point = int(found[1], 16)
    return chr(point) if point <= 0x10FFFF else found[0]  # what is no character stays as it is


def _heading(mail: Message, name: str) -> str:
    """Give a header that may be in encoded words."""
    plain = _word(mail, name)
    try:
        return clean_line(str(make_header(decode_header(plain))))
    except (ValueError, LookupError):
        return plain


def _word(message: Message, name: str) -> str:
    """Give a header in one line, empty where there is none."""
    return next(iter(_lines(message, name)), "")


def _lines(message: Message, name: str) -> list[str]:
    """Give every header of that name; many Chinese servers write raw characters into them."""
    raw = (str(value)[:MOST_HEADER] for key, value in message.raw_items() if key.lower() == name.lower())
    return [clean_line(_decoded(value.encode(errors="surrogateescape"))) for value in raw]
