"""Feeds as a person or a script gets them listed, and the code of an address for a phone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cli.state import State
from models.errors import UsageError
from models.queries.feed_owners import owner_key
from models.views import FeedView
from notifiers.qr import qr_lines
from notifiers.webcal import webcal_address

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
        "earlier": [{"generation": each, "ends_at": at} for each, at in feed.endings],
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
