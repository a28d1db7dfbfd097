"""The mails of a gallery: the next of each kind, written down by the real composer in each language."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta

from cli.mail_request import DAYS, Request, asked_of
from cli.state import State
from cli.wiring import Program
from models.errors import DubanError
from models.kinds import LetterKind, ReaderKind
from notifiers.gallery import INDEX, index_page
from notifiers.gallery_exhibits import FIRST, Exhibit, Gap
from notifiers.gallery_files import files_of
from notifiers.gallery_gaps import Hindrance, unsent, why_none
from notifiers.phrases import Phrases
from scheduler.foresight import next_letters
from scheduler.prospect import Foreseen, Place, Prospect


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
    written = tuple(_written(here, request, ahead.letters))
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


def _written(here: State, request: Request, found: Mapping[Place, Foreseen]) -> Iterator[Exhibit | Gap]:
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
