"""`duban mail`: the mails as their readers will see them."""

import webbrowser
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated, Any

import typer

from cli.mail_gallery import Gallery, gallery_of
from cli.mail_request import Request
from cli.state import AsJson, On, State, known_language, state
from cli.wiring import has_display
from models.errors import InputError
from models.kinds import LetterKind
from notifiers.gallery import INDEX
from notifiers.gallery_exhibits import Exhibit, kind_of, title_of
from notifiers.phrases import Phrases
from templates.catalogues import LOCALES


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
