"""`duban feed`: calendar subscriptions, their addresses and their bytes."""

import sys
from datetime import timedelta
from typing import Annotated, Any

import typer

from cli.state import AsJson, By, DryRun, On, State, state
from models.errors import NotFoundError
from models.queries import feeds, people, units
from models.queries.feed_owners import OFFICE_KEY
from models.views import FeedView
from notifiers.ical import build_feed

GRACE_DAYS = 14
"""How many *calendar* days an address works after its feed got a new one."""
app = typer.Typer(no_args_is_help=True, help="Give out, list and revoke calendar subscriptions.")
Owner = Annotated[str, typer.Argument(help="A unit, a leader, or `office`.")]
Name = Annotated[str, typer.Argument(help="The feed's number, or its owner's name.")]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every feed with its address."""
    here = state(context)
    with here.program.ledger.reading() as session:
        rows = [_as_json(here, feed) for feed in feeds.views(session)]
    if as_json:
        here.out.json(rows)
    else:
        columns = ("id", "scope", "name", "label", "generation", "address")
        here.out.table(columns, ([row[column] for column in columns] for row in rows))


@app.command()
def show(context: typer.Context, name: Name, on: On = None) -> None:
    """Print the bytes of a feed as a subscriber gets them."""
    here = state(context)
    program, day = here.program, here.day(on)
    with program.ledger.reading() as session:
        feed = feeds.find(session, name)
    content = build_feed(
        feed,
        [standing.task for standing in program.feed_source().standings(feed, day)],
        on=day,
        address=program.feed_address(feed.id, feed.generation),
        style=program.style(),
    )
    sys.stdout.buffer.write(content)


@app.command()
def new(
    context: typer.Context,
    owner: Owner,
    label: Annotated[str, typer.Option(help="What this subscription is for.")] = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make another feed for a unit, a leader or the office."""
    here = state(context)
    with here.program.ledger.writing() as session:
        key = _owner_key(session, owner)
        row = feeds.add(session, key, now=here.program.now(), by=by or here.program.user, label=label)
        made = feeds.view(session, row.id or 0)
        if dry_run:
            session.rollback()
    _tell(here, made, dry_run=dry_run, as_json=as_json)


@app.command()
def rotate(
    context: typer.Context, name: Name, by: By = None, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Give a feed a new address; the old one works for two weeks more."""
    here = state(context)
    with here.program.ledger.writing() as session:
        now, found = here.program.now(), feeds.find_one(session, name)
        ends = now + timedelta(days=GRACE_DAYS)
        row = feeds.rotate(session, found.id, now=now, by=by or here.program.user, ends_at=ends)
        turned = feeds.view(session, row.id or 0)
        if dry_run:
            session.rollback()
    _tell(here, turned, dry_run=dry_run, as_json=as_json)


def _tell(here: State, feed: FeedView | None, *, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    if feed and as_json:
        here.out.json(_as_json(here, feed))
    elif feed:
        here.out.tell("{name}: {address}", **_as_json(here, feed))


def _as_json(here: State, feed: FeedView) -> dict[str, Any]:
    return {
        "id": feed.id,
        "scope": feed.scope,
        "name": feed.name or here.program.settings.office_name,
        "label": feed.label,
        "generation": feed.generation,
        "address": here.program.feed_address(feed.id, feed.generation),
    }


def _owner_key(session: Any, owner: str) -> str:
    if owner == OFFICE_KEY:
        return owner
    unit = units.find(session, owner)
    if unit:
        return f"unit:{unit.id}"
    leader = people.find(session, owner)
    if leader:
        return people.key_of(leader)
    raise NotFoundError(
        'There is no unit and no leader "{name}".', cure="List the units with: duban unit list.", name=owner
    )
