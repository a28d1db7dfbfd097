# SPDX-License-Identifier: Apache-2.0
"""What a calendar program is answered."""

import asyncio
import gzip
import logging
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from models.kinds import TaskState
from tests.builders import feed_view, task_view, unit_view
from tests.support.feeds.lint import lint
from tests.support.feeds.served_office import PATH, Office
from tests.support.served import KEY, ON, noon
from tests.support.waiting import wait_until
from web.feeds import blocks
from web.tokens import sign


@pytest.fixture
def office():
    return Office()


def test_a_feed_is_served_with_everything_a_client_needs(office):
    """Type, validators, caching and privacy are all said."""
    got = office.get()
    assert got.status == 200
    assert lint(got.body) == []
    assert got.headers["content-type"] == "text/calendar; charset=utf-8"
    assert got.headers["content-length"] == str(len(got.body))
    assert got.headers["cache-control"] == "private, max-age=300, stale-if-error=86400"
    assert got.headers["vary"] == "Accept-Encoding"
    assert got.headers["x-robots-tag"] == "noindex"
    assert got.headers["referrer-policy"] == "no-referrer"
    assert got.headers["last-modified"] == "Sun, 01 Mar 2026 01:02:03 GMT"


def test_the_feed_knows_its_own_address(office):
    """SOURCE is the address it was asked for, at the host readers know."""
    body = office.get().unfolded
    assert f"SOURCE;VALUE=URI:https://office.example{PATH}\r\n".encode() in body


def test_gzip_is_another_encoding_of_the_same_bytes(office):
    """Each encoding has a strong tag of its own, and each tag is known in the other."""
    plain = office.get()
    office.get(accept_encoding="gzip")
    zipped = office.get(accept_encoding="gzip")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["content-length"] == str(len(zipped.body))
    assert zipped.body[4:8] == bytes(4), "a time stamp in the gzip header would change the bytes"
    assert plain.tag != zipped.tag
    assert not zipped.tag.startswith("W/")
    assert office.get(if_none_match=zipped.tag).status == 304


def test_nobody_waits_for_compression(office):
    """Who asks first for gzip gets the plain bytes with their own tag, the next one the compressed ones."""
    first, second = office.get(accept_encoding="gzip"), office.get(accept_encoding="gzip")
    assert "content-encoding" not in first.headers
    assert first.tag == office.get().tag
    assert second.headers["content-encoding"] == "gzip"


def test_a_client_that_has_it_gets_304(office):
    """The answer repeats the validators and has no content."""
    tag = office.get().tag
    got = office.get(if_none_match=tag)
    assert (got.status, got.body) == (304, None)
    assert got.tag == tag
    assert {"cache-control", "vary", "last-modified"} <= set(got.headers)
    assert not {"content-type", "content-encoding", "content-length"} & set(got.headers)


def test_a_client_is_told_the_tag_it_has(office):
    """Who holds one encoding and would now get the other keeps what it holds, under its own tag."""
    plain = office.get().tag
    zipped = plain.removesuffix('"') + '-gzip"'
    assert office.get(if_none_match=plain, accept_encoding="gzip").tag == plain
    assert office.get(if_none_match=f'"other", W/{zipped}').tag == zipped
    assert office.get(if_none_match="*", accept_encoding="gzip").tag == zipped


def test_a_date_counts_only_without_a_tag(office):
    """If-Modified-Since is looked at when nothing better is said."""
    since = "Mon, 02 Mar 2026 00:00:00 GMT"
    assert office.get(if_modified_since=since).status == 304
    assert office.get(if_modified_since=since, if_none_match='"old"').status == 200


def test_the_tag_changes_with_the_facts_and_only_with_them(office):
    """A line in the log that the feed does not show keeps the tag, a new title changes it."""
    tag = office.get().tag
    office.source.tell(task_ids=frozenset({99}))
    assert office.get().tag == tag
    office.source.change(0, title="改了名的工程")
    assert office.get().tag != tag


def test_the_tag_survives_a_restart(office):
    """A second process gives the same bytes the same tag."""
    tag = office.get().tag
    office.feeds = office.restarted()
    assert office.get().tag == tag


def test_a_task_becomes_late_at_midnight_without_any_event(office):
    """The day is part of what a feed is built from; a day that changes nothing keeps the tag."""
    tag = office.get().tag
    office.on(date(2026, 12, 31))
    assert office.get().tag == tag
    office.on(date(2027, 1, 1))
    assert "【逾期】".encode() in office.get().body


def test_a_clock_that_was_set_back_is_believed(office):
    """What was late by a wrong clock is not late by the right one."""
    office.on(date(2027, 1, 1))
    office.get()
    office.on(date(2026, 12, 31))
    assert "【逾期】".encode() not in office.get().body


def test_a_feed_is_built_once_for_many_polls(office):
    """Neither a full answer nor a 304 reads the tasks again while nothing happened."""
    for _ in range(5):
        office.get()
    assert office.source.read == [1, 2]


def test_a_closed_task_stays_as_long_as_the_policy_says(office):
    """With three days kept, what was closed on the 22nd is there on the 25th and gone on the 26th."""
    closed_at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    office.source.change(0, state=TaskState.CLOSED, closed_at=closed_at, updated_at=closed_at)
    office.on(date(2026, 11, 25))
    assert b"task-001" in office.get().body
    office.on(date(2026, 11, 26))
    got = office.get()
    assert b"task-001" not in got.body
    assert got.headers["last-modified"] == "Wed, 25 Nov 2026 16:00:00 GMT"


@pytest.mark.parametrize("method", ["POST", "PUT", "PROPFIND", "DELETE", "OPTIONS"])
def test_a_feed_can_only_be_read(office, method):
    """Thunderbird probes with PUT: the answer says what is allowed."""
    got = office.get(method=method)
    assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/" + "A" * 32 + ".ics",
        "/feeds/.ics",
        "/feeds/",
        PATH.removesuffix(".ics"),
        PATH + "/",
        PATH + "#x",
        PATH.replace("/feeds/", "/feeds/x/"),
        f"/feeds/{sign(8, 1, key=KEY)}.ics",
        f"/feeds/{sign(7, 2, key=KEY)}.ics",
    ],
)
def test_an_unknown_address_is_404_in_plain_text(office, path):
    """No HTML, which would empty a calendar; no 410, which would end a subscription for good."""
    got = office.get(path)
    assert got.status == 404
    assert got.headers["content-type"] == "text/plain; charset=utf-8"
    assert got.body.decode() == "此地址没有日历；请向督查室索取新的订阅地址。\n"


def rotated(office, ends_at):
    office.source.change_feed(generation=2, endings=((1, ends_at),))


def test_an_ended_address_says_so_for_thirty_days(office):
    """A calendar with one notice is served, with its own tag; after that the address is gone for good."""
    tag = office.get().tag
    rotated(office, noon())
    notice = office.get()
    assert (notice.status, notice.body.count(b"BEGIN:VEVENT")) == (200, 1)
    assert lint(notice.body) == []
    assert notice.tag != tag
    assert office.get(if_none_match=notice.tag).status == 304
    office.at(noon() + timedelta(days=30, seconds=-1))
    assert office.get().status == 200
    office.at(noon() + timedelta(days=30))
    assert [office.get().status for _ in range(2)] == [410, 410]
    assert office.get().headers["content-type"].startswith("text/plain")


def test_an_address_shows_its_feed_until_the_moment_it_ends(office):
    """With a time of grace old and new address show the same events, then the old one its notice."""
    rotated(office, noon() + timedelta(hours=1))
    new = office.get(f"/feeds/{sign(7, 2, key=KEY)}.ics").body
    assert office.get().body.partition(b"BEGIN:VEVENT")[2] == new.partition(b"BEGIN:VEVENT")[2]
    office.at(noon() + timedelta(hours=1))
    assert office.get().body.count(b"BEGIN:VEVENT") == 1


def test_an_address_that_ended_long_ago_is_gone(office):
    """A generation whose end nobody wrote down has no notice."""
    office.source.change_feed(generation=3)
    assert office.get(f"/feeds/{sign(7, 2, key=KEY)}.ics").status == 410


def test_a_revoked_address_stays_revoked_while_the_ledger_is_away(office):
    """From the line of the log on, nothing that was held for the old address is served."""
    office.get()
    office.source.change_feed(revoked_at=noon())
    office.get(f"/feeds/{sign(8, 1, key=KEY)}.ics")
    office.source.away = True
    assert office.get().status == 503


def test_the_last_good_bytes_are_served_while_the_ledger_is_away(office, caplog):
    """A client sees no error, the log does, once, and says no token."""
    body = office.get().body
    office.source.change(0, title="改了名的工程")
    office.source.away = True
    with caplog.at_level(logging.ERROR):
        answers = [office.get() for _ in range(3)]
    assert {(got.status, got.body) for got in answers} == {(200, body)}
    assert len(caplog.records) == 1
    assert "Feed 7" in caplog.text
    assert PATH[7:20] not in caplog.text


def test_without_good_bytes_an_absent_ledger_is_503(office, caplog):
    """A client is asked to come again."""
    office.source.away = True
    got = office.get()
    assert (got.status, got.headers["retry-after"]) == (503, "300")
    assert got.headers["content-type"].startswith("text/plain")
    assert got.headers["cache-control"] == "no-store"
    assert PATH[7:20] not in caplog.text


def test_a_feed_recovers_with_its_ledger(office):
    """After an outage feeds are served from the ledger again, although nobody restarts anything."""
    office.source.away = True
    assert office.get().status == 503
    office.source.away = False
    wait_until(lambda: office.get().status == 200, "the feed is there")


def test_use_is_noted_once_a_day(office):
    """Polling writes to the ledger once a day; a refused request never does."""
    for day in (ON, ON, date(2026, 11, 23)):
        office.on(day)
        office.get()
    office.get("/feeds/x.ics")
    assert office.source.touched == [(7, ON), (7, date(2026, 11, 23))]


def test_a_note_that_cannot_be_written_harms_nobody(office, monkeypatch, caplog):
    """On a read-only database the feed is still served, and the note is tried again."""
    tries = []

    def refuse(feed_ids, on):
        tries.append(feed_ids)
        raise OSError("read-only")

    monkeypatch.setattr(office.source, "touch", refuse)
    office.feeds = office.restarted()
    assert [office.get().status for _ in range(2)] == [200, 200]
    assert tries == [{7}, {7}]


def test_news_of_everything_has_every_task_read_again(office):
    """After a move or a long silence nobody knows what changed, so all of it is looked at."""
    office.get()
    office.source.tasks_held[0] = replace(office.source.tasks_held[0], title="改了名的工程")
    office.source.tell(everything=True)
    assert "改了名的工程".encode() in office.get().unfolded


def test_many_who_ask_for_a_stale_feed_wait_for_one_building(office):
    """A thousand polls after a change read the changed task once, and all get the new bytes."""
    office.get()
    office.source.read.clear()
    office.source.change(0, title="改了名的工程")

    async def crowd():
        return await asyncio.gather(*(office.ask() for _ in range(1000)))

    assert {got.tag for got in asyncio.run(crowd())} == {office.get().tag}
    assert office.source.read == [1]


def test_a_change_during_a_building_is_not_missed(office, monkeypatch):
    """Who asks after a change gets it, although a building that read the old facts is still under way."""
    has_read, may_end, tasks = threading.Event(), threading.Event(), office.source.tasks

    def slow(ids, on):
        found = tasks(ids, on)
        has_read.set()
        may_end.wait()
        return found

    async def overtaken():
        first = asyncio.ensure_future(office.ask())
        await asyncio.to_thread(has_read.wait)
        office.source.change(0, title="改了名的工程")
        second = asyncio.ensure_future(office.ask())
        await asyncio.sleep(0)
        may_end.set()
        return await first, await second

    monkeypatch.setattr(office.source, "tasks", slow)
    first, second = asyncio.run(overtaken())
    assert "第1号工程完工".encode() in first.body
    assert "改了名的工程".encode() in second.body


def test_a_task_that_cannot_be_written_stops_no_other_feed(office, monkeypatch, caplog):
    """Its own feeds keep their last good bytes, every other one is brought up to date."""
    office.source.feeds[8] = feed_view(id=8, owner_id=5, unit_ids=frozenset({5}))
    other = f"/feeds/{sign(8, 1, key=KEY)}.ics"
    before, elsewhere = office.get(), office.get(other)
    monkeypatch.setattr(blocks, "task_block", refusing(blocks.task_block, "写不出来"))
    office.source.change(0, title="写不出来")
    office.source.add(task_view(9, units=(unit_view(5, "区交通局"),)))
    assert office.get().body == before.body
    assert office.get(other).tag != elsewhere.tag
    assert "Task 1 cannot be written" in caplog.text


def refusing(write, title):
    def write_or_fail(task, **how):
        if task.title == title:
            raise ValueError(title)
        return write(task, **how)

    return write_or_fail
