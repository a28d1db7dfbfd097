"""The gallery of mails: one page that shows every kind in every language as its readers get it."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from markupsafe import Markup

from notifiers.gallery_exhibits import Exhibit, Gap, kind_of, title_of
from notifiers.gallery_files import Opened, file_name, opened
from notifiers.phrases import Phrases
from notifiers.reasons import letter_name
from templates.pages import page_environment, read_part

INDEX = "index.html"
PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH = 320, 640, 1200
WIDTHS = (PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH)
"""Pixels: a small phone, a reading pane, a wide window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An exhibit as the template reads it."""

    exhibit: Exhibit
    mail: Opened
    title: str
    reader: str
    day: str
    within: str
    attached: tuple[tuple[str, str, str, int], ...]
    """File in the gallery, name in the mail, media type and bytes of each file that comes with it."""


def index_page(
    exhibits: Sequence[Exhibit], gaps: Sequence[Gap], *, on: date, office: str, locale: str
) -> bytes:
    """Render the page that shows the exhibits in words of `locale`; it loads only files beside it."""
    phrases, style = Phrases.of(locale), read_part("gallery.css")
    text = (
        page_environment(phrases.catalogue)
        .get_template("gallery.html")
        .render(
            lang=locale.replace("_", "-"),
            style=Markup(style),  # noqa: S704  (our own file)
            style_hash=b64encode(sha256(style.encode()).digest()).decode("ascii"),
            office=office,
            on=phrases.day(on),
            mails=[_shown(each, phrases) for each in exhibits],
            gaps=[(kind_of(gap.kind, gap.reader, phrases), gap.why) for gap in gaps],
            widths=WIDTHS,
        )
    )
    return text.encode()


def _shown(exhibit: Exhibit, phrases: Phrases) -> Shown:
    letter, mail = exhibit.letter, opened(exhibit.envelope.content)
    return Shown(
        exhibit=exhibit,
        mail=mail,
        title=title_of(exhibit, phrases),
        reader=letter.reader.name,
        day=phrases.day(letter.written_at.date()),
        within=letter_name(exhibit.within, phrases.catalogue.gettext) if exhibit.within else "",
        attached=tuple(_attached(exhibit.name, mail)),
    )


def _attached(name: str, mail: Opened) -> Iterator[tuple[str, str, str, int]]:
    for nth, (called, media_type, content) in enumerate(mail.attached, 1):
        yield file_name(name, nth, media_type), called, media_type, len(content)
