# SPDX-License-Identifier: Apache-2.0
"""The feeds as Radicale's storage: `/`, `/{feed}/`, `/{feed}/events/`, `/{feed}/todos/` and their items.

Nothing touches a disk. What would write is refused by `rights.py`, and does not exist here either.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext

from radicale import types
from radicale.config import Configuration
from radicale.item import Item
from radicale.storage import BaseStorage

from notifiers.ical.entries import CalendarStyle
from notifiers.ical.feed import COLOURS, Component
from notifiers.ical.words import feed_description, feed_name
from web.caldav.collections import Calendar, Folder
from web.caldav_server.calendars import Calendars, FeedState

NAMES = {Component.EVENT: "events", Component.TODO: "todos"}
TITLES = {Component.EVENT: "{name}", Component.TODO: "{name} (to-dos)"}


class LedgerStorage(BaseStorage):
    """Show each feed as a principal with two calendars: programs that mix events and to-dos are few."""

    def __init__(self, configuration: Configuration, calendars: Calendars) -> None:
        super().__init__(configuration)
        self._calendars = calendars

    def discover(
        self,
        path: str,
        depth: str = "0",
        child_context_manager: Callable[[str, str | None], AbstractContextManager[None]] | None = None,
        user_groups: Iterable[str] = (),
    ) -> Iterator[types.CollectionOrItem]:
        """Give what stands at a path and, unless `depth` is 0, what is directly in it."""
        here = self._at(path)
        if here is not None:
            yield here
        if isinstance(here, Folder) and depth != "0":
            yield from here.children()

    def acquire_lock(
        self, mode: str, user: str = "", *args: object, **kwargs: object
    ) -> AbstractContextManager[None]:
        """Lock nothing: whatever is shown is frozen."""
        return nullcontext()

    def verify(self) -> bool:
        """Find no fault, because nothing is kept."""
        return True

    def _at(self, path: str) -> Folder | Item | None:
        names = [name for name in path.split("/") if name]
        here: Folder | Item | None = self._principal(names[0]) if names else Folder("", {})
        for name in names[1:]:
            here = here.child(name) if isinstance(here, Folder) else None
        return here

    def _principal(self, user: str) -> Folder | None:
        shown = self._calendars.current(int(user)) if user.isdecimal() else None
        return _principal(shown, self._calendars.style) if shown else None


def _principal(shown: FeedState, style: CalendarStyle) -> Folder:
    path, name = str(shown.feed.id), feed_name(shown.feed, style.words)
    return Folder(path, {"D:displayname": name}, (_calendar(shown, item, style) for item in NAMES))


def _calendar(shown: FeedState, component: Component, style: CalendarStyle) -> Calendar:
    feed, words = shown.feed, style.words
    meta = {
        "tag": "VCALENDAR",
        "D:displayname": words.gettext(TITLES[component]).format(name=feed_name(feed, words)),
        "C:calendar-description": feed_description(feed, words),
        "C:supported-calendar-component-set": component.value,
        "ICAL:calendar-color": COLOURS[feed.scope][1],
    }
    path, history = f"{feed.id}/{NAMES[component]}", shown.histories[component]
    return Calendar(path, meta, history=history, made_at=feed.created_at)
