# SPDX-License-Identifier: Apache-2.0
"""`duban feed`: list, show, renew and end calendar addresses."""

import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.context import AsJson, By, DryRun, On, State, beginning, known_language, state
from models.errors import UsageError
from models.queries import feed_scope, feeds, plans
from models.queries.feed_scope import OFFICE_KEY, find_owner, owner_key
from models.queries.tasks import views_of
from models.views import FeedView
from notifiers.ical.entries import CalendarStyle, Options
from notifiers.ical.feed import build_feed, ended_feed
from notifiers.qr import qr_lines, webcal_address

BLACK_ON_WHITE = "#000000 on #ffffff"
"""A code turned white on black is read by some phones only."""


def show_feeds(here: State, feeds: Sequence[FeedView]) -> None:
    """List feeds, with the address only of those that have one."""
    columns = ("id", "scope", "name", "label", "created", "last used", "state", "address")
    here.out.table(columns, (_row(here, feed) for feed in feeds), folded=False)


def tell_feed(here: State, feed: FeedView | None, *, dry_run: bool, as_json: bool) -> None:
    """Say what became of a feed."""
    if feed and as_json:
        here.out.json(feed_as_json(here, feed))
        return
    if dry_run:
        here.out.tell("This would happen, and nothing was changed:")
    if feed and feed.revoked_at:
        here.out.tell("Feed {id} of {name} is revoked: all its addresses have ended.", **_named(here, feed))
    elif feed:
        here.out.tell("{name}: {address}", **_named(here, feed), address=_address(here, feed))
        _tell_endings(here, feed)


def show_code(here: State, feed: FeedView) -> None:
    """Draw the code that a phone subscribes by; UsageError for a revoked feed, which has no address."""
    _require_address(feed)
    address = here.program.feed_address(feed.id, feed.generation)
    for line in qr_lines(webcal_address(address)):
        here.out.line(line, style=BLACK_ON_WHITE)
    here.out.line(f"{webcal_address(address)}\n{address}")


def show_page(here: State, feed: FeedView) -> None:
    """Print the address of the page of a feed's reader; UsageError for a revoked feed."""
    _require_address(feed)
    here.out.line(here.program.page_of(feed.id, feed.generation))


def feed_as_json(here: State, feed: FeedView) -> dict[str, Any]:
    """Give a feed as plain data; a revoked one has no address."""
    address = _address(here, feed)
    return {
        **_named(here, feed),
        "scope": feed.scope,
        "owner": owner_key(feed),
        "plan": feed.plan_key,
        "label": feed.label,
        "generation": feed.generation,
        "created_at": feed.created_at,
        "last_used_at": feed.last_used_at,
        "revoked_at": feed.revoked_at,
        "address": address,
        "webcal": webcal_address(address) if address else None,
        "page": here.program.page_of(feed.id, feed.generation) if address else None,
        "earlier": [{"generation": ending, "ends_at": at} for ending, at in feed.endings],
    }


def _require_address(feed: FeedView) -> None:
    if feed.revoked_at:
        raise UsageError(
            "Feed {id} is revoked and has no address.",
            cure="Make a new feed with: duban feed new.",
            id=feed.id,
        )


def _row(here: State, feed: FeedView) -> tuple[object, ...]:
    return (
        feed.id,
        here.out.words(feed.scope),
        _named(here, feed)["name"],
        feed.label,
        _day(here, feed.created_at),
        _day(here, feed.last_used_at),
        _state(here, feed),
        _address(here, feed),
    )


def _state(here: State, feed: FeedView) -> str:
    if feed.revoked_at:
        return here.out.words("revoked {day}", day=_day(here, feed.revoked_at))
    ends = _last_ending(here, feed)
    if ends:
        return here.out.words("in use; the earlier address until {day}", day=_day(here, ends))
    return here.out.words("in use")


def _tell_endings(here: State, feed: FeedView) -> None:
    ends = _last_ending(here, feed)
    if ends:
        here.out.tell("Its earlier address works until {moment}.", moment=_minute(here, ends))


def _last_ending(here: State, feed: FeedView) -> datetime | None:
    """Give the moment until which an earlier address works, None when none does."""
    now = here.program.now()
    return max((at for _generation, at in feed.endings if at > now), default=None)


def _named(here: State, feed: FeedView) -> dict[str, Any]:
    return {"id": feed.id, "name": feed.name or here.program.settings.office_name}


def _address(here: State, feed: FeedView) -> str | None:
    return None if feed.revoked_at else here.program.feed_address(feed.id, feed.generation)


def _day(here: State, moment: datetime | None) -> str | None:
    return f"{_local(here, moment):%Y-%m-%d}" if moment else None


def _minute(here: State, moment: datetime) -> str:
    return f"{_local(here, moment):%Y-%m-%d %H:%M}"


def _local(here: State, moment: datetime) -> datetime:
    return moment.astimezone(here.program.timezone)


def meant(here: State, name: str) -> str:
    """Take the office by its own name too."""
    return OFFICE_KEY if name == here.program.settings.office_name else name


def owner_meant(
    here: State, session: Session, owner: str | None, plan: str | None, *, with_units_below: bool
) -> str:
    """Give the key of the owner or of the plan; UsageError unless it is exactly one of them."""
    if (owner is None) == (plan is None) or (plan and with_units_below):
        raise UsageError(
            "A feed is either an owner's or a plan's.",
            cure="Name a unit, a leader or `office`, or write --plan KEY alone.",
        )
    if plan:
        return f"plan:{plans.find_plan(session, plan).id}"
    return find_owner(session, meant(here, owner or ""), with_units_below=with_units_below)


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


def _content(here: State, feed: FeedView, style: CalendarStyle, day: date) -> bytes:
    address = here.program.feed_address(feed.id, feed.generation)
    if feed.revoked_at:
        return ended_feed(feed, ended_at=feed.revoked_at, address=address, style=style)
    with here.program.ledger.reading() as session:
        tasks = views_of(session, feed_scope.task_ids(feed), on=day)
    return build_feed(feed, tasks, on=day, address=address, style=style)
