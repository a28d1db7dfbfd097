# SPDX-License-Identifier: Apache-2.0
"""Compose a mail: content, size, bytes."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.addresses import Mailbox
from models.kinds import LetterKind
from models.letters import Envelope, Letter, Reader, SenderIdentity
from models.text import clean_line
from notifiers.mail.content import NAME_AT_MOST, Context, MailContent, Published, content_of
from notifiers.mail.mime import (
    Field,
    address_of,
    boundary,
    encoded,
    first_of,
    folded,
    in_base64,
    list_id,
    mail_bytes,
    message_id,
    named,
)
from notifiers.mail.rows import cut
from notifiers.mail.templates import html_of, subject_of, text_of

ROWS_IN_HTML = 40
IN_FULL = (ROWS_IN_HTML, 28, 20, 14, 10)
"""How many rows are told in full, as long as all others still get a line."""
FEW = (10, 5, 2)
"""How many are told in full where not even that fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailBodies:
    """Both forms of a mail's body, in base64 as they are sent."""

    text: bytes
    html: bytes

    @property
    def size(self) -> int:
        """Give the bytes both take."""
        return len(self.text) + len(self.html)


def bodies_of(content: MailContent, *, locale: str, room: int) -> MailBodies:
    """Lay a mail out within `room` bytes, the same way every time.

    All rows in full if they fit and are at most 40; else the worst in full and the others in a line each;
    only when there is no room for a line each does the text end with how many more there are.
    """
    for in_full in IN_FULL:
        if in_full == ROWS_IN_HTML or in_full < content.items:
            bodies = _lay_out(content, in_full, content.items, locale)
            if bodies.size <= room:
                return bodies
    for in_full in FEW:
        if _lay_out(content, in_full, 0, locale).size <= room:
            sizes = _Sizes(content, in_full, locale)
            return sizes.bodies(bisect_right(sizes, room) - 1)
    return _lay_out(content, 1, 0, locale)


class _Sizes:
    """The size of a mail by the number of its one-line rows, as a sequence that is laid out on demand."""

    def __init__(self, content: MailContent, in_full: int, locale: str) -> None:
        self._content = content
        self._in_full = in_full
        self._locale = locale

    def __len__(self) -> int:
        return self._content.items + 1

    def __getitem__(self, lines: int) -> int:
        return self.bodies(lines).size

    def bodies(self, lines: int) -> MailBodies:
        """Lay the mail out with that many one-line rows."""
        return _lay_out(self._content, self._in_full, lines, self._locale)


def _lay_out(content: MailContent, in_full: int, lines: int, locale: str) -> MailBodies:
    shown = content.truncated(in_full, lines)
    return MailBodies(
        text=encoded(text_of(shown, locale=locale)), html=encoded(html_of(shown, locale=locale))
    )


ROOM = 95_000
"""Bytes of both bodies and the calendar, in base64: with headers, a signature and the marks of parts
a mail stays under 100,000; Gmail hides what comes after about 102,000."""
NAME_OF_EACH = 40
"""Characters of the reader's name beside each of several addresses."""


def compose(
    letter: Letter,
    mailbox: Mailbox | None = None,
    *,
    identity: SenderIdentity,
    feed_address: str | None = None,
    context: Context | None = None,
) -> Envelope:
    """Render a letter as the bytes of one mail, under 100,000 of them, the same every time.

    It goes to one of the reader's mailboxes, the first if none is named, and its headers show them all.
    `feed_address` alone is short for a context that knows nothing else.
    DeliveryError, permanent, when the reader has no usable mailbox.
    """
    context = context or Context(feed_address=feed_address)
    mailbox = mailbox or first_of(letter.reader)
    recipient, key = address_of(letter.reader, mailbox), letter.key_for(mailbox)
    addressees = tuple(_addressees(letter.reader))
    others = sum(len(folded(name, value)) for name, value in addressees) if len(addressees) > 1 else 0
    published = _published(letter, identity, context)
    calendar = in_base64(published.content) if published else b""
    content = content_of(letter, identity=identity, context=context, published=published)
    bodies = bodies_of(content, locale=identity.locale, room=ROOM - len(calendar) - others)
    subject = subject_of(content, locale=identity.locale)
    headers = (*_headers(letter, identity, subject, key, addressees), *_references(letter, context))
    return Envelope(
        key=key,
        message_id=message_id(key, identity.message_domain, secret=identity.secret),
        sender=identity.sender,
        recipient=recipient,
        subject=subject,
        content=mail_bytes(
            headers, text=bodies.text, html=bodies.html, boundary=boundary(key), calendar=calendar
        ),
    )


def _published(letter: Letter, identity: SenderIdentity, context: Context) -> Published | None:
    if not (context.introduction and context.feed_address):
        return None
    from notifiers.mail.attachment import publish  # noqa: PLC0415  (loads icalendar, which few mails need)

    on = letter.written_at.date()
    return publish(context.introduction, on=on, address=context.feed_address, identity=identity)


def _addressees(reader: Reader) -> Iterator[Field]:
    """Name everybody who gets the letter, so that each sees who else has it."""
    name = cut(clean_line(reader.name), NAME_AT_MOST if len(reader.mailboxes) == 1 else NAME_OF_EACH)
    for field, mailboxes in zip(("To", "Cc"), reader.addressed, strict=True):
        if mailboxes:
            yield (
                field,
                tuple(
                    named(f"{name}（{mailbox.label}）" if mailbox.label else name, mailbox.address)
                    for mailbox in mailboxes
                ),
            )


def _headers(
    letter: Letter, identity: SenderIdentity, subject: str, key: str, addressees: Iterable[Field]
) -> Iterator[Field]:
    yield "From", str(named(identity.office, identity.sender))
    yield from addressees
    yield "Reply-To", str(named(identity.office, identity.reply_to))
    yield "Subject", subject
    yield "Date", letter.written_at
    yield "Message-ID", message_id(key, identity.message_domain, secret=identity.secret)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    yield "List-Id", list_id(letter, identity)
    yield "Content-Language", identity.locale.replace("_", "-")


def _references(letter: Letter, context: Context) -> Iterator[Field]:
    """Put a mail under the one it follows; the weekly mail begins a thread (RFC 5322 3.6.4)."""
    if context.thread and letter.kind is not LetterKind.WEEKLY:
        yield "In-Reply-To", context.thread
        yield "References", context.thread
    if context.unsubscribe and not letter.kind.is_duty and not letter.is_rehearsal:
        yield "List-Unsubscribe", f"<{context.unsubscribe}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
