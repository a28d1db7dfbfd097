# SPDX-License-Identifier: Apache-2.0
"""What Radicale shows: folders, and calendars made of one state of a feed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import overload

from radicale.item import Item
from radicale.storage import BaseCollection

from notifiers.ical.feed import Component
from web.caldav_server.calendars import History, Member


class Folder(BaseCollection):
    """A collection that is no calendar: the root, and the principal of a feed."""

    def __init__(self, path: str, meta: Mapping[str, str], folders: Iterable["Folder"] = ()) -> None:
        self._path = path
        self._meta = meta
        self._folders = tuple(folders)

    @property
    def path(self) -> str:
        """Give the path without a slash at either end."""
        return self._path

    @overload
    def get_meta(self, key: None = None) -> Mapping[str, str]: ...

    @overload
    def get_meta(self, key: str) -> str | None: ...

    def get_meta(self, key: str | None = None) -> Mapping[str, str] | str | None:
        """Give one property, or all of them."""
        return self._meta if key is None else self._meta.get(key)

    def child(self, name: str) -> "Folder | Item | None":
        """Give what has this name in it, None when nothing has."""
        return next((folder for folder in self._folders if folder.path == f"{self._path}/{name}"), None)

    def children(self) -> Iterable["Folder | Item"]:
        """Give what is directly in it."""
        return self._folders

    def get_all(self) -> Iterable[Item]:
        """Give no item."""
        return ()

    def get_multi(self, hrefs: Iterable[str]) -> Iterable[tuple[str, Item | None]]:
        """Give no item for any of these names."""
        return ((href, None) for href in hrefs)


class Calendar(Folder):
    """The events or the to-dos of a feed; `history` is frozen, so that all answers fit together."""

    def __init__(self, path: str, meta: Mapping[str, str], *, history: History, made_at: datetime) -> None:
        super().__init__(path, meta)
        self._history = history
        self._changed_at = history.now.changed_at or made_at

    @property
    def etag(self) -> str:
        """Name the state, as a quoted string."""
        return f'"{self._history.now.token}"'

    @property
    def last_modified(self) -> str:
        """Give the newest change of an item as an HTTP date."""
        return _http_date(self._changed_at)

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        """Give the token of the state, and what differs from an older one; ValueError for one unknown."""
        now = self._history.now
        if not old_token:
            return now.token, now.members
        changed = self._history.changed_since(old_token)
        if changed is None:
            raise ValueError("not a token given out lately")
        return now.token, sorted(changed)

    def child(self, name: str) -> Item | None:
        """Give the item of a name."""
        member = self._history.now.members.get(name)
        return self._item(member) if member else None

    def children(self) -> Iterable[Item]:
        """Give the items."""
        return self.get_all()

    def get_multi(self, hrefs: Iterable[str]) -> Iterable[tuple[str, Item | None]]:
        """Give the items of these names, None for each that is not there."""
        return ((href, self.child(href)) for href in hrefs)

    def get_all(self) -> Iterator[Item]:
        """Give every item."""
        return map(self._item, self._history.now.members.values())

    def _item(self, member: Member) -> Item:
        item = member.item
        return Item(
            collection=self,
            href=member.href,
            etag=f'"{member.tag}"',
            last_modified=_http_date(item.changed_at),
            text=item.content.decode(),
            uid=item.uid,
            name="VCALENDAR",
            component_name=item.component.value,
            time_range=_time_range(item.component, item.day),
        )


def _time_range(component: Component, day: date) -> tuple[int, int]:
    """Give what Radicale would find with a parser, in POSIX seconds (RFC 4791 section 9.9)."""
    start = datetime.combine(day, time(), UTC)
    if component is Component.EVENT:
        return int(start.timestamp()), int((start + timedelta(days=1)).timestamp())
    return int(start.timestamp()) - 1, int(start.timestamp())


def _http_date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)
