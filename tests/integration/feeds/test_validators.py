# SPDX-License-Identifier: Apache-2.0
"""Every kind of feed, read by four libraries that are not ours: each must find the same things in it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from models.database import Ledger
from tests.support.feeds.demo_feeds import demo_tasks, feeds_of
from tests.support.feeds.lint import parse, text

NAMES = (
    "the demo", "in English", "with to-dos", "without alarms", "hostile texts", "no task", "an ended address",
    "an ended address in English", "where clocks change",
)  # fmt: skip
TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def feeds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    path = tmp_path_factory.mktemp("demo") / "ledger.db"
    shutil.copy(sqlite_template, path)
    ledger = Ledger(f"sqlite:///{path}")
    made = feeds_of(demo_tasks(ledger))
    ledger.close()
    return made


@pytest.fixture(params=NAMES)
def feed(request: pytest.FixtureRequest, feeds: dict[str, bytes]) -> bytes:
    return feeds[request.param]


def shown(feed: bytes, kind: str) -> list[tuple[str, str, str]]:
    """Give uid, title and description of every event or to-do, as our own reader finds them."""
    found = parse(feed).named(kind)
    return [
        (part.value("UID"), text(part.value("SUMMARY")), text(part.value("DESCRIPTION"))) for part in found
    ]


def test_the_feeds_are_the_ones_named(feeds: dict[str, bytes]) -> None:
    """The demo has what an office has in November: late, done and withdrawn tasks, and milestones."""
    assert tuple(feeds) == NAMES
    titles = [title for _, title, _ in shown(feeds["the demo"], "VEVENT")]
    assert {"【逾期】", "【已办结】", "【已撤销】"} <= {title[: title.find("】") + 1] for title in titles}
    assert any("节点：" in title for title in titles)
    assert len(parse(feeds["with to-dos"]).named("VTODO")) == len(titles) > 101


def test_icalendar_writes_it_again_as_it_was(feed: bytes) -> None:
    """Parsed and written anew there is not one octet of difference, and no error noted on the way."""
    read = Calendar.from_ical(feed)
    assert read.to_ical(sorted=False) == feed
    assert [part.errors for part in read.walk() if part.errors] == []


def test_ical_validates_it(feed: bytes) -> None:
    """The models of PyPI's `ical` accept all of it and give the texts back."""
    read = IcsCalendarStream.calendar_from_ics(feed.decode())
    for kind, parts in (("VEVENT", read.events), ("VTODO", read.todos)):
        found = [(part.uid, part.summary, part.description) for part in parts]
        assert found == shown(feed, kind)
    assert all((event.dtend - event.dtstart).days == 1 for event in read.events)


def test_vobject_validates_it(feed: bytes) -> None:
    """The library behind many CalDAV servers finds nothing missing and nothing twice."""
    read = vobject.readOne(feed.decode())
    assert read.validate(raiseException=True)
    for kind in ("vevent", "vtodo"):
        parts = read.contents.get(kind, [])
        found = [(part.uid.value, part.summary.value, part.description.value) for part in parts]
        assert found == shown(feed, kind.upper())


def test_ical_js_reads_it_in_strict_mode(feed: bytes) -> None:
    """Thunderbird's library throws at nothing and gives the texts back."""
    if not shutil.which("node") or not (TESTS / "node_modules" / "ical.js").is_dir():
        pytest.skip("ical.js is not installed: it needs node, and `npm install` in tests/")
    reader = ["node", str(TESTS / "support" / "feeds" / "read_feed.mjs")]
    done = subprocess.run(reader, check=False, input=feed, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    for kind, parts in (("VEVENT", read["events"]), ("VTODO", read["todos"])):
        found = [(part["uid"], part["summary"], part["description"]) for part in parts]
        assert found == shown(feed, kind)
