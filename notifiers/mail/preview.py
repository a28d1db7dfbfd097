# SPDX-License-Identifier: Apache-2.0
"""Samples of every kind of mail as pages of a browser, and why one cannot be shown."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum, auto
from hashlib import sha256
from mimetypes import guess_extension

from markupsafe import Markup

from models.kinds import LetterKind, ReaderKind
from models.letters import Envelope, Letter
from models.text import clean_line
from templates.pages import page_environment, read_part
from wording.formatter import Formatter
from wording.labels import letter_name

DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
LIGHT = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*light\s*\)")
SUPPORTED = re.compile(r"(color-scheme\s*:\s*)light dark")
CID = re.compile(r"cid:([^\"')\s]+)")
SCHEMES = ("light", "dark")
NOTHING_TO_LOAD = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
)
"""What a page of the preview may show, whatever a mail asks for."""


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
        attached=tuple(_attached_file(part) for part in message.iter_attachments()),
    )


def files_of(name: str, content: bytes) -> dict[str, bytes]:
    """Give the files of one mail by their names, each beginning with `name`."""
    mail = opened(content)
    texts = {".html": mail.html, ".txt": mail.text, ".headers.txt": mail.headers}
    texts |= {f".{scheme}.html": in_scheme(_alone(content), scheme) for scheme in SCHEMES}
    files = {name + ending: text.encode() for ending, text in texts.items()}
    attached = {file_name(name, nth, item[1]): item[2] for nth, item in enumerate(mail.attached, 1)}
    return {f"{name}.eml": content} | files | attached


def file_name(name: str, nth: int, media_type: str) -> str:
    """Name an attached file in the preview; what the mail calls it may be no name for this disk."""
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


def _attached_file(part: EmailMessage) -> tuple[str, str, bytes]:
    content = part.get_payload(decode=True)
    name = clean_line(part.get_filename() or "")
    return name, part.get_content_type(), content if isinstance(content, bytes) else b""


FIRST = "first"
"""The variant of a mail to somebody who never got one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailSample:
    """One mail in one language; `within` is the mail that it is a part of on its day, if it is one."""

    letter: Letter
    envelope: Envelope
    locale: str
    within: LetterKind | None = None
    variant: str = ""
    """What sets it apart from another mail of the same kind: `FIRST`, or nothing."""

    @property
    def name(self) -> str:
        """Name its files, such as `weekly-unit-first.zh_CN`."""
        parts = (self.letter.kind.value, self.letter.reader.kind.value, self.variant)
        return f"{'-'.join(part for part in parts if part)}.{self.locale}"


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingSample:
    """A kind of mail that nobody is owed, with the reason in words."""

    kind: LetterKind
    reader: ReaderKind
    why: str


def kind_of(kind: LetterKind, reader: ReaderKind, formatter: Formatter) -> str:
    """Name a kind of mail and who gets it."""
    gettext = formatter.catalogue.gettext
    readers = {
        ReaderKind.UNIT: gettext("to a unit"),
        ReaderKind.LEADER: gettext("to a leader"),
        ReaderKind.OFFICE: gettext("to the office"),
    }
    return gettext("{kind}, {reader}").format(kind=letter_name(kind, gettext), reader=readers[reader])


def title_of(sample: MailSample, formatter: Formatter) -> str:
    """Name a sample in words: its kind, who gets it, and what sets it apart."""
    kind = kind_of(sample.letter.kind, sample.letter.reader.kind, formatter)
    return formatter.catalogue.gettext("{kind}: the first one").format(kind=kind) if sample.variant else kind


INDEX = "index.html"
PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH = 320, 640, 1200
WIDTHS = (PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH)
"""Pixels: a small phone, a reading pane, a wide window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownSample:
    """A sample as the template reads it."""

    sample: MailSample
    mail: Opened
    title: str
    reader: str
    day: str
    within: str
    attached: tuple[tuple[str, str, str, int], ...]
    """File in the preview, name in the mail, media type and bytes of each file that comes with it."""


def index_page(
    samples: Sequence[MailSample], missing: Sequence[MissingSample], *, on: date, office: str, locale: str
) -> bytes:
    """Render the page that shows the samples in words of `locale`; it loads only files beside it."""
    formatter, style = Formatter.of(locale), read_part("preview.css")
    text = (
        page_environment(formatter.catalogue)
        .get_template("preview.html")
        .render(
            lang=locale.replace("_", "-"),
            style=Markup(style),  # noqa: S704  (our own file)
            style_hash=b64encode(sha256(style.encode()).digest()).decode("ascii"),
            office=office,
            on=formatter.day(on),
            mails=[_shown(sample, formatter) for sample in samples],
            missing=[(kind_of(lacking.kind, lacking.reader, formatter), lacking.why) for lacking in missing],
            widths=WIDTHS,
        )
    )
    return text.encode()


def _shown(sample: MailSample, formatter: Formatter) -> ShownSample:
    letter, mail = sample.letter, opened(sample.envelope.content)
    return ShownSample(
        sample=sample,
        mail=mail,
        title=title_of(sample, formatter),
        reader=letter.reader.name,
        day=formatter.day(letter.written_at.date()),
        within=letter_name(sample.within, formatter.catalogue.gettext) if sample.within else "",
        attached=tuple(
            (file_name(sample.name, nth, media_type), called, media_type, len(content))
            for nth, (called, media_type, content) in enumerate(mail.attached, 1)
        ),
    )


class WhyMissing(Enum):
    """What keeps a mail from a reader who is owed one."""

    NO_OFFICE = auto()
    UNREACHABLE = auto()
    DECLINED = auto()


def why_none(kind: LetterKind, *, until: str, is_chosen: bool, formatter: Formatter) -> str:
    """Say why no reader, or not the one asked for, is owed such a mail on any day until `until`."""
    gettext = formatter.catalogue.gettext
    if kind is LetterKind.REPORT:
        return gettext("No weekly mail was written in the seven days before, and no mail failed.")
    if is_chosen:
        return gettext("Whoever was asked for is owed none until {until}.").format(until=until)
    reasons = {
        LetterKind.WEEKLY: gettext("No unit with a mailbox has an open task until {until}."),
        LetterKind.THRESHOLD: gettext("No deadline reaches a threshold not yet told until {until}."),
        LetterKind.URGING: gettext("No open task comes to be urged, or it was already, until {until}."),
        LetterKind.DIGEST: gettext("Nothing is overdue on a working day until {until}."),
        LetterKind.PORTFOLIO: gettext("No leader with a mailbox has an overdue task until {until}."),
    }
    return reasons[kind].format(until=until)


def unsent(cause: WhyMissing, formatter: Formatter) -> str:
    """Say what keeps such a mail from whoever is owed it."""
    gettext = formatter.catalogue.gettext
    return {
        WhyMissing.NO_OFFICE: gettext("No mailbox of the office is set: see DUBAN_OFFICE_MAILBOXES."),
        WhyMissing.UNREACHABLE: gettext("Whoever is owed it has no mailbox that works: see duban check."),
        WhyMissing.DECLINED: gettext("Whoever would get it wants no mail of this kind."),
    }[cause]
