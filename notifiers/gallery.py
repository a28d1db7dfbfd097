"""The gallery of mails: one page that shows every kind in every language as its readers get it."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from models.kinds import LetterKind, ReaderKind
from models.letters import Envelope, Letter
from notifiers.gallery_files import Opened, file_name, opened
from notifiers.phrases import Phrases
from notifiers.reasons import letter_name

INDEX = "index.html"
FIRST = "first"
"""The variant of a mail to somebody who never got one."""
PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH = 320, 640, 1200
WIDTHS = (PHONE_WIDTH, PANE_WIDTH, WINDOW_WIDTH)
"""Pixels: a small phone, a reading pane, a wide window."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
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
class Gap:
    """A kind of mail that nobody is owed, with the reason in words."""

    kind: LetterKind
    reader: ReaderKind
    why: str


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
    phrases, style = Phrases.of(locale), _read("gallery.css")
    text = (
        _environment(phrases)
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


def kind_of(kind: LetterKind, reader: ReaderKind, phrases: Phrases) -> str:
    """Name a kind of mail and who gets it."""
    gettext = phrases.catalogue.gettext
    readers = {
        ReaderKind.UNIT: gettext("to a unit"),
        ReaderKind.LEADER: gettext("to a leader"),
        ReaderKind.OFFICE: gettext("to the office"),
    }
    return gettext("{kind}, {reader}").format(kind=letter_name(kind, gettext), reader=readers[reader])


def title_of(exhibit: Exhibit, phrases: Phrases) -> str:
    """Name an exhibit in words: its kind, who gets it, and what sets it apart."""
    kind = kind_of(exhibit.letter.kind, exhibit.letter.reader.kind, phrases)
    return phrases.catalogue.gettext("{kind}: the first one").format(kind=kind) if exhibit.variant else kind


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


def _environment(phrases: Phrases) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(phrases.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _read(name: str) -> str:
    return (files("templates") / "web" / name).read_text(encoding="utf-8")
