"""`duban feed`: calendar subscriptions, their addresses and their bytes."""

import sys
from datetime import date, timedelta
from typing import Annotated

import typer

from cli.feed_names import meant, owner_meant
from cli.feed_view import feed_as_json, show_code, show_feeds, show_page, tell_feed
from cli.state import AsJson, By, DryRun, On, State, beginning, known_language, state
from models.queries import feed_tasks, feeds
from models.queries.views import views_of
from models.views import FeedView
from notifiers.calendar_style import Options, Style
from notifiers.ical import build_feed, ended_feed

GRACE_DAYS = 14
NameArgument = Annotated[str, typer.Argument(help="The feed's number, its owner's name, or its label.")]


def list_(
    context: typer.Context,
    owner: Annotated[str | None, typer.Option(help="Only feeds of this unit, leader or `office`.")] = None,
    with_revoked: Annotated[bool, typer.Option("--all", help="Revoked ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the feeds with their addresses."""
    here = state(context)
    with here.program.ledger.reading() as session:
        if owner:
            found = feeds.find_all(session, meant(here, owner), with_revoked=True)
        else:
            found = feeds.views(session)
    shown = [feed for feed in found if with_revoked or feed.revoked_at is None]
    if as_json:
        here.out.json([feed_as_json(here, feed) for feed in shown])
    else:
        show_feeds(here, shown)


def show(
    context: typer.Context,
    name: NameArgument,
    no_alarms: Annotated[bool, typer.Option("--no-alarms", help="Without alarms.")] = False,
    todo: Annotated[bool, typer.Option("--todo", help="With a to-do beside each event.")] = False,
    lang: Annotated[str | None, typer.Option(help="In this language.")] = None,
    code: Annotated[bool, typer.Option("--qr", help="Its address as a QR code instead.")] = False,
    page: Annotated[bool, typer.Option("--page", help="The link to its reader's page instead.")] = False,
    on: On = None,
) -> None:
    """Print the bytes of a feed as a subscriber gets them, or the QR code of its address."""
    here = state(context)
    with here.program.ledger.reading() as session:
        feed = feeds.find(session, meant(here, name))
    if code or page:
        show_code(here, feed) if code else show_page(here, feed)
        return
    style = here.program.style(Options(alarms=not no_alarms, todo=todo, lang=lang and known_language(lang)))
    sys.stdout.buffer.write(_content(here, feed, style, here.day(on)))


def new(
    context: typer.Context,
    owner: Annotated[str | None, typer.Argument(help="A unit, a leader, or `office`.")] = None,
    subtree: Annotated[bool, typer.Option("--subtree", help="With every unit below that unit.")] = False,
    plan: Annotated[str | None, typer.Option(help="All tasks of this plan, instead of an owner.")] = None,
    label: Annotated[str, typer.Option(help="What this subscription is for.")] = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make another feed: of a unit, with those below it or alone, of a leader, of the office or of a plan."""
    here = state(context) if dry_run else beginning(context)
    with here.program.ledger.writing() as session:
        key = owner_meant(here, session, owner, plan, with_units_below=subtree)
        row = feeds.add(session, key, now=here.program.now(), by=by or here.program.user, label=label)
        made = feeds.view(session, row.id or 0)
        if dry_run:
            session.rollback()
    tell_feed(here, made, dry_run=dry_run, as_json=as_json)


def rotate(
    context: typer.Context,
    name: NameArgument,
    grace: Annotated[
        int, typer.Option(metavar="DAYS", min=0, help="For how many days the earlier address still works.")
    ] = GRACE_DAYS,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a feed a new address; the earlier ones work for some days more."""
    here, now = state(context), state(context).program.now()
    with here.program.ledger.writing() as session:
        found, user = feeds.find_one(session, meant(here, name)), by or here.program.user
        feeds.rotate(session, found.id, now=now, by=user, ends_at=now + timedelta(days=grace))
        turned = feeds.view(session, found.id)
        if dry_run:
            session.rollback()
    tell_feed(here, turned, dry_run=dry_run, as_json=as_json)


def revoke(
    context: typer.Context,
    name: NameArgument,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """End every address of a feed now."""
    here = state(context)
    with here.program.ledger.writing() as session:
        found = feeds.find_one(session, meant(here, name))
        feeds.revoke(session, found.id, now=here.program.now(), by=by or here.program.user)
        ended = feeds.view(session, found.id)
        if dry_run:
            session.rollback()
    tell_feed(here, ended, dry_run=dry_run, as_json=as_json)


def _content(here: State, feed: FeedView, style: Style, day: date) -> bytes:
    address = here.program.feed_address(feed.id, feed.generation)
    if feed.revoked_at:
        return ended_feed(feed, ended_at=feed.revoked_at, address=address, style=style)
    with here.program.ledger.reading() as session:
        tasks = views_of(session, feed_tasks.task_ids(feed), on=day)
    return build_feed(feed, tasks, on=day, address=address, style=style)
