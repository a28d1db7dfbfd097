# SPDX-License-Identifier: Apache-2.0
"""Calendars as collections of CalDAV, with sync tokens."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import chain
from threading import Lock

from models.queries.feed_reading import FeedReading, FeedSource
from models.queries.log import LogPosition, News
from models.views import FeedView
from notifiers.ical.entries import CalendarStyle
from notifiers.ical.feed import CalendarItem, Component, calendar_items

logger = logging.getLogger(__name__)

SYNC_TOKEN = "data:,{digest}"  # noqa: S105  (no secret)
"""A sync token has to be a URI (section 3.2); this one names its state and no place."""
REMEMBERED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One item in its collection: `href` is its last path segment, `tag` its ETag without quotes."""

    href: str
    tag: str
    item: CalendarItem


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A collection as it stands: its members by href; equal members give equal tokens, on any node."""

    members: Mapping[str, Member]
    token: str
    changed_at: datetime | None


def member(item: CalendarItem) -> Member:
    """Give an item its place in a collection."""
    return Member(href=f"{item.uid}.ics", tag=sha256(item.body).hexdigest(), item=item)


def snapshot(members: Iterable[Member]) -> Snapshot:
    """Make a collection of members that each have their own UID."""
    found = {item.href: item for item in members}
    digest = sha256("".join(f"{href} {found[href].tag}\n" for href in sorted(found)).encode())
    return Snapshot(
        members=found,
        token=SYNC_TOKEN.format(digest=digest.hexdigest()),
        changed_at=max((item.item.changed_at for item in found.values()), default=None),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """A collection with its last states, each of them kept as the little that changed after it."""

    now: Snapshot
    steps: tuple[tuple[str, frozenset[str]], ...] = ()
    """Oldest first: a token given out, and the hrefs that differ between it and the one after it."""

    def advanced(self, now: Snapshot) -> "History":
        """Add the newest state; one like the last adds nothing."""
        if now.token == self.now.token:
            return self
        before = {(item.href, item.tag) for item in self.now.members.values()}
        after = {(item.href, item.tag) for item in now.members.values()}
        step = (self.now.token, frozenset(href for href, _tag in before ^ after))
        return History(now=now, steps=(*self.steps, step)[-REMEMBERED:])

    def changed_since(self, token: str) -> frozenset[str] | None:
        """Name what came, changed or went since a token was given out; None when it is not remembered."""
        if token == self.now.token:
            return frozenset()
        changed: frozenset[str] = frozenset()
        for before, step in reversed(self.steps):
            changed |= step
            if before == token:
                return changed
        return None


Members = tuple[Member, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedState:
    """One feed as it stands, with the history of its events and of its to-dos."""

    feed: FeedView
    histories: Mapping[Component, History]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    mark: LogPosition
    day: date
    shown: FeedState
    members: Mapping[int, Members]
    """What each task is shown as, by its id."""


class Calendars:
    """Give the collections of each feed, built anew when a fact or the day changed.

    While the ledger is away the last good ones are given: a program that meets an error may drop them.
    """

    def __init__(self, *, source: FeedSource, now: Callable[[], datetime], style: CalendarStyle) -> None:
        self._source = source
        self._now = now
        self._held: dict[int, _Held] = {}
        self._noted: dict[int, date] = {}
        self._turns: defaultdict[int, Lock] = defaultdict(Lock)
        """Of two threads that advance one history at once, one would lose its step."""
        self.style = style

    def admits(self, feed_id: int, generation: int) -> bool:
        """Tell whether the address of a generation shows its feed; raise when that cannot be known."""
        shown = self.current(feed_id)
        ends = shown.feed.ended_at(generation) if shown else None
        return shown is not None and (ends is None or self._now() < ends)

    def note_use(self, feed_id: int) -> None:
        """Note in the ledger that a feed was read, once a day; losing a note harms nobody."""
        day = self._now().date()
        if self._noted.get(feed_id) == day:
            return
        self._noted[feed_id] = day
        try:
            self._source.touch((feed_id,), day)
        except Exception:
            self._noted.pop(feed_id, None)
            logger.warning("The use of calendar %s could not be noted.", feed_id, exc_info=True)

    def current(self, feed_id: int) -> FeedState | None:
        """Give a feed as it stands, None when there is none; raise only when nothing is held."""
        with self._turns[feed_id]:
            try:
                return self._fresh(feed_id)
            except Exception:
                if feed_id not in self._held:
                    raise
                logger.exception("Calendar %s cannot be built; its last good items are served.", feed_id)
                return self._held[feed_id].shown

    def _fresh(self, feed_id: int) -> FeedState | None:
        held, day = self._held.get(feed_id), self._now().date()
        with self._source.reading() as reading:
            news = reading.news(held.mark if held else None)
            is_concerned = news.everything or bool(news.task_ids) or feed_id in news.feed_ids
            if held and held.day == day and not is_concerned:
                self._held[feed_id] = replace(held, mark=news.mark)
                return held.shown
            feed = reading.feed(feed_id)
            members = self._members(reading, feed, day, _unchanged(held, news, day)) if feed else {}
        if feed is None:
            return None
        shown = FeedState(feed=feed, histories=_histories(members, held.shown.histories if held else {}))
        self._held[feed_id] = _Held(mark=news.mark, day=day, shown=shown, members=members)
        return shown

    def _members(
        self, reading: FeedReading, feed: FeedView, day: date, known: Mapping[int, Members]
    ) -> dict[int, Members]:
        ids = reading.task_ids(feed)
        kept = {item: members for item, members in known.items() if item in ids}
        read = reading.tasks(ids - kept.keys(), day)
        return kept | {
            task.id: tuple(map(member, calendar_items(task, on=day, style=self.style))) for task in read
        }


def _unchanged(held: _Held | None, news: News, day: date) -> dict[int, Members]:
    if held is None or held.day != day or news.everything:
        return {}
    return {item: members for item, members in held.members.items() if item not in news.task_ids}


def _histories(
    members: Mapping[int, Members], before: Mapping[Component, History]
) -> dict[Component, History]:
    every = tuple(chain.from_iterable(members.values()))
    found = {kind: snapshot(item for item in every if item.item.component is kind) for kind in Component}
    return {
        kind: before[kind].advanced(now) if kind in before else History(now=now)
        for kind, now in found.items()
    }
