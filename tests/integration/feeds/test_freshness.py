# SPDX-License-Identifier: Apache-2.0
"""Feeds over a real ledger are correct at once, whoever changed it."""

import asyncio
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from models.changes import PostgresChanges, changes_of
from models.database import Ledger
from models.migrations import require_head
from models.queries import feeds
from models.queries.feed_reading import FeedSource
from models.tables import Feed, Task
from tests.builders import MONDAY, bring_in, register, task
from tests.support.feeds.served_office import Got
from tests.support.postgres import running_server
from tests.support.processes import run_apart
from tests.support.served import KEY, STYLE
from tests.support.waiting import PATIENCE
from web.feeds.answer import Answer
from web.feeds.handler import Feeds
from web.tokens import sign

ANOTHER_NODE = """
import sys
from datetime import datetime
from sqlmodel import select
from tests.support.waiting import PATIENCE
from models.database import Ledger
from models.queries import progress
from models.tables import Task
at = datetime.fromisoformat(sys.argv[2])
with Ledger(sys.argv[1]).writing() as session:
    task = session.exec(select(Task).where(Task.number == sys.argv[3])).one()
    progress.close(session, task, at=at, by="another node", text="done")
"""


class Node:
    """The feeds of one node of an office with three tasks of one unit."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now = MONDAY
        self.changes = changes_of(ledger)
        source = FeedSource(ledger, ZoneInfo("Asia/Shanghai"))
        self.feeds = Feeds(
            source=source, changes=self.changes, now=lambda: self.now, style=STYLE, key=KEY, gather_seconds=0
        )

    def get(self, feed_id: int, query: str = "", generation: int = 1) -> Got:
        path = f"/feeds/{sign(feed_id, generation, key=KEY)}.ics{query}"
        answer, body = asyncio.run(self.asked(path))
        headers = {name.decode(): value.decode() for name, value in answer.headers}
        return Got(status=answer.status, headers=headers, body=body)

    async def asked(self, path: str) -> tuple[Answer, bytes | None]:
        """Ask, and wait until its use is noted: else a connection is still open when the pool closes."""
        got = await self.feeds.respond("GET", path, [])
        await asyncio.sleep(0)  # lets the noting begin
        await asyncio.sleep(0)
        await self.feeds.work.later(lambda: None)
        return got

    def shows(self, feed_id: int, text: str) -> bool:
        return text.encode() in self.get(feed_id).unfolded

    def soon(self, feed_id: int, text: str) -> bool:
        """Tell whether a feed comes to show a text: at once on SQLite, when the notice is there elsewhere."""
        deadline = monotonic() + (0 if self.ledger.is_sqlite else PATIENCE)
        while not (shown := self.shows(feed_id, text)) and monotonic() < deadline:
            pass
        return shown

    def close(self) -> None:
        self.feeds.work.close()
        self.changes.close()


@contextmanager
def node_on(ledger: Ledger):
    node = Node(ledger)
    try:
        yield node
    finally:
        node.close()


@pytest.fixture
def node(ledger):
    fill(ledger)
    with node_on(ledger) as made:
        yield made


def fill(ledger: Ledger) -> None:
    register(ledger)
    bring_in(ledger, [task(1), task(2), task(3)])


def feed_of(ledger: Ledger, owner: str) -> int:
    with ledger.reading() as session:
        return feeds.find(session, owner).id


def close_on_another_node(ledger: Ledger, number: str) -> None:
    run_apart(ANOTHER_NODE, ledger.url, (MONDAY + timedelta(hours=1)).isoformat(), number)


def test_what_another_node_commits_is_in_the_next_answer(node):
    """Each feed that shows the task has it as done; the tag of a feed that does not stays."""
    unit, empty = feed_of(node.ledger, "甲局"), feed_of(node.ledger, "office")
    with node.ledger.writing() as session:
        other = feeds.add(session, "unit:2", now=MONDAY, by="test").id
    before = {each: node.get(each).headers["etag"] for each in (unit, empty, other)}
    close_on_another_node(node.ledger, "2")
    assert node.soon(unit, "【已办结】")
    assert node.shows(empty, "【已办结】")
    assert node.get(unit).headers["etag"] != before[unit]
    assert node.get(other).headers["etag"] == before[other]


def test_a_task_enters_and_leaves_feeds_as_its_units_change(node):
    """An import that gives a task to another unit moves it from one feed to the other."""
    with node.ledger.writing() as session:
        second = feeds.add(session, "unit:2", now=MONDAY, by="test").id
    first = feed_of(node.ledger, "甲局")
    assert (node.get(first).body.count(b"BEGIN:VEVENT"), node.get(second).body.count(b"BEGIN:VEVENT")) == (
        3,
        0,
    )
    moved = task(3, units=(type(task(3).units[0])(name="乙镇", role=task(3).units[0].role),))
    bring_in(node.ledger, [task(1), task(2), moved], at=MONDAY + timedelta(hours=1))
    assert node.soon(second, "第3件事")
    assert not node.shows(first, "第3件事")


def test_an_address_ends_at_once_on_every_node(node):
    """After a rotation without grace the old address shows its notice, the new one the feed."""
    unit = feed_of(node.ledger, "甲局")
    node.get(unit)
    with node.ledger.writing() as session:
        feeds.rotate(session, unit, now=MONDAY, by="test", ends_at=MONDAY)
    assert node.soon(unit, f"ended-{unit}-")
    assert node.get(unit).body.count(b"BEGIN:VEVENT") == 1
    assert node.get(unit, generation=2).body.count(b"BEGIN:VEVENT") == 3


def test_use_is_written_into_the_ledger_and_warms_the_next_start(node):
    """The day of the last reading is kept, and a node that starts builds what was read lately."""
    unit = feed_of(node.ledger, "甲局")

    async def used_and_restarted():
        await node.asked(f"/feeds/{sign(unit, 1, key=KEY)}.ics")
        with node_on(node.ledger) as second:
            while isinstance(second.changes, PostgresChanges) and not second.changes.is_listening:
                await asyncio.sleep(0.01)
            await second.feeds.work.warm_up()
            return second.feeds.ready(f"/feeds/{sign(unit, 1, key=KEY)}.ics".encode(), [])

    answer, body = asyncio.run(used_and_restarted())
    assert (answer.status, body.count(b"BEGIN:VEVENT")) == (200, 3)
    with node.ledger.reading() as session:
        used_at = session.exec(select(Feed.last_used_at).where(Feed.id == unit)).one()
    assert used_at.astimezone(ZoneInfo("Asia/Shanghai")).date() == MONDAY.date()


def test_touching_the_use_of_a_feed_changes_no_feed(node):
    """What is noted about reading is no fact of a calendar, and nothing is built again for it."""
    unit = feed_of(node.ledger, "甲局")
    node.get(unit)
    before = node.changes.counter()
    with node.ledger.writing() as session:
        session.get_one(Feed, unit).last_used_at = MONDAY
    assert node.changes.counter() == before


def test_an_outage_of_postgresql_is_invisible_to_who_polled_before(tmp_path, caplog):
    """The last good bytes are served while it is away, what was written meanwhile once it is back."""
    with TemporaryDirectory(prefix="duban-postgres-") as folder, running_server(Path(folder)) as server:
        ledger = Ledger(f"{server.address}/postgres")
        require_head(ledger)
        fill(ledger)
        with node_on(ledger) as node:
            assert isinstance(node.changes, PostgresChanges)
            unit = feed_of(ledger, "甲局")
            before = node.get(unit)
            ledger.close()
            server.stop()
            assert {node.get(unit).body for _ in range(5)} == {before.body}
            assert node.get(unit + 1).status == 503
            server.start()
            close_on_another_node(ledger, "2")
            assert node.soon(unit, "【已办结】")
        ledger.close()


def test_a_reader_s_options_are_a_feed_of_their_own(node):
    """Alarms, to-dos and the language are asked for in the query, each with its own tag and source."""
    unit = feed_of(node.ledger, "甲局")
    usual, quiet, full = node.get(unit), node.get(unit, "?alarms=0"), node.get(unit, "?todo=1&lang=en")
    assert b"BEGIN:VALARM" in usual.body
    assert b"BEGIN:VALARM" not in quiet.body
    assert full.body.count(b"BEGIN:VTODO") == 3
    assert b".ics?lang=en&todo=1" in full.unfolded
    assert len({each.headers["etag"] for each in (usual, quiet, full)}) == 3
    close_on_another_node(node.ledger, "2")
    assert node.soon(unit, "【已办结】")
    assert "【已办结】".encode() in node.get(unit, "?alarms=0").unfolded
    assert (
        node.get(unit, "?lang=zh_CN&alarms=1&alarms=0&todo=yes&x=y").headers["etag"]
        == (node.get(unit).headers["etag"])
    )


def test_every_task_of_the_ledger_is_held(node):
    """The feed of the office has them all."""
    with node.ledger.reading() as session:
        numbers = set(session.exec(select(Task.number)))
    assert all(node.shows(feed_of(node.ledger, "office"), f"第{number}件事") for number in numbers)
