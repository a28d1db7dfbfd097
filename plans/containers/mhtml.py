"""Web pages saved with everything on them as one file (.mht, .mhtml): the page itself is read."""

from email import message_from_bytes, policy
from email.message import Message

from plans.containers.html import read_html
from plans.sentences import refusal
from plans.text.blocks import Document


def read_mhtml(content: bytes, *, name: str) -> Document:
    """Read the first page of a web archive; InputError when none is in it."""
    message: Message = message_from_bytes(content, policy=policy.compat32)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes):
        raise refusal("damaged", name=name, reason="MHTML")
    return read_html(_marked(body, page.get_content_charset()), name=name)


def _marked(body: bytes, charset: str | None) -> bytes:
    """Say the encoding in the page where the archive said it outside of it."""
    return f'<meta charset="{charset}">'.encode() + body if charset else body
