"""`duban unit mute` and `unmute`: which overviews a reader gets by mail; duties are never declined."""

from collections.abc import Callable
from typing import Annotated

import typer
from sqlmodel import Session

from cli.state import AsJson, By, DryRun, State, beginning, state
from models.addresses import address_key
from models.kinds import LetterKind
from models.letters import Reader
from models.queries import channels, mailboxes, mutes
from models.queries.feed_owners import OFFICE_KEY, find_owner

ReaderName = Annotated[
    str, typer.Argument(help="A leader, `office`, or one mailbox of the office or of a leader.")
]
Kind = Annotated[LetterKind, typer.Argument(metavar="KIND", help="digest, portfolio or report.")]
Step = Callable[[Session, str], bool]


def mute(
    context: typer.Context,
    reader: ReaderName,
    kind: Kind,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send a leader or the office no more mail of a kind that is no duty notice."""
    here = state(context) if dry_run else beginning(context)
    now, who = here.program.now(), by or here.program.user
    changed = _each(here, reader, lambda one, key: mutes.mute(one, key, kind, now=now, by=who), dry_run)
    sentences = ("{reader} gets no more mail of the kind {kind}.", "{reader} got none before.")
    _tell(here, changed, kind, sentences, dry_run=dry_run, as_json=as_json)


def unmute(
    context: typer.Context,
    reader: ReaderName,
    kind: Kind,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send mail of a kind again that was stopped."""
    here = state(context)
    now, who = here.program.now(), by or here.program.user
    changed = _each(here, reader, lambda one, key: mutes.unmute(one, key, kind, now=now, by=who), dry_run)
    sentences = ("{reader} gets mail of the kind {kind} again.", "{reader} was getting it already.")
    _tell(here, changed, kind, sentences, dry_run=dry_run, as_json=as_json)


def reader_words(session: Session, reader_key: str) -> str:
    """Name a reader as the commands take it: a leader's name, or a mailbox of the office or of a leader."""
    owner, at, address = reader_key.partition("@")
    if at and not owner.startswith(OFFICE_KEY):
        return address
    return channels.reader_name(session, reader_key) or reader_key.removeprefix(f"{OFFICE_KEY}:")


def _each(here: State, reader: str, step: Step, dry_run: bool) -> dict[str, bool]:
    """Take a step for each key that a name means; tell by the reader's name whether it changed anything."""
    with here.program.ledger.writing() as session:
        changed = {reader_words(session, key): step(session, key) for key in _keys(here, session, reader)}
        if dry_run:
            session.rollback()
    return changed


def _keys(here: State, session: Session, reader: str) -> list[str]:
    """Give the keys of the readers that a name means: the office is each of its mailboxes.

    What single mailboxes of a leader declined belongs to the leader's name.
    """
    supervisors = [one.key for one in here.program.office.supervisors if _means(reader, one)]
    if found := supervisors or _former(session, reader) or _mailboxes(session, reader):
        return found
    owner = find_owner(session, reader)
    declined = {each.reader_key for each in mutes.listed(session)}
    return [owner, *sorted(key for key in declined if key.startswith(f"{owner}@"))]


def _means(reader: str, supervisor: Reader) -> bool:
    return reader == OFFICE_KEY or address_key(reader) in (
        address_key(each.address) for each in supervisor.mailboxes
    )


def _former(session: Session, mailbox: str) -> list[str]:
    """Find a mailbox that declined, whosever it was then, so that what the check lists can be undone."""
    keys = {each.reader_key for each in mutes.listed(session)}
    held = {key: key.partition(":" if key.startswith(OFFICE_KEY) else "@")[2] for key in keys}
    return sorted(key for key, address in held.items() if address_key(address) == address_key(mailbox))


def _mailboxes(session: Session, address: str) -> list[str]:
    """Find the leaders with that mailbox, as the links in their mails name them."""
    return [
        owner if len(theirs) == 1 else f"{owner}@{each.address}"
        for owner, theirs in mailboxes.by_owner(session).items()
        for each in theirs
        if address_key(each.address) == address_key(address) and not owner.startswith("unit:")
    ]


def _tell(
    here: State,
    changed: dict[str, bool],
    kind: LetterKind,
    sentences: tuple[str, str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        here.out.json([{"reader": name, "kind": kind, "changed": new} for name, new in changed.items()])
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    done, same = sentences
    for name, is_new in changed.items():
        # the office has a word, and a leader's name is its own
        here.out.tell(done if is_new else same, reader=here.out.words(name), kind=here.out.words(kind.value))
