# SPDX-License-Identifier: Apache-2.0
"""`duban feed`: list, show, renew and end calendar addresses."""

import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from sqlmodel import Session

from cli.context import (
    AsJson,
    By,
    CommandContext,
    DryRun,
    On,
    beginning_context,
    command_context,
    known_language,
)
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


def show_feeds(ctx: CommandContext, feeds: Sequence[FeedView]) -> None:
    """List feeds, with the address only of those that have one."""
    columns = ("id", "scope", "name", "label", "created", "last used", "state", "address")
    rows = (
        (
            feed.id,
            ctx.out.words(feed.scope),
            _named(ctx, feed)["name"],
            feed.label,
            _day(ctx, feed.created_at),
            _day(ctx, feed.last_used_at),
            _state(ctx, feed),
            _address(ctx, feed),
        )
        for feed in feeds
    )
    ctx.out.table(columns, rows, folded=False)


def tell_feed(ctx: CommandContext, feed: FeedView | None, *, dry_run: bool, as_json: bool) -> None:
    """Say what became of a feed."""
    if feed and as_json:
        ctx.out.json(feed_as_json(ctx, feed))
        return
    if dry_run:
        ctx.out.tell("This would happen, and nothing was changed:")
    if feed and feed.revoked_at:
        ctx.out.tell("Feed {id} of {name} is revoked: all its addresses have ended.", **_named(ctx, feed))
    elif feed:
        ctx.out.tell("{name}: {address}", **_named(ctx, feed), address=_address(ctx, feed))
        if ends := _last_ending(ctx, feed):
            moment = f"{ends.astimezone(ctx.program.timezone):%Y-%m-%d %H:%M}"
            ctx.out.tell("Its earlier address works until {moment}.", moment=moment)


def show_code(ctx: CommandContext, feed: FeedView) -> None:
    """Draw the code that a phone subscribes by; UsageError for a revoked feed, which has no address."""
    _require_address(feed)
    address = ctx.program.feed_address(feed.id, feed.generation)
    for line in qr_lines(webcal_address(address)):
        ctx.out.line(line, style=BLACK_ON_WHITE)
    ctx.out.line(f"{webcal_address(address)}\n{address}")


def show_page(ctx: CommandContext, feed: FeedView) -> None:
    """Print the address of the page of a feed's reader; UsageError for a revoked feed."""
    _require_address(feed)
    ctx.out.line(ctx.program.page_of(feed.id, feed.generation))


def feed_as_json(ctx: CommandContext, feed: FeedView) -> dict[str, Any]:
    """Give a feed as plain data; a revoked one has no address."""
    address = _address(ctx, feed)
    return {
        **_named(ctx, feed),
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
        "page": ctx.program.page_of(feed.id, feed.generation) if address else None,
        "earlier": [{"generation": ending, "ends_at": at} for ending, at in feed.endings],
    }


def _require_address(feed: FeedView) -> None:
    if feed.revoked_at:
        raise UsageError(
            "Feed {id} is revoked and has no address.",
            cure="Make a new feed with: duban feed new.",
            id=feed.id,
        )


def _state(ctx: CommandContext, feed: FeedView) -> str:
    if feed.revoked_at:
        return ctx.out.words("revoked {day}", day=_day(ctx, feed.revoked_at))
    ends = _last_ending(ctx, feed)
    if ends:
        return ctx.out.words("in use; the earlier address until {day}", day=_day(ctx, ends))
    return ctx.out.words("in use")


def _last_ending(ctx: CommandContext, feed: FeedView) -> datetime | None:
    """Give the moment until which an earlier address works, None when none does."""
    now = ctx.program.now()
    return max((at for _generation, at in feed.endings if at > now), default=None)


def _named(ctx: CommandContext, feed: FeedView) -> dict[str, Any]:
    return {"id": feed.id, "name": feed.name or ctx.program.settings.office_name}


def _address(ctx: CommandContext, feed: FeedView) -> str | None:
    return None if feed.revoked_at else ctx.program.feed_address(feed.id, feed.generation)


def _day(ctx: CommandContext, moment: datetime | None) -> str | None:
    return f"{moment.astimezone(ctx.program.timezone):%Y-%m-%d}" if moment else None


def meant(ctx: CommandContext, name: str) -> str:
    """Take the office by its own name too."""
    return OFFICE_KEY if name == ctx.program.settings.office_name else name


def owner_meant(
    ctx: CommandContext, session: Session, owner: str | None, plan: str | None, *, with_units_below: bool
) -> str:
    """Give the key of the owner or of the plan; UsageError unless it is exactly one of them."""
    if (owner is None) == (plan is None) or (plan and with_units_below):
        raise UsageError(
            "A feed is either an owner's or a plan's.",
            cure="Name a unit, a leader or `office`, or write --plan KEY alone.",
        )
    if plan:
        return f"plan:{plans.find_plan(session, plan).id}"
    return find_owner(session, meant(ctx, owner or ""), with_units_below=with_units_below)


GRACE_DAYS = 14
NameArgument = Annotated[str, typer.Argument(help="The feed's number, its owner's name, or its label.")]


def list_(
    context: typer.Context,
    owner: Annotated[str | None, typer.Option(help="Only feeds of this unit, leader or `office`.")] = None,
    with_revoked: Annotated[bool, typer.Option("--all", help="Revoked ones too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the feeds with their addresses."""
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        if owner:
            found = feeds.find_all(session, meant(ctx, owner), with_revoked=True)
        else:
            found = feeds.views(session)
    shown = [feed for feed in found if with_revoked or feed.revoked_at is None]
    if as_json:
        ctx.out.json([feed_as_json(ctx, feed) for feed in shown])
    else:
        show_feeds(ctx, shown)


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
    ctx = command_context(context)
    with ctx.program.ledger.reading() as session:
        feed = feeds.find(session, meant(ctx, name))
    if code or page:
        show_code(ctx, feed) if code else show_page(ctx, feed)
        return
    style = ctx.program.style(Options(alarms=not no_alarms, todo=todo, lang=lang and known_language(lang)))
    sys.stdout.buffer.write(_content(ctx, feed, style, ctx.day(on)))


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
    ctx = command_context(context) if dry_run else beginning_context(context)
    with ctx.program.ledger.writing() as session:
        key = owner_meant(ctx, session, owner, plan, with_units_below=subtree)
        row = feeds.add(session, key, now=ctx.program.now(), by=by or ctx.program.user, label=label)
        made = feeds.view(session, row.id or 0)
        if dry_run:
            session.rollback()
    tell_feed(ctx, made, dry_run=dry_run, as_json=as_json)


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
    """Give a feed a new address; earlier ones work for 14 calendar days more, or as --grace says."""
    ctx, now = command_context(context), command_context(context).program.now()
    with ctx.program.ledger.writing() as session:
        found, user = feeds.find_one(session, meant(ctx, name)), by or ctx.program.user
        feeds.rotate(session, found.id, now=now, by=user, ends_at=now + timedelta(days=grace))
        turned = feeds.view(session, found.id)
        if dry_run:
            session.rollback()
    tell_feed(ctx, turned, dry_run=dry_run, as_json=as_json)


def revoke(
    context: typer.Context,
    name: NameArgument,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """End every address of a feed now."""
    ctx = command_context(context)
    with ctx.program.ledger.writing() as session:
        found = feeds.find_one(session, meant(ctx, name))
        feeds.revoke(session, found.id, now=ctx.program.now(), by=by or ctx.program.user)
        ended = feeds.view(session, found.id)
        if dry_run:
            session.rollback()
    tell_feed(ctx, ended, dry_run=dry_run, as_json=as_json)


def _content(ctx: CommandContext, feed: FeedView, style: CalendarStyle, day: date) -> bytes:
    address = ctx.program.feed_address(feed.id, feed.generation)
    if feed.revoked_at:
        return ended_feed(feed, ended_at=feed.revoked_at, address=address, style=style)
    with ctx.program.ledger.reading() as session:
        tasks = views_of(session, feed_scope.task_ids(feed), on=day)
    return build_feed(feed, tasks, on=day, address=address, style=style)
