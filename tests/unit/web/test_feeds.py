"""What a calendar program is answered."""

import gzip
import logging
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.kinds import TaskState
from tests.feed_lint import lint
from tests.unit.web.builders import KEY, ON, ListedSource, a_task
from web.feed_store import FeedStore
from web.feeds import Feeds
from web.ports import Site
from web.tokens import sign

SITE = Site(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai", keep_done=3)
PATH = f"/feeds/{sign(7, 1, key=KEY)}.ics"


class Office:
    """A ledger of two tasks behind its feeds, and the day it is."""

    def __init__(self):
        self.day = ON
        self.source = ListedSource(a_task(1), a_task(2))
        self.feeds = self.restarted()

    def restarted(self):
        store = FeedStore(source=self.source, today=lambda: self.day, site=SITE)
        return Feeds(store=store, key=KEY, locale="zh_CN")

    def get(self, path=PATH, method="GET", **headers):
        return self.feeds.answer(
            method, path, {name.replace("_", "-"): text for name, text in headers.items()}
        )


@pytest.fixture
def office():
    return Office()


def test_a_feed_is_served_with_everything_a_client_needs(office):
    """Type, validators, caching and privacy are all said."""
    reply = office.get()
    assert reply.status == 200
    assert lint(reply.body) == []
    assert reply.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert reply.headers["Cache-Control"] == "private, max-age=300, stale-if-error=86400"
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert reply.headers["X-Robots-Tag"] == "noindex"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Last-Modified"] == "Sun, 01 Mar 2026 01:02:03 GMT"


def test_the_feed_knows_its_own_address(office):
    """SOURCE is the address it was asked for, at the host readers know."""
    body = office.get().body.replace(b"\r\n ", b"")
    assert f"SOURCE;VALUE=URI:https://office.example{PATH}\r\n".encode() in body


def test_gzip_is_another_encoding_of_the_same_bytes(office):
    """Each encoding has a strong tag of its own, and each tag is known in the other."""
    plain, zipped = office.get(), office.get(accept_encoding="gzip")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.body[4:8] == bytes(4), "a time stamp in the gzip header would change the bytes"
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    assert office.get(if_none_match=zipped.headers["ETag"]).status == 304


def test_a_client_that_has_it_gets_304(office):
    """The answer repeats the validators and has no content."""
    tag = office.get().headers["ETag"]
    reply = office.get(if_none_match=tag)
    assert (reply.status, reply.body) == (304, None)
    assert reply.headers["ETag"] == tag
    assert {"Cache-Control", "Vary", "Last-Modified"} <= set(reply.headers)
    assert not {"Content-Type", "Content-Encoding"} & set(reply.headers)


def test_the_tag_changes_with_the_facts_and_only_with_them(office):
    """An event in the log that the feed does not show keeps the tag, a new title changes it."""
    tag = office.get().headers["ETag"]
    office.source.events += 1
    assert office.get().headers["ETag"] == tag
    office.source.change(0, title="改了名的工程")
    assert office.get().headers["ETag"] != tag


def test_the_tag_survives_a_restart(office):
    """A second process gives the same bytes the same tag."""
    tag = office.get().headers["ETag"]
    office.feeds = office.restarted()
    assert office.get().headers["ETag"] == tag


def test_a_task_becomes_late_at_midnight_without_any_event(office):
    """The day is part of what a feed is built from; a day that changes nothing keeps the tag."""
    tag = office.get().headers["ETag"]
    office.day = date(2026, 12, 31)
    assert office.get().headers["ETag"] == tag
    office.day = date(2027, 1, 1)
    assert "【逾期】".encode() in office.get().body


def test_a_feed_is_built_once_for_many_polls(office):
    """Neither a full answer nor a 304 reads the tasks again while nothing happened."""
    for _ in range(5):
        office.get()
    assert office.source.read == 1


def test_a_closed_task_stays_as_long_as_the_policy_says(office):
    """With three days kept, what was closed on the 22nd is there on the 25th and gone on the 26th."""
    closed_at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    office.source.change(0, state=TaskState.CLOSED, closed_at=closed_at, updated_at=closed_at)
    office.day = date(2026, 11, 25)
    assert b"task-001" in office.get().body
    office.day = date(2026, 11, 26)
    reply = office.get()
    assert b"task-001" not in reply.body
    assert reply.headers["Last-Modified"] == "Wed, 25 Nov 2026 16:00:00 GMT"


@pytest.mark.parametrize("method", ["POST", "PUT", "PROPFIND", "DELETE", "OPTIONS"])
def test_a_feed_can_only_be_read(office, method):
    """Thunderbird probes with PUT: the answer says what is allowed."""
    reply = office.get(method=method)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/" + "A" * 32 + ".ics",
        "/feeds/.ics",
        "/feeds/",
        PATH.removesuffix(".ics"),
        PATH + "/",
        PATH.replace("/feeds/", "/feeds/x/"),
        f"/feeds/{sign(8, 1, key=KEY)}.ics",
        f"/feeds/{sign(7, 2, key=KEY)}.ics",
    ],
)
def test_an_unknown_address_is_404_in_plain_text(office, path):
    """No HTML, which would empty a calendar; no 410, which would end a subscription for good."""
    reply = office.get(path)
    assert reply.status == 404
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert reply.body.decode() == "此地址没有日历；请向督查室索取新的订阅地址。\n"


def test_a_rotated_feed_answers_only_at_its_new_address(office):
    """Raising the generation revokes the old token at once, although its bytes were held."""
    office.get()
    office.source.feeds[7] = replace(office.source.feeds[7], generation=2)
    office.source.events += 1
    assert office.get().status == 404
    assert office.get(f"/feeds/{sign(7, 2, key=KEY)}.ics").status == 200


def test_a_revoked_address_stays_revoked_while_the_ledger_is_away(office):
    """Once refused, the bytes held for the old address are forgotten."""
    office.get()
    office.source.feeds[7] = replace(office.source.feeds[7], generation=2)
    office.source.events += 1
    office.get()
    office.source.away = True
    assert office.get().status == 503


def test_the_last_good_bytes_are_served_while_the_ledger_is_away(office, caplog):
    """A client sees no error, the log does, and says no token."""
    body = office.get().body
    office.source.away = True
    with caplog.at_level(logging.ERROR):
        reply = office.get()
    assert (reply.status, reply.body) == (200, body)
    assert "Feed 7" in caplog.text
    assert PATH[7:20] not in caplog.text


def test_without_good_bytes_an_absent_ledger_is_503(office, caplog):
    """A client is asked to come again."""
    office.source.away = True
    reply = office.get()
    assert (reply.status, reply.headers["Retry-After"]) == (503, "300")
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert reply.headers["Cache-Control"] == "no-store"
    assert PATH[7:20] not in caplog.text


def test_a_feed_recovers_with_its_ledger(office):
    """After an outage the next request is served from the ledger again."""
    office.source.away = True
    office.get()
    office.source.away = False
    assert office.get().status == 200


def test_use_is_noted_once_a_day(office):
    """Polling writes to the ledger once a day; a refused request never does."""
    for day in (ON, ON, date(2026, 11, 23)):
        office.day = day
        office.get()
    office.get("/feeds/x.ics")
    assert office.source.touched == [(7, ON), (7, date(2026, 11, 23))]


def test_a_note_that_cannot_be_written_harms_nobody(office, monkeypatch):
    """On a read-only database the feed is still served."""

    def refuse(feed_id, on):
        raise OSError("read-only")

    monkeypatch.setattr(office.source, "touch", refuse)
    assert office.get().status == 200
