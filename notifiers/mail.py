"""A letter as a mail: plain text and HTML with the same facts, and headers nobody can inject into."""

from collections.abc import Iterator

from models.letters import Envelope, Letter
from notifiers.letterhead import Letterhead
from notifiers.mail_bytes import Field, mail_bytes
from notifiers.mail_headers import boundary, list_id, mailbox_of, message_id, named
from notifiers.mail_page import page_of
from notifiers.mail_templates import html_of, subject_of, text_of


def compose(letter: Letter, *, head: Letterhead, feed_address: str | None = None) -> Envelope:
    """Render a letter as the bytes of one mail, the same bytes every time.

    DeliveryError, permanent, when the reader has no usable mailbox.
    """
    recipient = mailbox_of(letter.reader)
    page = page_of(letter, head=head, feed_address=feed_address)
    subject = subject_of(page, locale=head.locale)
    return Envelope(
        key=letter.key,
        message_id=message_id(letter.key, head.message_domain),
        sender=head.sender,
        recipient=recipient,
        subject=subject,
        content=mail_bytes(
            _headers(letter, head, subject, recipient),
            text=text_of(page, locale=head.locale),
            html=html_of(page, locale=head.locale),
            boundary=boundary(letter.key),
        ),
    )


def _headers(letter: Letter, head: Letterhead, subject: str, recipient: str) -> Iterator[Field]:
    yield "From", str(named(head.office, head.sender))
    yield "To", str(named(letter.reader.name, recipient))
    yield "Reply-To", str(named(head.office, head.reply_to))
    yield "Subject", subject
    yield "Date", letter.written_at
    yield "Message-ID", message_id(letter.key, head.message_domain)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    yield "List-Id", list_id(letter, head)
