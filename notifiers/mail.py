"""A letter as a mail: plain text and HTML with the same facts, and headers nobody can inject into."""

from email.message import EmailMessage

from models.letters import Envelope, Letter
from notifiers.letterhead import Letterhead
from notifiers.mail_headers import boundary, list_id, mailbox_of, message_id, named
from notifiers.mail_page import Page, page_of
from notifiers.mail_policy import MAIL_POLICY
from notifiers.mail_templates import html_of, subject_of, text_of


def compose(letter: Letter, *, head: Letterhead, feed_address: str | None = None) -> Envelope:
    """Render a letter as the bytes of one mail, the same bytes every time.

    DeliveryError, permanent, when the reader has no usable mailbox.
    """
    recipient = mailbox_of(letter.reader)
    page = page_of(letter, head=head, feed_address=feed_address)
    message = _headed(letter, head, page, recipient)
    _fill(message, page, letter.key, head.locale)
    return Envelope(
        key=letter.key,
        message_id=message["Message-ID"],
        sender=head.sender,
        recipient=recipient,
        subject=message["Subject"],
        content=message.as_bytes(),
    )


def _headed(letter: Letter, head: Letterhead, page: Page, recipient: str) -> EmailMessage:
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = named(head.office, head.sender)
    message["To"] = named(letter.reader.name, recipient)
    message["Reply-To"] = named(head.office, head.reply_to)
    message["Subject"] = subject_of(page, locale=head.locale)
    message["Date"] = letter.written_at
    message["Message-ID"] = message_id(letter.key, head.message_domain)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message["List-Id"] = list_id(letter, head)
    message["Content-Language"] = page.lang
    return message


def _fill(message: EmailMessage, page: Page, key: str, locale: str) -> None:
    message.set_content(text_of(page, locale=locale), charset="utf-8", cte="base64")
    message.add_alternative(html_of(page, locale=locale), subtype="html", charset="utf-8", cte="base64")
    message.set_boundary(boundary(key))
