"""One mail taken apart for a browser: as sent, as light and as dark, its text, headers and files."""

import re
from base64 import b64encode
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from mimetypes import guess_extension

from models.text import clean_line

DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
LIGHT = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*light\s*\)")
SUPPORTED = re.compile(r"(color-scheme\s*:\s*)light dark")
CID = re.compile(r"cid:([^\"')\s]+)")
SCHEMES = ("light", "dark")
NOTHING_TO_LOAD = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)
"""What a page of the gallery may show, whatever a mail asks for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A mail as a mail program reads it."""

    headers: str
    """The header lines as sent, encoded words and folds and all."""
    text: str
    html: str
    attached: tuple[tuple[str, str, bytes], ...]
    """Name, media type and content of each file that comes with it."""


def opened(content: bytes) -> Opened:
    """Take the bytes of a mail apart; a part that is missing is empty."""
    message = message_from_bytes(content, policy=default)
    return Opened(
        headers=content.partition(b"\r\n\r\n")[0].decode("ascii", "replace").replace("\r\n", "\n"),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attached=tuple(_attached(part) for part in message.iter_attachments()),
    )


def files_of(name: str, content: bytes) -> dict[str, bytes]:
    """Give the files of one mail by their names, each beginning with `name`."""
    mail = opened(content)
    texts = {".html": mail.html, ".txt": mail.text, ".headers.txt": mail.headers}
    texts |= {f".{scheme}.html": in_scheme(_alone(content), scheme) for scheme in SCHEMES}
    files = {name + ending: text.encode() for ending, text in texts.items()}
    attached = {file_name(name, nth, each[1]): each[2] for nth, each in enumerate(mail.attached, 1)}
    return {f"{name}.eml": content} | files | attached


def file_name(name: str, nth: int, media_type: str) -> str:
    """Name an attached file in the gallery; what the mail calls it may be no name for this disk."""
    return f"{name}.{nth}{guess_extension(media_type) or '.bin'}"


def in_scheme(html: str, scheme: str) -> str:
    """Make a page show itself in `light` or `dark`, whatever the reader's own choice is."""
    for of, pattern in (("dark", DARK), ("light", LIGHT)):
        html = pattern.sub("@media all" if of == scheme else "@media not all", html)
    return SUPPORTED.sub(rf"\g<1>{scheme}", html)


def _alone(content: bytes) -> str:
    """Give the HTML with the pictures that the mail itself carries (RFC 2392), and nothing to load."""
    message = message_from_bytes(content, policy=default)
    found = {str(part["Content-ID"]).strip("<> "): part for part in message.walk() if part["Content-ID"]}
    html = CID.sub(lambda match: _data(found.get(match[1])) or match[0], _body(message, "html"))
    return html.replace("<head>", f"<head>{NOTHING_TO_LOAD}", 1)


def _data(part: EmailMessage | None) -> str:
    if part is None:
        return ""
    return f"data:{part.get_content_type()};base64,{b64encode(part.get_payload(decode=True)).decode()}"  # type: ignore[arg-type]


def _body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return str(part.get_content()) if part else ""


def _attached(part: EmailMessage) -> tuple[str, str, bytes]:
    content = part.get_payload(decode=True)
    name = clean_line(part.get_filename() or "")
    return name, part.get_content_type(), content if isinstance(content, bytes) else b""
