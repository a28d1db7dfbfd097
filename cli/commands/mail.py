# SPDX-License-Identifier: Apache-2.0
"""`duban mail preview`: every kind of mail as its reader will see it."""

import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer
from sqlmodel import Session

from cli.context import AsJson, CommandContext, On, command_context, known_language
from cli.wiring import Program, has_display
from models.errors import DubanError, InputError, NotFoundError
from models.kinds import LetterKind, ReaderKind
from models.queries import people, units
from notifiers.mail.preview import (
    FIRST,
    INDEX,
    MailSample,
    MissingSample,
    WhyMissing,
    files_of,
    index_page,
    kind_of,
    title_of,
    unsent,
    why_none,
)
from scheduler.forecast import Forecast, LetterType, NextLetter, next_letters
from templates.catalogues import LOCALES
from wording.formatter import Formatter

DAYS = 100
"""How many *calendar* days ahead a mail is looked for: a quarter and the longest holidays in it."""
PLACES: tuple[LetterType, ...] = (
    (LetterKind.WEEKLY, ReaderKind.UNIT),
    (LetterKind.THRESHOLD, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.UNIT),
    (LetterKind.URGING, ReaderKind.LEADER),
    (LetterKind.DIGEST, ReaderKind.OFFICE),
    (LetterKind.PORTFOLIO, ReaderKind.LEADER),
    (LetterKind.REPORT, ReaderKind.OFFICE),
)


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
    ctx = command_context(context)
    request = Request(
        now=ctx.moment(on),
        unit=unit,
        leader=leader,
        kinds=tuple(kinds or LetterKind),
        locales=tuple(dict.fromkeys(map(known_language, languages or LOCALES))),
    )
    preview = preview_of(ctx, request)
    folder = _written(preview, output)
    _json(ctx, preview, folder) if as_json else _show(ctx, preview, folder)
    if not (no_browser or as_json) and has_display():
        webbrowser.open((folder / INDEX).as_uri())


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a preview is to show; `now` is aware and in the office's time zone."""

    now: datetime
    unit: str | None
    leader: str | None
    kinds: tuple[LetterKind, ...]
    locales: tuple[str, ...]

    @property
    def places(self) -> tuple[LetterType, ...]:
        """Give the kinds of mail and readers asked for, in the order they are shown."""
        return tuple(wanted for wanted in PLACES if wanted[0] in self.kinds)


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
class Preview:
    """What was written: the mails, the kinds without one, and the content of each file by its name."""

    samples: tuple[MailSample, ...]
    missing: tuple[MissingSample, ...]
    files: Mapping[str, bytes]


def preview_of(ctx: CommandContext, request: Request) -> Preview:
    """Write the next mail of each kind asked for; NotFoundError for a unit or leader that is not there."""
    program = ctx.program
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
    written = tuple(_written_samples(ctx, request, ahead.letters))
    samples = tuple(item for item in written if isinstance(item, MailSample))
    missing = (
        *_missing(ctx, request, ahead, asked),
        *(item for item in written if isinstance(item, MissingSample)),
    )
    settings = program.settings
    index = index_page(
        samples, missing, on=request.now.date(), office=settings.office_name, locale=settings.locale
    )
    files = {INDEX: index}
    for sample in samples:
        files |= files_of(sample.name, sample.envelope.content)
    return Preview(samples=samples, missing=missing, files=files)


def _written_samples(
    ctx: CommandContext, request: Request, found: Mapping[LetterType, NextLetter]
) -> Iterator[MailSample | MissingSample]:
    """Write each mail in each language; a reader whose mailbox is no address is a gap."""
    with ExitStack() as stack:
        programs = [
            stack.enter_context(closing(ctx.program.overriding(locale=locale))) for locale in request.locales
        ]
        for wanted in (wanted for wanted in request.places if wanted in found):
            try:
                # the weekly mail of a unit is shown twice: its very first one brings a calendar along
                variants = (FIRST, "") if wanted == (LetterKind.WEEKLY, ReaderKind.UNIT) else ("",)
                yield from [
                    _sample(found[wanted], program, variant) for variant in variants for program in programs
                ]
            except DubanError as error:
                yield MissingSample(kind=wanted[0], reader=wanted[1], why=ctx.out.told(error))


def _sample(foreseen: NextLetter, program: Program, variant: str) -> MailSample:
    letter, compose = foreseen.letter, program.composer(is_first=variant == FIRST)
    return MailSample(
        letter=letter,
        envelope=compose(letter, letter.reader.mailboxes[0]),
        locale=program.settings.locale,
        within=foreseen.within,
        variant=variant,
    )


def _missing(
    ctx: CommandContext, request: Request, ahead: Forecast, asked: Mapping[ReaderKind, str]
) -> Iterator[MissingSample]:
    formatter = Formatter(ctx.program.catalogue)
    until = formatter.day(request.now.date() + timedelta(days=DAYS - 1))
    for wanted in request.places:
        kind, reader = wanted
        if wanted in ahead.letters:
            continue
        cause = _why_missing(ctx, wanted, ahead)
        if cause:
            why = unsent(cause, formatter)
        else:
            why = why_none(kind, until=until, is_chosen=reader in asked, formatter=formatter)
        yield MissingSample(kind=kind, reader=reader, why=why)


def _why_missing(ctx: CommandContext, wanted: LetterType, ahead: Forecast) -> WhyMissing | None:
    if wanted[1] is ReaderKind.OFFICE and not ctx.program.office.supervisors:
        return WhyMissing.NO_OFFICE
    if wanted in ahead.declined:
        return WhyMissing.DECLINED
    return WhyMissing.UNREACHABLE if wanted in ahead.unreachable else None


def _written(preview: Preview, output: Path | None) -> Path:
    try:
        folder = output.resolve() if output else Path(mkdtemp(prefix="duban-mails-"))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in preview.files.items():
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


def _show(ctx: CommandContext, preview: Preview, folder: Path) -> None:
    out, formatter = ctx.out, Formatter(ctx.program.catalogue)
    columns = ("Mail", "Language", "For", "Subject", "Bytes")
    rows = (
        (
            title_of(sample, formatter),
            sample.locale,
            sample.letter.reader.name,
            sample.envelope.subject,
            len(sample.envelope.content),
        )
        for sample in preview.samples
    )
    out.table(columns, rows)
    for lacking in preview.missing:
        out.line(f"{kind_of(lacking.kind, lacking.reader, formatter)}: {lacking.why}")
    out.tell("Open in a browser: {path}", path=folder / INDEX)


def _json(ctx: CommandContext, preview: Preview, folder: Path) -> None:
    ctx.out.json(
        {
            "index": folder / INDEX,
            "mails": [
                {
                    "kind": sample.letter.kind,
                    "locale": sample.locale,
                    "variant": sample.variant or None,
                    "on": sample.letter.written_at,
                    "part_of": sample.within,
                    "reader": sample.letter.reader.name,
                    "reader_kind": sample.letter.reader.kind,
                    "recipient": sample.envelope.recipient,
                    "subject": sample.envelope.subject,
                    "size": len(sample.envelope.content),
                    "files": [folder / name for name in preview.files if name.startswith(f"{sample.name}.")],
                }
                for sample in preview.samples
            ],
            "gaps": [
                {"kind": lacking.kind, "reader_kind": lacking.reader, "why": lacking.why}
                for lacking in preview.missing
            ],
        }
    )
