# SPDX-License-Identifier: Apache-2.0
"""Feeds by CalDAV in tests: a ledger that is a list, and a client that speaks RFC 4791 and RFC 6578."""

import threading
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from models.queries.log import LogPosition, News
from models.views import FeedView, TaskView
from tests.builders import feed_view
from tests.support.served import KEY, ON, STYLE
from tests.support.waiting import PATIENCE
from web.caldav_server.calendars import Calendars
from web.responses import App
from web.server import listen, make_server
from web.tokens import sign

SPACES = {
    "d": "DAV:",
    "c": "urn:ietf:params:xml:ns:caldav",
    "cs": "http://calendarserver.org/ns/",
    "ical": "http://apple.com/ns/ical/",
}
DECLARED = " ".join(f'xmlns:{short}="{space}"' for short, space in SPACES.items())
ZONE = ZoneInfo("Asia/Shanghai")
TOKEN = sign(7, 1, key=KEY)


class ListedLedger:
    """A `web.site.FeedSource` over a list of tasks and one feed; `away` makes it fail as a lost database."""

    def __init__(self, *tasks: TaskView) -> None:
        self.held = {task.id: task for task in tasks}
        self.feeds = {7: feed_view()}
        self.away = False
        self.read: list[int] = []
        self.touched: list[tuple[int, date]] = []
        self._lines: list[News] = []

    def change(self, task_id: int, **facts: Any) -> None:
        """Change a task as the ledger does: revision and log rise with it."""
        task = self.held[task_id]
        self.held[task_id] = replace(task, revision=task.revision + 1, **facts)
        self._tell(task_ids=frozenset({task_id}))

    def move(self, task_id: int) -> None:
        """Give a task to a unit of another feed."""
        del self.held[task_id]
        self._tell(task_ids=frozenset({task_id}))

    def change_feed(self, **facts: Any) -> None:
        """Rotate or revoke the feed."""
        self.feeds[7] = replace(self.feeds[7], **facts)
        self._tell(feed_ids=frozenset({7}))

    @contextmanager
    def reading(self) -> Iterator["ListedLedger"]:
        if self.away:
            raise OSError("the database is away")
        yield self

    def news(self, since: LogPosition | None) -> News:
        unread = self._lines[since.newest :] if since else []
        return News(
            mark=LogPosition(newest=len(self._lines)),
            task_ids=frozenset().union(*(line.task_ids for line in unread)),
            feed_ids=frozenset().union(*(line.feed_ids for line in unread)),
        )

    def feed(self, feed_id: int) -> FeedView | None:
        return self.feeds.get(feed_id)

    def task_ids(self, feed: FeedView) -> frozenset[int]:
        return frozenset(self.held)

    def tasks(self, ids: Collection[int], on: date) -> list[TaskView]:
        self.read += sorted(ids)
        return [self.held[each] for each in sorted(ids)]

    def touch(self, feed_ids: Collection[int], on: date) -> None:
        if self.away:
            raise OSError("the database is away")
        self.touched += [(each, on) for each in feed_ids]

    def _tell(self, **news: frozenset[int]) -> None:
        self._lines.append(News(mark=LogPosition(newest=len(self._lines) + 1), **news))


@contextmanager
def served(app: App) -> Iterator[int]:
    """Serve an application without feeds in a thread, and give its port."""
    listener = listen("127.0.0.1", 0)
    server = make_server(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class Clock:
    """An office's clock that a test turns."""

    def __init__(self, day: date = ON) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime.combine(self.day, time(12), ZONE)


def calendars_of(ledger: ListedLedger, clock: Clock) -> Calendars:
    """Give the calendars of a listed ledger."""
    return Calendars(source=ledger, now=clock, style=STYLE)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A multistatus (RFC 4918 section 13): the properties of each href, or None for one that is gone."""

    status: int
    responses: dict[str, ET.Element | None]
    sync_token: str

    def find(self, href: str, path: str) -> ET.Element | None:
        """Find an element below a response."""
        response = self.responses[href]
        return None if response is None else response.find(f".//{path}", SPACES)

    def text(self, href: str, path: str) -> str:
        """Give the text of an element below a response, empty when it is not there."""
        found = self.find(href, path)
        return "" if found is None else found.text or ""


class CaldavClient:
    """Ask as a calendar program asks, with a feed's token as the password."""

    def __init__(self, address: str, *, user: str = "duban", password: str = TOKEN) -> None:
        self.http = httpx.Client(base_url=address, auth=(user, password), trust_env=False, timeout=PATIENCE)

    def propfind(self, path: str, *names: str, depth: int = 0) -> Answer:
        """Ask for properties by their short names, such as `d:displayname`."""
        asked = "".join(f"<{name}/>" for name in names)
        body = f"<d:propfind {DECLARED}><d:prop>{asked}</d:prop></d:propfind>"
        return _read(self.http.request("PROPFIND", path, content=body, headers={"Depth": str(depth)}))

    def sync(self, path: str, token: str = "") -> Answer:
        """Ask what changed since a token (RFC 6578 section 3.2)."""
        return self.report(
            path,
            f"<d:sync-collection {DECLARED}><d:sync-token>{token}</d:sync-token>"
            "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>",
        )

    def multiget(self, path: str, *hrefs: str) -> Answer:
        """Fetch items by href (RFC 4791 section 7.9)."""
        listed = "".join(f"<d:href>{href}</d:href>" for href in hrefs)
        return self.report(
            path,
            f"<c:calendar-multiget {DECLARED}><d:prop><d:getetag/><c:calendar-data/></d:prop>{listed}"
            "</c:calendar-multiget>",
        )

    def query(self, path: str, component: str, start: str, end: str) -> Answer:
        """Fetch the items of a time range (RFC 4791 section 7.8); bounds as 20261101T000000Z."""
        return self.report(
            path,
            f"<c:calendar-query {DECLARED}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
            f'<c:comp-filter name="VCALENDAR"><c:comp-filter name="{component}">'
            f'<c:time-range start="{start}" end="{end}"/></c:comp-filter></c:comp-filter></c:filter>'
            "</c:calendar-query>",
        )

    def report(self, path: str, body: str) -> Answer:
        """Ask for a report."""
        return _read(self.http.request("REPORT", path, content=body, headers={"Depth": "1"}))


def _read(answer: httpx.Response) -> Answer:
    if answer.status_code != 207:
        return Answer(status=answer.status_code, responses={}, sync_token="")
    root = ET.fromstring(answer.content)
    found = {}
    for response in root.findall("d:response", SPACES):
        gone = response.find("d:status", SPACES)
        found[response.findtext("d:href", "", SPACES)] = None if gone is not None else response
    return Answer(status=207, responses=found, sync_token=root.findtext("d:sync-token", "", SPACES))
