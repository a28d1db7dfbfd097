# SPDX-License-Identifier: Apache-2.0
"""`duban unit`: the registry of units, leaders and posts, and the overviews they decline."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer
from sqlmodel import Session

from cli.context import (
    AsJson,
    By,
    CommandContext,
    DryRun,
    beginning_context,
    command_context,
    parse_day,
)
from models.addresses import address_key, written
from models.errors import UsageError
from models.kinds import Frequency, LetterKind
from models.letters import Reader
from models.queries import channels, mailboxes, plans, readers, units
from models.queries.feed_scope import OFFICE_KEY, find_owner
from models.tables.units import GROUP, UNKNOWN
from plans.units import resolving, succession
from plans.units.resolving import Resolved, suggestions
from plans.units.succession import Merged

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
    ctx = command_context(context) if dry_run else beginning_context(context)
    now, who = ctx.program.now(), by or ctx.program.user
    changed = _each(ctx, reader, lambda one, key: readers.mute(one, key, kind, now=now, by=who), dry_run)
    sentences = ("{reader} gets no more mail of the kind {kind}.", "{reader} got none before.")
    _tell(ctx, changed, kind, sentences, dry_run=dry_run, as_json=as_json)


def unmute(
    context: typer.Context,
    reader: ReaderName,
    kind: Kind,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send mail of a kind again that was stopped."""
    ctx = command_context(context)
    now, who = ctx.program.now(), by or ctx.program.user
    changed = _each(ctx, reader, lambda one, key: readers.unmute(one, key, kind, now=now, by=who), dry_run)
    sentences = ("{reader} gets mail of the kind {kind} again.", "{reader} was getting it already.")
    _tell(ctx, changed, kind, sentences, dry_run=dry_run, as_json=as_json)


def frequency(
    context: typer.Context,
    leader: Annotated[str, typer.Argument(help="The leader, by name.")],
    often: Annotated[Frequency, typer.Argument(metavar="FREQUENCY", help="daily, weekly or both.")],
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Send a leader mail each working day with something overdue, weekly with all open, or both."""
    ctx = command_context(context)
    now, who = ctx.program.now(), by or ctx.program.user
    with ctx.program.ledger.writing() as session:
        key = find_owner(session, leader)
        if not key.startswith(("person:", "post:")):
            raise UsageError(
                "{name} is no leader; how often the others get mail is a matter of the policy.",
                cure="Name a leader; list them with: duban unit list.",
                name=leader,
            )
        name = reader_words(session, key)
        changed = readers.set_frequency(session, key, often, now=now, by=who)
        if dry_run:
            session.rollback()
    if as_json:
        ctx.out.json({"leader": name, "frequency": often, "changed": changed, "dry_run": dry_run})
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    sentence = (
        FREQUENCY_SET[often] if changed else "Nothing to change: {leader} gets mail that often already."
    )
    ctx.out.tell(sentence, leader=name)


FREQUENCY_SET = {
    Frequency.DAILY: "{leader} gets mail each working day that has something overdue.",
    Frequency.WEEKLY: "{leader} gets mail once a week, with everything that is open.",
    Frequency.BOTH: "{leader} gets mail once a week, and on other working days that have something overdue.",
}


def reader_words(session: Session, reader_key: str) -> str:
    """Name a reader as the commands take it: a leader's name, or a mailbox of the office or of a leader."""
    owner, at, address = reader_key.partition("@")
    if at and not owner.startswith(OFFICE_KEY):
        return address
    return channels.reader_name(session, reader_key) or reader_key.removeprefix(f"{OFFICE_KEY}:")


def _each(ctx: CommandContext, reader: str, step: Step, dry_run: bool) -> dict[str, bool]:
    """Take a step for each key that a name means; tell by the reader's name whether it changed anything."""
    with ctx.program.ledger.writing() as session:
        changed = {reader_words(session, key): step(session, key) for key in _keys(ctx, session, reader)}
        if dry_run:
            session.rollback()
    return changed


def _keys(ctx: CommandContext, session: Session, reader: str) -> list[str]:
    """Give the keys of the readers that a name means: the office is each of its mailboxes.

    What single mailboxes of a leader declined belongs to the leader's name.
    """
    supervisors = [one.key for one in ctx.program.office.supervisors if _means(reader, one)]
    if found := supervisors or _former(session, reader) or _mailboxes(session, reader):
        return found
    owner = find_owner(session, reader)
    declined = {item.reader_key for item in readers.listed(session)}
    return [owner, *sorted(key for key in declined if key.startswith(f"{owner}@"))]


def _means(reader: str, supervisor: Reader) -> bool:
    return reader == OFFICE_KEY or address_key(reader) in (
        address_key(mailbox.address) for mailbox in supervisor.mailboxes
    )


def _former(session: Session, mailbox: str) -> list[str]:
    """Find a mailbox that declined, whosever it was then, so that what the check lists can be undone."""
    keys = {item.reader_key for item in readers.listed(session)}
    held = {key: key.partition(":" if key.startswith(OFFICE_KEY) else "@")[2] for key in keys}
    return sorted(key for key, address in held.items() if address_key(address) == address_key(mailbox))


def _mailboxes(session: Session, address: str) -> list[str]:
    """Find the leaders with that mailbox, as the links in their mails name them."""
    return [
        owner if len(theirs) == 1 else f"{owner}@{item.address}"
        for owner, theirs in mailboxes.by_owner(session).items()
        for item in theirs
        if address_key(item.address) == address_key(address) and not owner.startswith("unit:")
    ]


def _tell(
    ctx: CommandContext,
    changed: dict[str, bool],
    kind: LetterKind,
    sentences: tuple[str, str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if as_json:
        ctx.out.json([{"reader": name, "kind": kind, "changed": new} for name, new in changed.items()])
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    done, same = sentences
    for name, is_new in changed.items():
        # the office has a word, and a leader's name is its own
        ctx.out.tell(done if is_new else same, reader=ctx.out.words(name), kind=ctx.out.words(kind.value))


def show_unknown(ctx: CommandContext, *, as_json: bool) -> None:
    """List the units that nobody has described, with the described ones they read like."""
    with ctx.program.ledger.reading() as session:
        entries = units.entries(session)
    known = _names(entries)
    rows = [
        {"name": entry.name, "likely": suggestions(entry.name, known)}
        for entry in entries
        if entry.kind == UNKNOWN and not entry.successor
    ]
    if as_json:
        ctx.out.json(rows)
        return
    columns = ("name", "reads like")
    ctx.out.table(columns, ((row["name"], "、".join(row["likely"])) for row in rows))


def show_likely(ctx: CommandContext, name: str, *, as_json: bool) -> None:
    """List the described units that a name reads like, the likeliest first."""
    with ctx.program.ledger.reading() as session:
        entries = units.entries(session)
    by_name = {entry.name: entry for entry in entries}
    likely = [by_name[suggestion] for suggestion in suggestions(name, _names(entries))]
    if as_json:
        ctx.out.json([{"name": item.name, "mailbox": written(item.mailboxes) or None} for item in likely])
    elif likely:
        ctx.out.table(("name", "mailbox"), ((item.name, written(item.mailboxes)) for item in likely))
    else:
        ctx.out.tell('No unit reads like "{name}".', name=name)


def show_merged(ctx: CommandContext, merged: Merged, *, dry_run: bool, as_json: bool) -> None:
    """Say what passed from one unit to the other."""
    if as_json:
        ctx.out.json(asdict(merged))
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    ctx.out.tell(
        "{unit} stands for {former} since {since}: {count} open tasks passed on, {kept} keep the old name.",
        unit=merged.unit,
        former=merged.former,
        since=merged.since,
        count=len(merged.tasks),
        kept=merged.kept,
    )
    if merged.tasks:
        ctx.out.line("  " + "、".join(merged.tasks))


def show_resolved(ctx: CommandContext, told: Resolved, *, dry_run: bool, as_json: bool) -> None:
    """Say what a word of a task means now."""
    if as_json:
        ctx.out.json(asdict(told))
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    sentence = (
        'In task {number} "{word}" now means: {units}.'
        if told.after
        else 'In task {number} "{word}" names nobody in particular again.'
    )
    ctx.out.tell(sentence, number=told.number, word=told.word, units="、".join(told.after))


def _names(entries: list[units.UnitEntry]) -> dict[str, str]:
    """Give every name of the units that somebody described, with the registered name behind it."""
    described = [
        entry
        for entry in entries
        if entry.kind not in (UNKNOWN, GROUP) and not entry.successor and not entry.ended_on
    ]
    return {name: item.name for item in described for name in (item.name, *item.aliases)}


def list_(
    context: typer.Context,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Only units that a plan named and nobody has described.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every unit with its names and mailbox."""
    ctx = command_context(context)
    if unknown:
        show_unknown(ctx, as_json=as_json)
        return
    with ctx.program.ledger.reading() as session:
        rows = [
            asdict(entry) | {"mailbox": written(entry.mailboxes) or None} for entry in units.entries(session)
        ]
    if as_json:
        ctx.out.json(rows)
        return
    columns = (
        "name",
        "kind",
        "mailbox",
        "contact",
        "leader",
        "parent",
        "successor",
        "since",
        "ended_on",
        "aliases",
    )
    shown = ([*(row[column] for column in columns[:-1]), "、".join(row["aliases"])] for row in rows)
    ctx.out.table(columns, shown)


def suggest(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A name as a plan has it.")],
    as_json: AsJson = False,
) -> None:
    """Show the units that a name reads like; none is taken for it."""
    show_likely(command_context(context), name, as_json=as_json)


def merge(
    context: typer.Context,
    former: Annotated[str, typer.Argument(help="The unit that is no more, by any of its names.")],
    unit: Annotated[str, typer.Argument(help="The unit that takes over from it.")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="The day from which it stands.")],
    renamed: Annotated[
        bool, typer.Option("--renamed", help="Both are the same body under another name.")
    ] = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Let one unit take over from another; what was closed keeps the former name."""
    ctx = command_context(context)
    program = ctx.program
    with program.ledger.writing() as session:
        merged = succession.merge(
            session,
            former,
            unit,
            since=parse_day(since),
            is_renaming=renamed,
            now=program.now(),
            by=by or program.user,
        )
        if dry_run:
            session.rollback()
    show_merged(ctx, merged, dry_run=dry_run, as_json=as_json)


def resolve(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="The group word, as the task has it.")],
    plan: Annotated[str, typer.Option("--plan", help="The plan's key, number or title.")],
    number: Annotated[str, typer.Option("--task", help="The task's number.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", help="A unit that is meant; repeat it for each.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said before.")] = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say which units a group word of one task means: they get its mails."""
    ctx = command_context(context)
    program, now = ctx.program, ctx.program.now()
    if bool(to) == undo:
        raise UsageError(
            "Either units or --undo must be given.", cure="Write --to UNIT for each unit, or --undo."
        )
    with program.ledger.writing() as session:
        task = plans.find_task(session, plan, number)
        user = by or program.user
        if to:
            told = resolving.resolve(session, task, word, to, now=now, by=user)
        else:
            told = resolving.unresolve(session, task, word, now=now, by=user)
        if dry_run:
            session.rollback()
    show_resolved(ctx, told, dry_run=dry_run, as_json=as_json)
