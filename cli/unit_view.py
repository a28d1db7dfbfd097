"""What units became, what words mean, and what unknown names read like."""

from dataclasses import asdict

from cli.state import State
from models.addresses import written
from models.queries import units
from models.tables.units import GROUP, UNKNOWN
from plans.units.resolving import Resolved
from plans.units.succession import Merged
from plans.units.suggestions import suggest


def show_unknown(here: State, *, as_json: bool) -> None:
    """List the units that nobody has described, with the described ones they read like."""
    with here.program.ledger.reading() as session:
        entries = units.entries(session)
    known = _names(entries)
    rows = [
        {"name": entry.name, "likely": suggest(entry.name, known)}
        for entry in entries
        if entry.kind == UNKNOWN and not entry.successor
    ]
    if as_json:
        here.out.json(rows)
        return
    columns = ("name", "reads like")
    here.out.table(columns, ((row["name"], "、".join(row["likely"])) for row in rows))


def show_likely(here: State, name: str, *, as_json: bool) -> None:
    """List the described units that a name reads like, the likeliest first."""
    with here.program.ledger.reading() as session:
        entries = units.entries(session)
    by_name = {entry.name: entry for entry in entries}
    likely = [by_name[each] for each in suggest(name, _names(entries))]
    if as_json:
        here.out.json([{"name": each.name, "mailbox": written(each.mailboxes) or None} for each in likely])
    elif likely:
        here.out.table(("name", "mailbox"), ((each.name, written(each.mailboxes)) for each in likely))
    else:
        here.out.tell('No unit reads like "{name}".', name=name)


def show_merged(here: State, merged: Merged, *, dry_run: bool, as_json: bool) -> None:
    """Say what passed from one unit to the other."""
    if as_json:
        here.out.json(asdict(merged))
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    here.out.tell(
        "{unit} stands for {former} since {since}: {count} open tasks passed on, {kept} keep the old name.",
        unit=merged.unit,
        former=merged.former,
        since=merged.since,
        count=len(merged.tasks),
        kept=merged.kept,
    )
    if merged.tasks:
        here.out.line("  " + "、".join(merged.tasks))


def show_resolved(here: State, told: Resolved, *, dry_run: bool, as_json: bool) -> None:
    """Say what a word of a task means now."""
    if as_json:
        here.out.json(asdict(told))
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    sentence = (
        'In task {number} "{word}" now means: {units}.'
        if told.after
        else 'In task {number} "{word}" names nobody in particular again.'
    )
    here.out.tell(sentence, number=told.number, word=told.word, units="、".join(told.after))


def _names(entries: list[units.UnitEntry]) -> dict[str, str]:
    """Give every name of the units that somebody described, with the registered name behind it."""
    described = [each for each in entries if each.kind not in (UNKNOWN, GROUP) and not each.successor]
    return {name: each.name for each in described for name in (each.name, *each.aliases)}
