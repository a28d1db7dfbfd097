"""`duban mail preview`: every kind of mail as its reader will see it."""

import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.context import AsJson, On, State, known_language, state
from cli.wiring import Program, has_display
from models.errors import DubanError, InputError, NotFoundError
from models.kinds import LetterKind, ReaderKind
from models.queries import people, units
from notifiers.mail.preview import (
    FIRST,
    INDEX,
    Exhibit,
    Gap,
    Hindrance,
    files_of,
    index_page,
    kind_of,
    title_of,
    unsent,
    why_none,
)
from notifiers.wording import Phrases
from scheduler.forecast import Foreseen, Place, Prospect, next_letters
from templates.catalogues import LOCALES

DAYS = 100
"""How many *calendar* days ahead a mail is looked for: a quarter and the longest holidays in it."""
PLACES: tuple[Place, ...] = (
    (LetterKind.WEEKLY, ReaderKind.UNIT),
    (LetterKind.THRESHOLD, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.LEADER),
    (LetterKind.DIGEST, ReaderKind.OFFICE),
    (LetterKind.PORTFOLIO, ReaderKind.LEADER),
    (LetterKind.REPORT, ReaderKind.OFFICE),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a gallery is to show; `now` is aware and in the office's time zone."""

    now: datetime
    unit: str | None
    leader: str | None
    kinds: tuple[LetterKind, ...]
    locales: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Give the kinds of mail and readers asked for, in the order they are shown."""
        return tuple(place for place in PLACES if place[0] in self.kinds)


def asked_of(session: Session, request: Request) -> dict[ReaderKind, str]:
    """Give the keys of the readers asked for; NotFoundError for one who is not there."""
    asked = {}
    if request.unit:
        unit = units.find(session, request.unit)
        if unit is None:
            raise NotFoundError(
                'There is no unit "{name}".', cure="List them with: duban unit list.", name=request.unit
            )
        asked[ReaderKind.UNIT] = f"unit:{unit.id}"
    if request.leader:
        leader = people.find(session, request.leader)
        if leader is None:
            raise NotFoundError(
                'There is no leader "{name}".', cure="Look for the name in: duban due.", name=request.leader
            )
        asked[ReaderKind.LEADER] = people.key_of(leader)
    return asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Gallery:
    """What was written: the mails, the kinds without one, and the content of each file by its name."""

    exhibits: tuple[Exhibit, ...]
    gaps: tuple[Gap, ...]
    files: Mapping[str, bytes]


def gallery_of(here: State, request: Request) -> Gallery:
    """Write the next mail of each kind asked for; NotFoundError for a unit or leader that is not there."""
    program = here.program
    with program.ledger.reading() as session:
        asked = asked_of(session, request)
        ahead = next_letters(
            session,
            program.office,
            request.places,
            now=request.now,
            days=DAYS,
            chosen=lambda reader: asked.get(reader.kind, reader.key) == reader.key,
        )
    written = tuple(_written_samples(here, request, ahead.letters))
    exhibits = tuple(each for each in written if isinstance(each, Exhibit))
    gaps = (*_gaps(here, request, ahead, asked), *(each for each in written if isinstance(each, Gap)))
    settings = program.settings
    index = index_page(
        exhibits, gaps, on=request.now.date(), office=settings.office_name, locale=settings.locale
    )
    files = {INDEX: index}
    for each in exhibits:
        files |= files_of(each.name, each.envelope.content)
    return Gallery(exhibits=exhibits, gaps=gaps, files=files)


def _written_samples(
    here: State, request: Request, found: Mapping[Place, Foreseen]
) -> Iterator[Exhibit | Gap]:
    """Write each mail in each language; a reader whose mailbox is no address is a gap."""
    with ExitStack() as stack:
        programs = [
            stack.enter_context(closing(here.program.overriding(locale=each))) for each in request.locales
        ]
        for place in (place for place in request.places if place in found):
            try:
                yield from [
                    _exhibit(found[place], program, variant)
                    for variant in _variants(place)
                    for program in programs
                ]
            except DubanError as error:
                yield Gap(kind=place[0], reader=place[1], why=here.out.told(error))


def _variants(place: Place) -> tuple[str, ...]:
    """Show the weekly mail of a unit twice: its very first one brings a calendar along."""
    return (FIRST, "") if place == (LetterKind.WEEKLY, ReaderKind.UNIT) else ("",)


def _exhibit(foreseen: Foreseen, program: Program, variant: str) -> Exhibit:
    letter, compose = foreseen.letter, program.composer(is_first=variant == FIRST)
    return Exhibit(
        letter=letter,
        envelope=compose(letter, letter.reader.mailboxes[0]),
        locale=program.settings.locale,
        within=foreseen.within,
        variant=variant,
    )


def _gaps(here: State, request: Request, ahead: Prospect, asked: Mapping[ReaderKind, str]) -> Iterator[Gap]:
    phrases = Phrases(here.program.catalogue)
    until = phrases.day(request.now.date() + timedelta(days=DAYS - 1))
    for place in request.places:
        kind, reader = place
        if place in ahead.letters:
            continue
        hindrance = _hindrance(here, place, ahead)
        if hindrance:
            why = unsent(hindrance, phrases)
        else:
            why = why_none(kind, until=until, is_chosen=reader in asked, phrases=phrases)
        yield Gap(kind=kind, reader=reader, why=why)


def _hindrance(here: State, place: Place, ahead: Prospect) -> Hindrance | None:
    if place[1] is ReaderKind.OFFICE and not here.program.office.supervisors:
        return Hindrance.NO_OFFICE
    if place in ahead.declined:
        return Hindrance.DECLINED
    return Hindrance.UNREACHABLE if place in ahead.unreachable else None


def preview(
    context: typer.Context,
    unit: Annotated[str | None, typer.Option(help="Of the units only this one, by any of its names.")] = None,
    leader: Annotated[str | None, typer.Option(help="Of the leaders only this one.")] = None,
    kinds: Annotated[
        list[LetterKind] | None, typer.Option("--kind", help="Only this kind; may be repeated.")
    ] = None,
    on: On = None,
    languages: Annotated[
        list[str] | None, typer.Option("--lang", help="Only this language (zh_CN or en); may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="The folder to write to; a new temporary one if left out.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a gallery of every kind of mail from what the ledger has, and send nothing."""
    here = state(context)
    request = Request(
        now=here.moment(on),
        unit=unit,
        leader=leader,
        kinds=tuple(kinds or LetterKind),
        locales=tuple(dict.fromkeys(map(known_language, languages or LOCALES))),
    )
    gallery = gallery_of(here, request)
    folder = _written(gallery, output)
    _json(here, gallery, folder) if as_json else _show(here, gallery, folder)
    if not (no_browser or as_json) and has_display():
        webbrowser.open((folder / INDEX).as_uri())


def _written(gallery: Gallery, output: Path | None) -> Path:
    try:
        folder = output.resolve() if output else Path(mkdtemp(prefix="duban-mails-"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in gallery.files.items():
            path = folder / name
            path.touch(mode=0o600)  # addresses of calendars are nobody else's
            path.write_bytes(content)
    except OSError as failure:
        raise InputError(
            "{path} cannot be written: {reason}.",
            cure="Name a folder that may be written with --output.",
            path=failure.filename or output,
            reason=failure.strerror,
        ) from failure
    return folder


def _show(here: State, gallery: Gallery, folder: Path) -> None:
    out, phrases = here.out, Phrases(here.program.catalogue)
    columns = ("Mail", "Language", "For", "Subject", "Bytes")
    rows = (
        (
            title_of(each, phrases),
            each.locale,
            each.letter.reader.name,
            each.envelope.subject,
            len(each.envelope.content),
        )
        for each in gallery.exhibits
    )
    out.table(columns, rows)
    for gap in gallery.gaps:
        out.line(f"{kind_of(gap.kind, gap.reader, phrases)}: {gap.why}")
    out.tell("Open in a browser: {path}", path=folder / INDEX)


def _json(here: State, gallery: Gallery, folder: Path) -> None:
    here.out.json(
        {
            "index": folder / INDEX,
            "mails": [_mail(each, gallery, folder) for each in gallery.exhibits],
            "gaps": [{"kind": gap.kind, "reader_kind": gap.reader, "why": gap.why} for gap in gallery.gaps],
        }
    )


def _mail(exhibit: Exhibit, gallery: Gallery, folder: Path) -> dict[str, Any]:
    letter = exhibit.letter
    return {
        "kind": letter.kind,
        "locale": exhibit.locale,
        "variant": exhibit.variant or None,
        "on": letter.written_at,
        "part_of": exhibit.within,
        "reader": letter.reader.name,
        "reader_kind": letter.reader.kind,
        "recipient": exhibit.envelope.recipient,
        "subject": exhibit.envelope.subject,
        "size": len(exhibit.envelope.content),
        "files": [folder / name for name in gallery.files if name.startswith(f"{exhibit.name}.")],
    }
